package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
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
 * Finds the unit of work of each execution. It is the nearest of: the innermost explicit scope of
 * the thread; what has its key, or its virtual thread; its transaction, if that has several
 * statements; the invocation, as far as the stacks tell where one ends and the next begins.
 * Connections join, they never divide; a silence ends only what nothing else ends. A unit that
 * lasts too long is ended and continued, so that memory stays bounded and a long job is reported
 * before its end. Thread-safe.
 */
public final class Units<R> implements ExecutionListener, AutoCloseable {
  private static final long MAX_AGE_NANOS = 60_000_000_000L;

  /** A loop may work slowly, and a request wait, without being over. */
  static final int LOOP_GAPS = 10;

  /**
   * A virtual thread is over when it ends; this is for one that lives as long as the application.
   */
  private static final int VIRTUAL_GAPS = 600;

  /** Nobody nests so deep: they were not closed. */
  private static final int MOST_SCOPES = 64;

  /** A unit for any threads that did nothing for so long was not closed. */
  private static final long FORGOTTEN_NANOS = 600_000_000_000L;

  /** Weak, so that a thread of a pool keeps nothing of units that are gone. */
  @SuppressWarnings("ThreadLocalUsage") // Each of these has its own.
  private final ThreadLocal<WeakReference<ThreadUnits<R>>> threads = new ThreadLocal<>();

  private final Map<Checkout, OpenTransaction<R>> transactions = new ConcurrentHashMap<>();

  /** Those that may be active, each with those of its thread, which live as long as one of them. */
  private final Map<UnitRecorder<R>, ThreadUnits<R>> registered = new ConcurrentHashMap<>();

  private final AtomicLong tickets = new AtomicLong();
  private final LongAdder units = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final LongAdder guessed = new LongAdder();
  private final UnclosedScopes unclosed = new UnclosedScopes();
  private final Supplier<Counters<R>> counters;
  private final Invocations invocations;
  private final long gapNanos;
  private final Bursts<R> bursts;
  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private final Consumer<EndedUnit<R>> ended;
  private volatile boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param counters makes what counts the executions of units
   * @param invocations tells what belongs together where no scope does
   * @param quietGap a silence of a thread that ends its unit of work; at least 1 ms
   * @param nanoTime a monotonic clock, the one of the events
   * @param now the time of day
   * @param ended is handed the units that somebody is to look at, on any thread; it must not wait
   */
  public Units(
      Supplier<Counters<R>> counters,
      Invocations invocations,
      Duration quietGap,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Consumer<EndedUnit<R>> ended) {
    this.counters = counters;
    this.invocations = invocations;
    this.bursts = new Bursts<>(this, invocations);
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
    mine.use(execution.checkout());
    UnitRecorder<R> unit = acquire(mine, execution);
    if (unit != null) {
      unit.sent();
      unit.release();
    }
    mine.executing = unit;
    mine.isExecuting = true;
  }

  @Override
  public @Nullable RowObserver rows(Execution execution) {
    ThreadUnits<R> mine = closed ? null : mine();
    if (mine == null || !mine.isExecuting) {
      return mine == null ? null : mine.further(execution, transactions.get(execution.checkout()));
    }
    return mine.observer(execution, nanoTime, invocations.writes(execution));
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    if (closed) {
      return;
    }
    ThreadUnits<R> mine = mine();
    AnsweredRows rows = mine.rows;
    mine.rows = null;
    UnitRecorder<R> unit = mine.executing;
    if (!mine.isExecuting) {
      // The listener was added in between, or a statement ran within another.
      unit = acquire(mine, execution);
    } else if (unit != null) {
      unit.acquire();
    }
    mine.executing = null;
    mine.isExecuting = false;
    if (unit == null) {
      if (execution.autoCommit()) {
        bursts.keep(
            mine, new Held(execution, outcome, rows, mine.lastWays.way(), new Throwable("stack")));
      } else {
        hold(mine, execution, outcome, rows);
      }
      return;
    }
    try {
      if (unit.isActive()) {
        unit.record(execution, outcome, rows);
      }
    } finally {
      unit.release();
    }
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    if (!closed) {
      forget(mine(), end.checkout(), end, end.startNanos() + end.elapsedNanos());
    }
  }

  @Override
  public void returned(Checkout checkout, long nanos) {
    if (!closed) {
      ThreadUnits<R> mine = mine();
      mine.burst.givenBack(checkout, mine.hasUsed(checkout));
      forget(mine, checkout, null, nanos);
    }
  }

