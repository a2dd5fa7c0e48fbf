package dev.weir.analyzer.capture;

import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
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
final class UnitRecorder {
  private final AtomicBoolean busy = new AtomicBoolean();
  private final TallyTable tallies = new TallyTable();
  private final List<Checkout> transactions = new ArrayList<>(1);
  private final @Nullable UnitRecorder outer;
  private final int threshold;

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
  private @Nullable SqlShape lastRead;
  private @Nullable Object previous;
  private @Nullable List<HotRows.Alarm> alarms;

  /**
   * Creates a recorder that records nothing yet.
   *
   * @param outer the recorder of the scope around it; null for the one that follows a thread's
   *     silences
   * @param threshold how many executions make a loop
   */
  UnitRecorder(@Nullable UnitRecorder outer, int threshold) {
    this.outer = outer;
    this.threshold = threshold;
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
  @Nullable UnitRecorder outer() {
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
  void record(Execution execution, Outcome outcome, HotRows hotRows) {
    inFlight = Math.max(0, inFlight - 1);
    long now = execution.startNanos() + outcome.elapsedNanos();
    lastNanos = Math.max(lastNanos, now);
    executions++;
    if (!watched) {
      return;
    }
    SqlShape shape = execution.shape();
    Tally tally = null;
    if (Tally.isOfInterest(shape)) {
      tally = tallies.find(execution.checkout().dataSource(), shape, lastRead, threshold);
    }
    if (tally != null && outcome.succeeded()) {
      tally.count(execution, outcome, previous);
      if (shape.kind() == StatementKind.UPDATE && outcome.rows() != 0) {
        countHotRows(tally, execution, outcome, hotRows, now);
      }
    }
    previous = tally == null ? shape : tally;
    if (shape.kind() == StatementKind.READ
        && !shape.reads().isEmpty()
        && !shape.has(Trait.EXPLAIN)) {
      lastRead = shape;
      tallies.read(tally);
    }
  }

  /**
   * Ends the unit and makes this ready for the next; open transactions stay.
   *
   * @return what it held, or null if none of it can become a finding
   */
  @Nullable FinishedUnit finish(Instant at) {
    FinishedUnit finished = null;
    List<FinishedTally> repeated = tallies.finish();
    if (!repeated.isEmpty() || alarms != null) {
      finished =
          new FinishedUnit(
              name,
              at,
              lastNanos - startNanos,
              executions,
              repeated,
              alarms == null ? List.of() : alarms);
    }
    active = false;
    paused = false;
    executions = 0;
    lastRead = null;
    previous = null;
    alarms = null;
    return finished;
  }

  long ticket() {
    return ticket;
  }

  long executions() {
    return executions;
  }

  /**
   * How many executions were of statements beyond what a unit can tell apart, since this was last
   * asked.
   */
  long takeOverflow() {
    return tallies.takeOverflow();
  }

  private void countHotRows(
      Tally tally, Execution execution, Outcome outcome, HotRows hotRows, long now) {
    List<Parameters> rows = execution.parameters();
    int size = Math.max(1, rows.size());
    if (outcome.rows() > size) {
      return; // Several rows for one key: no key of a row.
    }
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < size; i++) {
      Parameters row = i < rows.size() ? rows.get(i) : Parameters.NONE;
      long key = tally.hotKey(execution.shape(), row);
      HotRows.Heat heat = key == 0 ? null : hotRows.count(key, ticket, thread, now);
      if (heat != null) {
        raise(execution.shape(), heat);
      }
    }
  }

  private void raise(SqlShape shape, HotRows.Heat heat) {
    if (alarms == null) {
      alarms = new ArrayList<>(1);
    }
    Samples samples = new Samples();
    samples.add(1, false);
    alarms.add(new HotRows.Alarm(shape, samples, heat));
  }
}
