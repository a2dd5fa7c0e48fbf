package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.TransactionEnd;
import org.jspecify.annotations.Nullable;

/**
 * The units of which nobody tells where they begin and end: their chains do. What is executed
 * before its chain is known waits, so that no thread of the application reads class files, unless
 * {@value #MOST_WAITING} of its executions wait already. Thread-safe.
 */
final class Bursts<R> {
  private static final int MOST_WAITING = 256;

  private final Units<R> units;
  private final Invocations invocations;

  Bursts(Units<R> units, Invocations invocations) {
    this.units = units;
    this.invocations = invocations;
  }

  /**
   * The recorder of what this thread does without a scope and a transaction of its own, acquired;
   * null if its chain, or that of an earlier execution, is not known yet.
   */
  @Nullable UnitRecorder<R> acquire(ThreadUnits<R> mine, Execution execution) {
    long chain = mine.lastWays.chain(invocations.statement(execution));
    UnitRecorder<R> unit = mine.burst;
    unit.acquire();
    if (!mine.waiting.isEmpty()) {
      tell(mine);
    }
    if (chain == 0 || !mine.waiting.isEmpty()) {
      unit.release();
      return null;
    }
    enter(mine, execution.startNanos(), chain);
    return unit;
  }

  /** Ends or begins the burst, which is acquired, as a chain demands. */
  private void enter(ThreadUnits<R> mine, long nanos, long chain) {
    UnitRecorder<R> unit = mine.burst;
    if (unit.isActive()) {
      if (unit.bounds() != Bounds.GUESS || mine.seen.isOfAnother(chain)) {
        units.end(unit);
      } else {
        unit.waitFor(mine.seen.isInLoop() ? Units.LOOP_GAPS : 1);
        units.endIfDue(unit, nanos);
      }
    }
    if (!unit.isActive()) {
      mine.key = null;
      mine.seen.clear();
      mine.seen.isOfAnother(chain);
      units.begin(mine, unit, Bounds.GUESS, nanos);
    }
    unit.waitFor(mine.seen.isInLoop() ? Units.LOOP_GAPS : 1);
  }

  /** Keeps what was executed until it is known by which chain. */
  void keep(ThreadUnits<R> owner, Held held) {
    UnitRecorder<R> burst = owner.burst;
    burst.acquire();
    owner.waiting.add(held);
    boolean full = owner.waiting.size() >= MOST_WAITING;
    units.register(owner, burst);
    burst.release();
    if (full) {
      invocations.read();
    }
    burst.acquire();
    tell(owner);
    burst.release();
  }

  /**
   * Tells the burst, which is acquired, what waited for a chain that is known by now. Whoever looks
   * at the stacks needs the loader of the thread whose they are.
   */
  void tell(ThreadUnits<R> owner) {
    Thread thread = Thread.currentThread();
    if (owner.waiting.isEmpty() || thread.equals(owner.thread)) {
      tellKnown(owner);
      return;
    }
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(owner.thread.getContextClassLoader());
    try {
      tellKnown(owner);
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private void tellKnown(ThreadUnits<R> owner) {
    for (Waiting next = owner.waiting.peek(); next != null; next = owner.waiting.peek()) {
      if (next instanceof Over over) {
        owner.waiting.remove();
        owner.burst.over(over.checkout(), over.end(), over.nanos(), true, over.stack());
      } else if (next instanceof Held held) {
        long chain = invocations.chain(held.way());
        if (chain == 0) {
          return;
        }
        owner.waiting.remove();
        enter(owner, held.nanos(), chain);
        held.tell(owner.burst);
      }
    }
  }

  /**
   * A transaction or a connection is over: told at once, unless something before it waits.
   *
   * @param end of the transaction; null if it is the connection
   */
  void over(ThreadUnits<R> owner, Checkout checkout, @Nullable TransactionEnd end, long nanos) {
    owner.burst.acquire();
    if (owner.waiting.isEmpty()) {
      boolean worthTelling = owner.burst.over(checkout, end, nanos, false, null);
      if (worthTelling && !owner.burst.isActive()) {
        units.handOver(owner.burst); // Its transactions were units of their own.
      }
    } else {
      owner.waiting.add(new Over(checkout, end, nanos, new Throwable("stack")));
    }
    owner.burst.release();
  }

  /** A transaction of a connection has become a unit, acquired, which counts both from now on. */
  void lend(ThreadUnits<R> owner, Checkout checkout, UnitRecorder<R> unit) {
    owner.burst.acquire();
    owner.burst.passOn(checkout, unit);
    owner.burst.release();
  }

  /** It is over: its connection may go on to be held. */
  void takeBack(ThreadUnits<R> owner, Checkout checkout, UnitRecorder<R> unit) {
    owner.burst.acquire();
    unit.passOn(checkout, owner.burst);
    owner.burst.release();
  }

  /** Whether something waits that its thread will not see to soon: it does nothing, or is gone. */
  boolean isLeft(ThreadUnits<R> owner, long nanos, long gapNanos) {
    Waiting last = owner.waiting.peekLast();
    return last != null && (nanos - last.nanos() >= gapNanos || !owner.thread.isAlive());
  }
}