  /**
   * Opens an explicit unit of work, with this thread in it, within the one that it is in, if any.
   *
   * @param name what reports call it
   * @param watched false for executions that nobody wants to hear of, such as those of test
   *     fixtures
   */
  public Scope<R> open(@Nullable String name, boolean watched) {
    UnitRecorder<R> unit = new UnitRecorder<>(counters.get());
    return open(enter(unit), unit, name, watched, false);
  }

  /**
   * Opens an explicit unit of work that no thread is in yet: any may {@linkplain Scope#enter enter
   * it}, several at a time.
   *
   * @param name what reports call it
   */
  public Scope<R> openForThreads(@Nullable String name) {
    return open(mine(), new UnitRecorder<>(counters.get()), name, true, true);
  }

  private Scope<R> open(
      ThreadUnits<R> mine,
      UnitRecorder<R> unit,
      @Nullable String name,
      boolean watched,
      boolean threads) {
    unit.acquire();
    unit.open(name, watched, threads, Openers.caller());
    begin(mine, unit, Bounds.SCOPE, nanoTime.getAsLong());
    long ticket = unit.ticket();
    unit.release();
    return new Scope<>(this, unit, ticket);
  }

  /** Lets this thread into a scope. */
  ThreadUnits<R> enter(UnitRecorder<R> unit) {
    ThreadUnits<R> mine = mine();
    if (mine.depth() >= MOST_SCOPES) {
      abandon(mine);
    }
    mine.enter(unit);
    return mine;
  }

  /** Lets other threads into the innermost open scope of this one, if it is in any. */
  public Supplier<Runnable> entering() {
    UnitRecorder<R> unit = mine().scope();
    return () -> {
      if (unit == null) {
        return () -> {};
      }
      ThreadUnits<R> theirs = enter(unit);
      return () -> theirs.leave(unit);
    };
  }

  /** What stands for the innermost open scope of this thread; null if it is in none. */
  public @Nullable Object scope() {
    return mine().scope();
  }

  /** Tells what it held; null if it had ended, or nobody need look at it. */
  @Nullable EndedUnit<R> close(UnitRecorder<R> unit, long ticket) {
    unit.acquire();
    try {
      EndedUnit<R> held = unit.isActive() && unit.ticket() == ticket ? end(unit) : null;
      unit.close();
      return held;
    } finally {
      unit.release();
    }
  }

  /** Ends the scopes that this thread has opened and, it seems, will never close. */
  private void abandon(ThreadUnits<R> mine) {
    for (UnitRecorder<R> scope = mine.scope(); scope != null; scope = mine.scope()) {
      scope.acquire();
      if (scope.isActive()) {
        unclosed.tell(scope);
        end(scope);
      }
      scope.close();
      scope.release();
    }
  }

  /**
   * Ends the units that are quiet, those of threads that wait for work, and this thread's own,
   * unless they are in a scope or a transaction: whoever asks for findings wants those of what was
   * just done.
   */
  public void flush() {
    invocations.read();
    ThreadUnits<R> mine = mine();
    UnitRecorder<R> burst = mine.burst;
    burst.acquire();
    bursts.tell(mine);
    if (burst.isActive() && burst.isIdle()) {
      end(burst);
    }
    burst.release();
    registered.forEach(this::endIfIdle);
    sweep();
  }

  private void endIfIdle(UnitRecorder<R> unit, ThreadUnits<R> owner) {
    if (unit.equals(owner.burst) && invocations.standsIdle(owner.thread) && unit.tryAcquire()) {
      bursts.tell(owner);
      if (unit.isActive() && unit.bounds() == Bounds.GUESS && unit.isIdle()) {
        end(unit);
      }
      unit.release();
    }
  }

