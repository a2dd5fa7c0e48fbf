package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the unit of work of each execution. It is the innermost explicit scope of the thread; else
 * the unit that holds the open transaction; else the thread's burst: statements with less than a
 * quiet gap between them, whatever connections and transactions they use. A unit that lasts too
 * long is ended and continued, so that memory stays bounded and a long job is reported before its
 * end. Thread-safe.
 */
public final class Units<R> implements ExecutionListener, AutoCloseable {
  private static final long MAX_AGE_NANOS = 60_000_000_000L;

  /** Weak, so that a thread of a pool keeps nothing of a recorder that is gone. */
  @SuppressWarnings("ThreadLocalUsage") // Each recorder has its own.
  private final ThreadLocal<WeakReference<ThreadUnits<R>>> threads = new ThreadLocal<>();

  private final Map<Checkout, UnitRecorder<R>> transactions = new ConcurrentHashMap<>();

  /** Those that may be active, each with those of its thread, which live as long as one of them. */
  private final Map<UnitRecorder<R>, ThreadUnits<R>> registered = new ConcurrentHashMap<>();

  private final AtomicLong tickets = new AtomicLong();
  private final LongAdder units = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final LongAdder guessed = new LongAdder();
  private final Supplier<Counters<R>> counters;
  private final long gapNanos;
  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private final Consumer<EndedUnit<R>> ended;
  private volatile boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param counters makes what counts the executions of units
   * @param quietGap a silence of a thread that ends its unit of work; at least 1 ms
   * @param nanoTime a monotonic clock, the one of the events
   * @param now the time of day
   * @param ended is handed the units that somebody is to look at, on any thread; it must not wait
   */
  public Units(
      Supplier<Counters<R>> counters,
      Duration quietGap,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Consumer<EndedUnit<R>> ended) {
    this.counters = counters;
    this.gapNanos = quietGap.toNanos();
    this.nanoTime = nanoTime;
    this.now = now;
    this.ended = ended;
  }

  @Override
  public void before(Execution execution) {
    if (closed) {
      return;
    }
    ThreadUnits<R> mine = mine();
    UnitRecorder<R> unit = acquire(mine, execution);
    unit.sent();
    unit.release();
    mine.executing = unit;
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    if (closed) {
      return;
    }
    ThreadUnits<R> mine = mine();
    UnitRecorder<R> unit = mine.executing;
    mine.executing = null;
    if (unit == null) {
      unit =
          acquire(
              mine,
              execution); // The listener was added in between, or a statement ran within another.
    } else {
      unit.acquire();
    }
    try {
      if (unit.isActive()) {
        unit.record(execution, outcome);
      }
    } finally {
      unit.release();
    }
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    forget(end.checkout());
  }

  @Override
  public void returned(Checkout checkout, long nanos) {
    forget(checkout);
  }

  /**
   * Opens an explicit unit of work on this thread, within the one that is open, if any.
   *
   * @param name what reports call it
   * @param watched false for executions that nobody wants to hear of, such as those of test
   *     fixtures
   */
  public Scope open(@Nullable String name, boolean watched) {
    ThreadUnits<R> mine = mine();
    UnitRecorder<R> unit = mine.open();
    unit.acquire();
    unit.open(name, watched);
    long ticket = begin(mine, unit, nanoTime.getAsLong());
    unit.release();
    return new Scope(() -> close(unit, ticket));
  }

  /** Closes a scope, from any thread; nothing happens if it is closed already. */
  void close(UnitRecorder<R> unit, long ticket) {
    unit.acquire();
    try {
      if (unit.isActive() && unit.ticket() == ticket) {
        end(unit);
        unit.close();
      }
    } finally {
      unit.release();
    }
    mine().current();
  }

  /**
   * Ends the units that are quiet, and this thread's own unless it is in a scope or a transaction:
   * whoever asks for findings wants those of what he just did.
   */
  public void flush() {
    endBurst();
    sweep();
  }

  private void endBurst() {
    UnitRecorder<R> burst = mine().burst;
    burst.acquire();
    if (burst.isActive() && burst.isIdle()) {
      end(burst);
    }
    burst.release();
  }

