package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records one unit of work after another. Whoever uses it must {@link #acquire} it, which is nearly
 * always the thread whose statements it records and then one uncontended compare-and-set; the
 * others are the sweeper, and threads that share its transaction.
 */
final class UnitRecorder<R> {
  private final AtomicBoolean busy = new AtomicBoolean();
  private final List<Checkout> transactions = new ArrayList<>(1);
  private final Counters<R> counters;

  private Bounds bounds = Bounds.GUESS;
  private @Nullable String name;
  private @Nullable String opener;
  private boolean watched = true;
  private boolean threads;
  private boolean closed;
  private boolean registered;
  private boolean active;
  private int patience = 1;
  private long ticket;
  private int inFlight;
  private long startNanos;

  /** When its first execution began; nothing while it has none. */
  private long firstNanos;

  private long lastNanos;
  private long usedNanos;
  private long executions;

  /**
   * Creates a recorder that records nothing yet.
   *
   * @param counters count what it records
   */
  UnitRecorder(Counters<R> counters) {
    this.counters = counters;
  }

  // A yield is right: the holder only counts, and is done in less than a microsecond unless it lost
  // its processor.
  @SuppressWarnings("ThreadPriorityCheck")
  void acquire() {
    while (!tryAcquire()) {
      Thread.yield();
    }
  }

  boolean tryAcquire() {
    return busy.compareAndSet(false, true);
  }

  void release() {
    busy.setRelease(false);
  }

  /**
   * Makes this the recorder of an explicit scope.
   *
   * @param threads whether it is for any threads that enter it, rather than for the one that opened
   *     it
   * @param opener the line that opened it
   */
  void open(@Nullable String name, boolean watched, boolean threads, @Nullable String opener) {
    this.name = name;
    this.watched = watched;
    this.threads = threads;
    this.opener = opener;
  }

  void rename(@Nullable String name) {
    this.name = name;
  }

  /** What the scope is called, and who opened it. */
  String description() {
    return "'" + name + "', opened at " + opener;
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isActive() {
    return active;
  }

  /** Who tells where this unit begins and ends. */
  Bounds bounds() {
    return bounds;
  }

  /** Begins a unit. */
  void start(long ticket, Bounds bounds, long nowNanos) {
    if (ticket != this.ticket) {
      usedNanos = nowNanos; // Else the same unit goes on.
    }
    this.ticket = ticket;
    this.bounds = bounds;
    active = true;
    startNanos = nowNanos;
    lastNanos = nowNanos;
  }

  /** Notes whether the sweeper knows this recorder. */
  boolean register(boolean known) {
    boolean changed = registered != known;
    registered = known;
    return changed;
  }

  /** Whether no execution and no transaction is under way. */
  boolean isIdle() {
    return inFlight == 0 && transactions.isEmpty();
  }

  /**
   * Sets how long a silence ends the unit.
   *
   * @param gaps as a multiple of the usual gap
   */
  void waitFor(int gaps) {
    patience = gaps;
  }

  /** Whether nothing is under way, and has not been for so long that the unit has ended. */
  boolean isQuiet(long nowNanos, long gapNanos) {
    long gap = gapNanos * patience;
    return isIdle()
        && nowNanos - lastNanos >= gap
        && nowNanos - Math.max(lastNanos, counters.readUntil(nowNanos)) >= gap;
  }

  /**
   * Whether nobody is there any more who would end it.
   *
   * @param thread of which it is
   * @param forNanos how long a scope for any threads may stay unused
   */
  boolean isLeft(Thread thread, long nowNanos, long forNanos) {
    boolean unused = isIdle() && nowNanos - usedNanos >= forNanos;
    return switch (bounds) {
      case TRANSACTION -> false;
      case SCOPE -> threads ? unused : !thread.isAlive();
      case KEY, GUESS -> !thread.isAlive();
    };
  }

  boolean isOlder(long nowNanos, long ageNanos) {
    return inFlight == 0 && nowNanos - startNanos >= ageNanos;
  }

  boolean holds(Checkout checkout) {
    return transactions.contains(checkout);
  }

  void transactionBegan(Checkout checkout) {
    transactions.add(checkout);
  }

  void transactionEnded(Checkout checkout, long nowNanos) {
    if (transactions.remove(checkout)) {
      lastNanos = Math.max(lastNanos, nowNanos);
    }
  }

  void sent() {
    inFlight++;
  }

  /** Who is to be told what is read of rows; asked without having acquired this. */
  @Nullable RowObserver observer(Execution execution, long unit, LongSupplier nanoTime) {
    return watched ? counters.observer(execution, unit, nanoTime) : null;
  }

  /** Who is to be told what is read of further rows of what it has recorded. */
  @Nullable RowObserver further(Execution execution) {
    return watched && active ? counters.further(execution, ticket) : null;
  }

  /**
   * Records what came back, while its thread still is where it executed it.
   *
   * @param rows that it has answered; null if nobody is told of any
   */
  void record(Execution execution, Outcome outcome, @Nullable AnsweredRows rows) {
    inFlight = Math.max(0, inFlight - 1);
    count(execution, outcome, rows, false, null);
  }

  /**
   * Records what came back earlier.
   *
   * @param rows that it has answered; null if nobody is told of any
   * @param stack where it was executed; null if nobody looked
   */
  void recordLate(
      Execution execution,
      Outcome outcome,
      @Nullable AnsweredRows rows,
      @Nullable Throwable stack) {
    count(execution, outcome, rows, true, stack);
  }

  /** It is known by now how many rows a write has returned. */
  void written(Execution execution, long rows) {
    if (watched) {
      counters.written(execution, rows);
    }
  }

  private void count(
      Execution execution,
      Outcome outcome,
      @Nullable AnsweredRows rows,
      boolean late,
      @Nullable Throwable stack) {
    long begunNanos = execution.startNanos();
    if (executions == 0 || begunNanos - firstNanos < 0) {
      firstNanos = begunNanos;
    }
    lastNanos = Math.max(lastNanos, outcome.endNanos(execution));
    usedNanos = lastNanos;
    executions++;
    if (!watched) {
      return;
    }
    RowObserver read = rows == null ? null : rows.read();
    WrittenRows written = rows == null ? null : rows.written();
    if (read != null) {
      counters.answered(execution, read, ticket);
    }
    Outcome known = written == null ? outcome : written.of(outcome);
    counters.count(execution, known, ticket, bounds == Bounds.GUESS, late, stack);
    if (written != null) {
      written.countedBy(this, execution);
    }
  }

  /**
   * A transaction of it has ended, or a connection of it was given back. The unit may have ended by
   * the silence that is told of now: then the next one of the thread hands it on.
   *
   * @param end how the transaction ended; null if it is the connection
   * @param nanos when
   * @param late whether the thread has left the place where it happened
   * @param stack if so, the stack of that place; null if nobody looked
   * @return whether somebody may have something to say of the connection
   */
  boolean over(
      Checkout checkout,
      @Nullable TransactionEnd end,
      long nanos,
      boolean late,
      @Nullable Throwable stack) {
    if (!watched) {
      return false;
    }
    if (end == null) {
      return counters.returned(checkout, nanos, late, stack);
    }
    counters.ended(end, late, stack);
    return false;
  }

  /** Lets another, which is acquired too, go on counting what is done with a connection. */
  void passOn(Checkout checkout, UnitRecorder<R> other) {
    counters.passOn(checkout, other.counters);
  }

  /** A connection was given back, whichever unit used it; told without having acquired this. */
  void givenBack(Checkout checkout, boolean used) {
    counters.givenBack(checkout, used);
  }

  /** Whether a stack would be of use, should this be recorded late. */
  boolean wantsStack(Execution execution) {
    return counters.wantsStack(execution);
  }

  /**
   * Ends the unit and makes this ready for the next; open transactions stay.
   *
   * @return what it held, or null if nobody need look at it
   */
  @Nullable EndedUnit<R> finish(Instant at) {
    long elapsedNanos = executions == 0 ? 0 : lastNanos - firstNanos;
    R counted = counters.finish(name, elapsedNanos);
    EndedUnit<R> ended =
        counted == null
            ? null
            : new EndedUnit<>(name, at, elapsedNanos, executions, bounds, counted);
    active = false;
    patience = 1;
    executions = 0;
    return ended;
  }

  long ticket() {
    return ticket;
  }

  long executions() {
    return executions;
  }
}
