package dev.weir.analyzer.unit;

import dev.weir.event.Checkout;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of one thread: of the scopes that it opened and did not close, of its transaction,
 * and of what it does without either. But for what is said otherwise confined to the thread.
 */
final class ThreadUnits<R> {
  final Thread thread = Thread.currentThread();
  final boolean isVirtual = VirtualThreads.isVirtual(thread);

  /** Of what runs in no scope and no transaction of several statements. */
  final UnitRecorder<R> burst;

  /** Of transactions of several statements. */
  final UnitRecorder<R> transactional;

  /** The chains of the burst; guarded by its recorder. */
  final SeenChains seen = new SeenChains();

  /** The key of the burst; null if it has none. Guarded by its recorder. */
  @Nullable Object key;

  final LastChains lastChains = new LastChains();

  /** Whether an execution runs, and the recorder in which it began; null if it waits. */
  boolean isExecuting;

  @Nullable UnitRecorder<R> executing;

  /** The key that the newest checkout had when it was first used. */
  @Nullable Checkout keyedCheckout;

  @Nullable Object checkoutKey;

  private final Supplier<Counters<R>> counters;
  private @Nullable UnitRecorder<R> innermost;
  private int depth;

  ThreadUnits(Supplier<Counters<R>> counters) {
    this.counters = counters;
    this.burst = new UnitRecorder<>(null, counters.get());
    this.transactional = new UnitRecorder<>(null, counters.get());
  }

  /** The recorder of the innermost open scope; null if none is open. */
  @Nullable UnitRecorder<R> scope() {
    while (innermost != null && innermost.isClosed()) {
      innermost = innermost.outer();
      depth--;
    }
    return innermost;
  }

  /** How many scopes are open. */
  int depth() {
    return scope() == null ? 0 : depth;
  }

  /** A recorder for a new scope within the current one. */
  UnitRecorder<R> open() {
    UnitRecorder<R> scope = new UnitRecorder<>(scope(), counters.get());
    innermost = scope;
    depth++;
    return scope;
  }
}
