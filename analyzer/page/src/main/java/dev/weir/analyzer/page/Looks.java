package dev.weir.analyzer.page;

import dev.weir.analyzer.Analyzer;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an analyzer when somebody asks, at most once a second, however many ask. Thread-safe.
 */
final class Looks {
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final Analyzer analyzer;
  private final Changes changes;
  private final LongSupplier nanoTime;
  private final String instance = UUID.randomUUID().toString();

  // Guarded by this.
  private @Nullable Look newest;
  private long takenNanos;

  Looks(Analyzer analyzer, Changes changes, LongSupplier nanoTime) {
    this.analyzer = analyzer;
    this.changes = changes;
    this.nanoTime = nanoTime;
  }

  synchronized Look newest() {
    long now = nanoTime.getAsLong();
    Look look = newest;
    if (look == null || now - takenNanos > FRESH_NANOS) {
      changes.listen();
      look = new Look(instance, analyzer.report(), Servers.of(analyzer.dataSources(), changes));
      newest = look;
      takenNanos = now;
    }
    return look;
  }
}