  /**
   * Ends the units that are quiet, rolls those that are old, and forgets the recorders of threads
   * that do nothing.
   */
  public void sweep() {
    long nanos = nanoTime.getAsLong();
    for (Iterator<UnitRecorder<R>> all = registered.keySet().iterator(); all.hasNext(); ) {
      UnitRecorder<R> unit = all.next();
      if (unit.tryAcquire()) {
        if (unit.isActive()) {
          endIfDue(unit, nanos);
        } else if (unit.register(false)) {
          all.remove();
        }
        unit.release();
      }
    }
  }

  /** How many units of work have ended. */
  public long ended() {
    return units.sum();
  }

  /** How many executions those had. */
  public long executions() {
    return executions.sum();
  }

  /** Of how many units nobody told where they begin and end. */
  public long guessed() {
    return guessed.sum();
  }

  /** Ends all units, and stops watching: nothing is kept any more. */
  @Override
  public void close() {
    closed = true;
    for (UnitRecorder<R> unit : registered.keySet()) {
      unit.acquire();
      if (unit.isActive()) {
        end(unit);
      }
      unit.release();
    }
    registered.clear();
    transactions.clear();
  }

  /** The recorders of this thread. */
  ThreadUnits<R> mine() {
    WeakReference<ThreadUnits<R>> known = threads.get();
    ThreadUnits<R> mine = known == null ? null : known.get();
    if (mine == null) {
      mine = new ThreadUnits<>(counters);
      threads.set(new WeakReference<>(mine));
    }
    return mine;
  }

  /** The recorder of the unit to which an execution belongs, acquired and active. */
  private UnitRecorder<R> acquire(ThreadUnits<R> mine, Execution execution) {
    UnitRecorder<R> own = mine.current();
    boolean scoped = own.outer() != null;
    if (!scoped && !execution.autoCommit()) {
      UnitRecorder<R> owner = transactions.get(execution.checkout());
      if (owner != null && owner != own) {
        owner.acquire();
        if (owner.isActive() && owner.holds(execution.checkout())) {
          return owner;
        }
        owner.release();
      }
    }
    own.acquire();
    if (own.isActive()) {
      endIfDue(own, execution.startNanos());
    }
    if (!own.isActive()) {
      begin(mine, own, execution.startNanos());
    }
    if (!scoped && !execution.autoCommit() && !own.holds(execution.checkout())) {
      own.transactionBegan(execution.checkout());
      transactions.put(execution.checkout(), own);
    }
    return own;
  }

  private void endIfDue(UnitRecorder<R> unit, long nanos) {
    boolean scoped = unit.outer() != null;
    boolean quiet = !scoped && unit.isQuiet(nanos, gapNanos);
    if (quiet && unit.isIdle()) {
      end(unit);
      return;
    }
    if (quiet) {
      unit.pause();
    }
    if (unit.isOlder(nanos, MAX_AGE_NANOS)) {
      long ticket = unit.ticket();
      end(unit);
      unit.start(ticket, nanos); // The same unit to the hot rows: it counts once.
    }
  }

  private long begin(ThreadUnits<R> mine, UnitRecorder<R> unit, long nanos) {
    long ticket = tickets.incrementAndGet();
    unit.start(ticket, nanos);
    if (!closed && unit.register(true)) {
      registered.put(unit, mine);
    }
    return ticket;
  }

  private void end(UnitRecorder<R> unit) {
    units.increment();
    if (unit.bounds() == Bounds.GUESS) {
      guessed.increment();
    }
    executions.add(unit.executions());
    EndedUnit<R> result = unit.finish(now.get());
    if (result != null) {
      ended.accept(result);
    }
  }

  private void forget(Checkout checkout) {
    UnitRecorder<R> owner = transactions.remove(checkout);
    if (owner != null) {
      owner.acquire();
      owner.transactionEnded(checkout, nanoTime.getAsLong());
      if (owner.isActive() && owner.hasPaused() && owner.isIdle()) {
        end(owner);
      }
      owner.release();
    }
  }
}
