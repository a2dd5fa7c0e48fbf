package dev.weir.analyzer.unit;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Records one unit of work after another. Whoever uses it must {@link #acquire} it, which is nearly
 * always the thread whose statements it records and then one uncontended compare-and-set; the
 * others are the sweeper, and threads that share its transaction.
 */
final class UnitRecorder<R> {
  private final AtomicBoolean busy = new AtomicBoolean();
  private final List<Checkout> transactions = new ArrayList<>(1);
  private final @Nullable UnitRecorder<R> outer;
  private final Counters<R> counters;

  private @Nullable String name;
  private boolean watched = true;
  private boolean closed;
  private boolean registered;
  private boolean active;
  private boolean paused;
  private long ticket;
  private int inFlight;
  private long startNanos;
  private long lastNanos;
  private long executions;

  /**
   * Creates a recorder that records nothing yet.
   *
   * @param outer the recorder of the scope around it; null for the one that follows a thread's
   *     silences
   * @param counters count what it records
   */
  UnitRecorder(@Nullable UnitRecorder<R> outer, Counters<R> counters) {
    this.outer = outer;
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

  /** The recorder around this scope; null if this one follows a thread's silences. */
  @Nullable UnitRecorder<R> outer() {
    return outer;
  }

  /** Makes this the recorder of an explicit scope. */
  void open(@Nullable String name, boolean watched) {
    this.name = name;
    this.watched = watched;
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

  /** Begins a unit. */
  void start(long ticket, long nowNanos) {
    this.ticket = ticket;
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

  /** Whether no execution is under way, and none has been for so long. */
  boolean isQuiet(long nowNanos, long gapNanos) {
    return inFlight == 0 && nowNanos - lastNanos >= gapNanos;
  }

  /**
   * Notes a silence within a transaction: the unit ends with it, rather than flow into the next
   * piece of slow work.
   */
  void pause() {
    paused = true;
  }

  boolean hasPaused() {
    return paused;
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

  /** Records what came back. */
  void record(Execution execution, Outcome outcome) {
    inFlight = Math.max(0, inFlight - 1);
    lastNanos = Math.max(lastNanos, execution.startNanos() + outcome.elapsedNanos());
    executions++;
    if (watched) {
      counters.count(execution, outcome, ticket, bounds() == Bounds.GUESS);
    }
  }

  /**
   * Ends the unit and makes this ready for the next; open transactions stay.
   *
   * @return what it held, or null if nobody need look at it
   */
  @Nullable EndedUnit<R> finish(Instant at) {
    R counted = counters.finish();
    EndedUnit<R> ended =
        counted == null
            ? null
            : new EndedUnit<>(name, at, lastNanos - startNanos, executions, bounds(), counted);
    active = false;
    paused = false;
    executions = 0;
    return ended;
  }

  Bounds bounds() {
    return outer == null ? Bounds.GUESS : Bounds.SCOPE;
  }

  long ticket() {
    return ticket;
  }

  long executions() {
    return executions;
  }
}