  /**
   * Ends the units that are quiet or whose thread is gone, rolls those that are old, and forgets
   * the recorders of threads that do nothing.
   */
  public void sweep() {
    invocations.read();
    long nanos = nanoTime.getAsLong();
    Iterator<Map.Entry<UnitRecorder<R>, ThreadUnits<R>>> all = registered.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<UnitRecorder<R>, ThreadUnits<R>> entry = all.next();
      UnitRecorder<R> unit = entry.getKey();
      if (unit.tryAcquire()) {
        ThreadUnits<R> owner = entry.getValue();
        if (unit.equals(owner.burst) && bursts.isLeft(owner, nanos, gapNanos)) {
          bursts.tell(owner);
        }
        if (!unit.isActive()) {
          if (owner.waiting.isEmpty() && unit.register(false)) {
            all.remove();
          }
        } else if (unit.isLeft(owner.thread, nanos, FORGOTTEN_NANOS)) {
          if (unit.bounds() == Bounds.SCOPE) {
            unclosed.tell(unit);
            unit.close();
          }
          end(unit);
        } else {
          endIfDue(unit, nanos);
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

  /** How many scopes were never closed. */
  public long unclosed() {
    return unclosed.count();
  }

  /** How many recorders and transactions are kept at the moment. */
  int kept() {
    return registered.size() + transactions.size();
  }

  /** Ends all units, and stops watching: nothing is kept any more. */
  @Override
  public void close() {
    closed = true;
    invocations.read();
    registered.forEach(
        (unit, owner) -> {
          unit.acquire();
          if (unit.equals(owner.burst)) {
            bursts.tell(owner);
          }
          if (unit.isActive()) {
            end(unit);
          }
          unit.release();
        });
    registered.clear();
    transactions.clear();
  }

  /** The recorders of this thread. */
  ThreadUnits<R> mine() {
    WeakReference<ThreadUnits<R>> known = threads.get();
    ThreadUnits<R> mine = known == null ? null : known.get();
    if (mine == null) {
      mine = new ThreadUnits<>(counters, invocations);
      threads.set(new WeakReference<>(mine));
    }
    return mine;
  }

  /**
   * The recorder of the unit to which an execution belongs, acquired and active; null if that shows
   * only later, because it is the first of its transaction, or because its chain is not known yet.
   */
  private @Nullable UnitRecorder<R> acquire(ThreadUnits<R> mine, Execution execution) {
    UnitRecorder<R> scope = mine.scope();
    if (scope != null) {
      return rolled(mine, scope, Bounds.SCOPE, execution.startNanos());
    }
    Object key = key(mine, execution.checkout());
    if (key != null) {
      return keyed(mine, key, execution.startNanos());
    }
    if (!execution.autoCommit()) {
      return transactional(mine, execution);
    }
    UnitRecorder<R> around = mine.transactional;
    if (around.isActive()) { // As it nearly never is: only then it is worth acquiring.
      around.acquire();
      if (around.isActive()) {
        return around; // What runs beside an open transaction is of the same work.
      }
      around.release();
    }
    return bursts.acquire(mine, execution);
  }

  private UnitRecorder<R> rolled(
      ThreadUnits<R> mine, UnitRecorder<R> unit, Bounds bounds, long nanos) {
    unit.acquire();
    if (unit.isActive()) {
      endIfDue(unit, nanos);
    }
    if (!unit.isActive()) {
      begin(mine, unit, bounds, nanos);
    }
    return unit;
  }

  /** What the application's framework calls the work, read once per checkout. */
  private @Nullable Object key(ThreadUnits<R> mine, Checkout checkout) {
    if (!checkout.equals(mine.keyedCheckout)) {
      mine.keyedCheckout = checkout;
      Object told = invocations.key();
      mine.checkoutKey = told == null && mine.isVirtual ? mine.thread : told;
    }
    return mine.checkoutKey;
  }

  private UnitRecorder<R> keyed(ThreadUnits<R> mine, Object key, long nanos) {
    UnitRecorder<R> unit = mine.burst;
    unit.acquire();
    if (!mine.waiting.isEmpty()) {
      unit.release();
      invocations.read();
      unit.acquire();
      bursts.tell(mine);
    }
    if (unit.isActive() && !key.equals(mine.key)) {
      end(unit);
    }
    if (unit.isActive()) {
      endIfDue(unit, nanos);
    }
    if (!unit.isActive()) {
      mine.key = key;
      begin(mine, unit, Bounds.KEY, nanos);
    }
    unit.waitFor(mine.isVirtual ? VIRTUAL_GAPS : LOOP_GAPS);
    return unit;
  }

  private @Nullable UnitRecorder<R> transactional(ThreadUnits<R> mine, Execution execution) {
    Checkout checkout = execution.checkout();
    OpenTransaction<R> transaction = transactions.get(checkout);
    if (transaction == null) {
      transaction = new OpenTransaction<>(mine);
      transactions.put(checkout, transaction);
    }
    synchronized (transaction) {
      UnitRecorder<R> unit = transaction.unit;
      if (unit != null) {
        return rolled(transaction.owner, unit, Bounds.TRANSACTION, execution.startNanos());
      }
      Held first = transaction.first;
      UnitRecorder<R> around = transaction.owner.transactional;
      around.acquire();
      if (!around.isActive() && first == null) {
        around.release();
        return null;
      }
      if (!around.isActive() && first != null) {
        begin(transaction.owner, around, Bounds.TRANSACTION, first.execution().startNanos());
      }
      bursts.lend(transaction.owner, checkout, around);
      if (first != null) {
        first.tell(around);
        transaction.first = null;
      }
      around.transactionBegan(checkout);
      transaction.unit = around;
      return around;
    }
  }

  /** Keeps the first statement of a transaction until it is known whether another follows. */
  private void hold(
      ThreadUnits<R> mine, Execution execution, Outcome outcome, @Nullable AnsweredRows rows) {
    OpenTransaction<R> transaction = transactions.get(execution.checkout());
    if (transaction == null) {
      return; // It ended meanwhile, on another thread.
    }
    UnitRecorder<R> burst = transaction.owner.burst;
    burst.acquire();
    boolean wanted = burst.wantsStack(execution);
    burst.release();
    boolean known = mine.lastWays.chain(invocations.statement(execution)) != 0;
    Held first =
        new Held(
            execution,
            outcome,
            rows,
            mine.lastWays.way(),
            wanted || !known ? new Throwable("stack") : null);
    synchronized (transaction) {
      transaction.first = first;
    }
  }

  void endIfDue(UnitRecorder<R> unit, long nanos) {
    boolean endsBySilence = unit.bounds() == Bounds.GUESS || unit.bounds() == Bounds.KEY;
    if (endsBySilence && unit.isQuiet(nanos, gapNanos)) {
      end(unit);
    } else if (unit.isOlder(nanos, MAX_AGE_NANOS)) {
      long ticket = unit.ticket();
      end(unit);
      unit.start(ticket, unit.bounds(), nanos); // The same unit to the hot rows: it counts once.
    }
  }

  void begin(ThreadUnits<R> mine, UnitRecorder<R> unit, Bounds bounds, long nanos) {
    unit.start(tickets.incrementAndGet(), bounds, nanos);
    register(mine, unit);
  }

  /** Lets the sweeper know of a recorder, which is acquired. */
  void register(ThreadUnits<R> mine, UnitRecorder<R> unit) {
    if (!closed && unit.register(true)) {
      registered.put(unit, mine);
    }
  }

  @Nullable EndedUnit<R> end(UnitRecorder<R> unit) {
    units.increment();
    if (unit.bounds() == Bounds.GUESS) {
      guessed.increment();
    }
    executions.add(unit.executions());
    return handOver(unit);
  }

  /** Hands over what a recorder holds, if somebody is to look at it. */
  @Nullable EndedUnit<R> handOver(UnitRecorder<R> unit) {
    EndedUnit<R> result = unit.finish(now.get());
    if (result != null) {
      ended.accept(result);
    }
    return result;
  }

  /**
   * A transaction or a connection is over.
   *
   * @param end of the transaction; null if it is the connection
   */
  private void forget(
      ThreadUnits<R> mine, Checkout checkout, @Nullable TransactionEnd end, long nanos) {
    OpenTransaction<R> transaction = transactions.remove(checkout);
    if (transaction == null) {
      elsewhere(mine, checkout, end, nanos);
      return;
    }
    Held first;
    UnitRecorder<R> unit;
    synchronized (transaction) {
      first = transaction.first;
      unit = transaction.unit;
      transaction.first = null;
    }
    if (first != null) {
      bursts.keep(transaction.owner, first);
      bursts.over(transaction.owner, checkout, end, nanos);
    }
    if (unit != null) {
      unit.acquire();
      unit.over(checkout, end, nanos, false, null);
      unit.transactionEnded(checkout, nanos);
      bursts.takeBack(transaction.owner, checkout, unit);
      if (unit.isActive() && unit.isIdle()) {
        end(unit);
      }
      unit.release();
    }
  }

  /** It is none that is told apart. */
  private void elsewhere(
      ThreadUnits<R> mine, Checkout checkout, @Nullable TransactionEnd end, long nanos) {
    UnitRecorder<R> around = mine.scope();
    if (around == null && mine.transactional.isActive()) {
      around = mine.transactional;
    }
    if (around == null) {
      bursts.over(mine, checkout, end, nanos);
      return;
    }
    around.acquire();
    around.over(checkout, end, nanos, false, null);
    around.release();
  }
}
