package dev.weir.analyzer;

import dev.weir.analyzer.place.Chains;
import dev.weir.analyzer.place.Dispatchers;
import dev.weir.analyzer.unit.Invocations;
import dev.weir.event.Execution;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joins units with what stacks tell, and with the application's own keys. */
record StackInvocations(Chains chains, Supplier<? extends @Nullable Object> keys, int apart)
    implements Invocations {
  @Override
  public @Nullable Object key() {
    return keys.get();
  }

  @Override
  public String statement(Execution execution) {
    return execution.shape().fingerprint();
  }

  @Override
  public long way() {
    return chains.way();
  }

  @Override
  public long chain(long way) {
    return chains.chain(way);
  }

  @Override
  public boolean standsIdle(Thread thread) {
    return Dispatchers.standsIdle(thread);
  }

  @Override
  public boolean writes(Execution execution) {
    return execution.shape().kind().writesRows();
  }

  @Override
  public void read() {
    chains.read();
  }
}
