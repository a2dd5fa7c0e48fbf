package dev.weir.analyzer.unit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scopes that their application has left open: counted, and said once. Thread-safe. */
final class UnclosedScopes {
  private static final Logger LOG = LoggerFactory.getLogger(UnclosedScopes.class);

  private final LongAdder count = new LongAdder();
  private final AtomicBoolean told = new AtomicBoolean();

  void tell(UnitRecorder<?> scope) {
    count.increment();
    if (told.compareAndSet(false, true)) {
      LOG.warn(
          "A unit of work was never closed: {}. It is ended now; of others like it nothing is"
              + " logged",
          scope.description());
    }
  }

  long count() {
    return count.sum();
  }
}
