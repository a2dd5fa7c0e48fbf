package dev.weir.analyzer.unit;

import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.RowObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
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

  /** What the burst will be told when its chains are known. Guarded by its recorder. */
  final Deque<Waiting> waiting = new ArrayDeque<>(0);

  final LastWays lastWays;

  /** The connections that were used last; of few at a time it is asked whether they were. */
  private final @Nullable Checkout[] used = new @Nullable Checkout[4];

  private int lastUsed;

  /** Whether an execution runs, and the recorder in which it began; null if it waits. */
  boolean isExecuting;

  @Nullable UnitRecorder<R> executing;

  /** The rows that the execution has answered; null if nobody is told of any. */
  @Nullable AnsweredRows rows;

  /** The key that the newest checkout had when it was first used. */
  @Nullable Checkout keyedCheckout;

  @Nullable Object checkoutKey;

  /** The scopes that this thread is in, the innermost last; closed ones among them. */
  private final List<UnitRecorder<R>> scopes = new ArrayList<>(2);

  ThreadUnits(Supplier<Counters<R>> counters, Invocations invocations) {
    this.lastWays = new LastWays(invocations);
    this.burst = new UnitRecorder<>(counters.get());
    this.transactional = new UnitRecorder<>(counters.get());
  }

  /**
   * Who is told of the rows that the execution has answered; null for nobody.
   *
   * @param nanoTime the clock of the events
   * @param writes whether it does
   */
  @Nullable RowObserver observer(Execution execution, LongSupplier nanoTime, boolean writes) {
    UnitRecorder<R> unit = executing;
    RowObserver read =
        unit == null
            ? burst.observer(execution, execution.checkout().id(), nanoTime)
            : unit.observer(execution, unit.ticket(), nanoTime);
    rows =
        read == null && !writes ? null : new AnsweredRows(read, writes ? new WrittenRows() : null);
    return rows == null ? null : rows.observer();
  }

  /**
   * Who is told of rows that are taken after the execution was counted: the unit that it is of, as
   * long as that is open; null for nobody, also where it waits.
   *
   * @param transaction that it may be of
   */
  @Nullable RowObserver further(Execution execution, @Nullable OpenTransaction<R> transaction) {
    UnitRecorder<R> unit = scope();
    if (unit == null && transaction != null) {
      synchronized (transaction) {
        unit = transaction.unit;
      }
    } else if (unit == null) {
      unit = burst;
    }
    if (unit == null) {
      return null;
    }
    unit.acquire();
    try {
      return unit.equals(burst) && !waiting.isEmpty() ? null : unit.further(execution);
    } finally {
      unit.release();
    }
  }

  /** Something is executed on a connection. */
  @SuppressWarnings("ReferenceEquality") // One object is told for all of a connection's life.
  void use(Checkout checkout) {
    if (used[lastUsed] != checkout && !hasUsed(checkout)) {
      lastUsed = (lastUsed + 1) % used.length;
      used[lastUsed] = checkout;
    }
  }

  /** Whether something was executed on a connection. */
  @SuppressWarnings("ReferenceEquality")
  boolean hasUsed(Checkout checkout) {
    for (Checkout each : used) {
      if (each == checkout) {
        return true;
      }
    }
    return false;
  }

  /** The recorder of the innermost open scope; null if none is open. */
  @Nullable UnitRecorder<R> scope() {
    for (int last = scopes.size() - 1; last >= 0; last--) {
      UnitRecorder<R> scope = scopes.get(last);
      if (!scope.isClosed()) {
        return scope;
      }
      scopes.remove(last);
    }
    return null;
  }

  /** How many scopes are open. */
  int depth() {
    return scope() == null ? 0 : scopes.size();
  }

  /** Goes into a scope, within the current one. */
  void enter(UnitRecorder<R> scope) {
    scopes.add(scope);
  }

  /** Goes out of a scope. */
  void leave(UnitRecorder<R> scope) {
    int last = scopes.lastIndexOf(scope);
    if (last >= 0) {
      scopes.remove(last);
    }
  }
}
