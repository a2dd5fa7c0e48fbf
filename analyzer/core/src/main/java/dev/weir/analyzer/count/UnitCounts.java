package dev.weir.analyzer.count;

import dev.weir.analyzer.model.UnitSize;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the statements of one unit of work after another. For one thread at a time. */
public final class UnitCounts {
  private static final String TEMPORARY = "pg_temp";
  private static final int MOST_TEMPORARY = 64;
  private static final int SOME = 8;

  /** From here on a unit may do too much. */
  private static final int MANY_SHAPES = 30;

  private static final int MOST_RETURNING = 8;

  private final TallyTable tallies;
  private final HotRows hotRows;
  private final Polls polls;
  private final TimeSyncs timeSyncs;
  private final UpdateRates updates;
  private final RowLocks locks;
  private final Queues queues;
  private final SessionWrites sessionWrites;
  private final SoftDeletes softDeletes;
  private final UnitDefinitions definitions;
  private final @Nullable SessionCounts sessions;
  private final AdvisoryLocks advisoryLocks = new AdvisoryLocks();
  private final TransactionRates rates;

  /** Those that were counted last; of whichever thread. */
  private TransactionRates.@Nullable Rates newest;

  private final Literals literals;
  private final UnitSizes sizes;
  private final StatementCounts statements;
  private final ResultCounts results;
  private final ConnectionCounts connections;
  private final Checkpoints checkpoints = new Checkpoints();
  private final ValueCounts values;
  private final LongAdder unparsed;
  private final int threshold;

  /** Names of tables that the unit has made for its sessions alone. */
  private final Set<String> temporary = new HashSet<>();

  /** Writes of one row whose rows are still being read: they may have hit none. */
  private final Deque<Returning> returning = new ArrayDeque<>(0);

  /** The newest query that may have looked for rows to take. */
  private @Nullable QueueSearch search;

  /** The newest query that asked for some rows only, of whatever unit, and what it looks for. */
  private @Nullable SqlShape lastQuery;

  private @Nullable QueueSearch lastSearch;

  private @Nullable Object previous;
  private int asked;
  private long executions;
  private long written;
  private long inserted;

  private record Returning(
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      @Nullable Throwable stack) {}

  /**
   * Nothing counted yet.
   *
   * @param threshold how many executions make a loop
   * @param over counts over all units
   * @param noticeable an idle time of a connection from which on it is worth a look
   * @param longTransaction the time of a transaction from which on it is
   * @param disturbances tell which times say nothing of the application
   * @param pooler whether it matters what is left in a session
   * @param overflow counts executions of statements beyond those that a unit can tell apart, and
   *     connections and transactions beyond those that it keeps
   * @param unparsed counts executions of statements that could not be read
   * @param unseen counts results of which it is not known what was read
   */
  public UnitCounts(
      int threshold,
      OverUnits over,
      Duration noticeable,
      Duration longTransaction,
      Disturbances disturbances,
      boolean pooler,
      LongAdder overflow,
      LongAdder unparsed,
      LongAdder unseen) {
    this.statements = new StatementCounts(overflow);
    this.results =
        new ResultCounts(
            over.heavyReads(), over.slowReads(), over.polls(), over.neverRead(), unseen);
    this.connections =
        new ConnectionCounts(
            noticeable.toNanos(),
            longTransaction.toNanos(),
            disturbances,
            over.transactions(),
            overflow);
    this.unparsed = unparsed;
    this.sessions = pooler ? new SessionCounts() : null;
    this.threshold = threshold;
    this.hotRows = over.hotRows();
    this.polls = over.polls();
    this.timeSyncs = over.timeSyncs();
    this.updates = over.updates();
    this.locks = new RowLocks(over.hotRows(), over.lockOrders(), disturbances);
    this.queues = over.queues();
    this.sessionWrites = over.sessions();
    this.softDeletes = over.softDeletes();
    this.definitions = new UnitDefinitions(over.definitions());
    this.rates = over.transactions();
    this.literals = over.literals();
    this.sizes = over.unitSizes();
    this.tallies = new TallyTable(overflow);
    this.values = new ValueCounts(over.hotRows(), overflow);
  }

  /**
   * Counts what came back.
   *
   * @param unit the ticket of the unit; later units have higher ones
   * @param guessed whether nobody told where the unit begins and ends
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  public void count(
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    executions++;
    connections.executed(execution, outcome, late, stack);
    if (outcome.waitedNanos() > 0) {
      results.waited(execution, outcome.waitedNanos());
    }
    SqlShape shape = execution.shape();
    if (shape.kind() == StatementKind.UNKNOWN) {
      unparsed.increment();
    }
    if (shape.has(Trait.TEMPORARY) && outcome.succeeded()) {
      made(shape);
    }
    definitions.executed(execution, outcome, isTemporary(shape), late, stack);
    boolean fits = statements.count(execution, searchPath(execution, shape), outcome, late, stack);
    if (shape.kind() == StatementKind.INSERT && outcome.succeeded()) {
      inserted += Math.max(outcome.rows(), Math.max(execution.batchSize(), 1));
    }
    Tally tally = null;
    if (fits && RowKeys.areOfInterest(shape)) {
      tally =
          tallies.find(
              execution.checkout().dataSource(), searchPath(execution, shape), shape, threshold);
    }
    if (outcome.succeeded()) {
      if (shape.kind() == StatementKind.LOCKING_READ) {
        locks.lockedBy(execution, outcome, tally);
      }
      if (sessions != null) {
        sessions.executed(execution, late, stack);
      }
      advisoryLocks.executed(execution, outcome, late, stack);
      if (AdvisoryLocks.lastsAsTransaction(shape)) {
        locks.advisory(execution, outcome);
      }
      if (shape.kind().writesRows()) {
        written += Math.max(outcome.rows(), execution.batchSize());
      }
      countOverUnits(execution, outcome, unit, late, stack);
    }
    if (fits && outcome.succeeded()) {
      values.count(execution, searchPath(execution, shape), outcome, unit, late, stack);
    }
    if (tally != null && outcome.succeeded()) {
      tally.count(execution, outcome, executions, previous, late, stack);
      if (tally.writesOneRow() && outcome.rows() != 0 && !isToBeReturned(shape, outcome)) {
        countHotRows(tally, execution, outcome, unit, guessed, late, stack);
      }
    }
    if (outcome.succeeded() && isToBeReturned(shape, outcome)) {
      boolean placed = !late && (updates(shape) || shape.kind() == StatementKind.MERGE);
      Throwable here = placed ? new Throwable("stack") : stack;
      await(new Returning(execution, outcome, unit, guessed, here));
    }
    previous = tally == null ? shape : tally;
    if (shape.kind() == StatementKind.READ
        && !shape.reads().isEmpty()
        && !shape.has(Trait.EXPLAIN)) {
      tallies.read(execution.checkout().dataSource(), shape, tally);
    }
  }

  private void countOverUnits(
      Execution execution, Outcome outcome, long unit, boolean late, @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    boolean read = shape.kind() == StatementKind.READ || shape.kind() == StatementKind.LOCKING_READ;
    if (!read && !shape.kind().writesRows()) {
      return;
    }
    if (shape.has(Trait.HAS_LITERALS) && execution.batchSize() == 0 && !shape.has(Trait.EXPLAIN)) {
      literals.add(execution, unit, late, stack);
    }
    if (!read && outcome.rows() > 0 && !isTemporary(shape)) {
      countWrite(execution, outcome.rows(), unit, late, stack);
    } else if (read && QueueSearch.asksForSome(shape)) {
      lookedFor(shape);
    }
    if (read) {
      softDeletes.read(execution);
      timeSyncs.add(execution, late, stack);
    }
    boolean tries = poll(execution, outcome, unit);
    if ((read || tries) && polls.wantsPlace(execution)) {
      Throwable place = late ? stack : new Throwable("stack");
      if (place != null) {
        Samples samples = new Samples();
        samples.add(1, false, place);
        polls.place(execution, samples);
      }
    }
  }

  /** Counts a write that may be tried again and again; false if it is no such one. */
  private boolean poll(Execution execution, Outcome outcome, long unit) {
    boolean tries = Polls.tries(execution.shape());
    if (tries && outcome.rows() >= 0) {
      polls.add(execution, outcome.rows(), unit, Thread.currentThread().getId());
    }
    return tries;
  }

  private void countWrite(
      Execution execution, long rows, long unit, boolean late, @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    if (updates(shape)) {
      updates.add(execution, execution.searchPath(), rows, unit, late, stack);
    }
    String marked = SoftDeletes.column(shape);
    if (marked != null) {
      softDeletes.add(execution, marked, rows, unit, late, stack);
    }
    if (shape.kind() == StatementKind.UPDATE) {
      QueueSearch taken = searchOf(shape);
      if (taken != null) {
        queues.add(execution, taken, rows, unit, late, stack);
        search = null;
      }
    }
    if (SessionWrites.isOfSessions(shape)) {
      sessionWrites.add(execution, rows, unit);
    }
  }

  private static boolean updates(SqlShape shape) {
    return shape.kind() == StatementKind.UPDATE || UpdateRates.mayInsert(shape);
  }

  @SuppressWarnings("ReferenceEquality") // The same shape is the usual case.
  private void lookedFor(SqlShape query) {
    if (query != lastQuery) {
      lastQuery = query;
      lastSearch = QueueSearch.ofQuery(query);
    }
    search = lastSearch != null ? lastSearch : search;
  }

  /** What has found the rows that an update takes; null if that is none of a queue's. */
  private @Nullable QueueSearch searchOf(SqlShape update) {
    if (search != null && search.isTakenBy(update)) {
      return search;
    }
    QueueSearch within = QueueSearch.ofUpdate(update);
    return within != null && within.isTakenBy(update) ? within : null;
  }

  /**
   * Makes what counts what is read of the rows of an execution.
   *
   * @param elapsedNanos how long it took until it answered
   */
  public static RowObserver observer(Execution execution, long elapsedNanos) {
    SqlShape shape = execution.shape();
    boolean ofOneTable =
        (shape.kind() == StatementKind.READ || shape.kind() == StatementKind.LOCKING_READ)
            && shape.reads().size() == 1;
    return new RowsSeen(elapsedNanos, ofOneTable || KnownRows.returnsRows(shape));
  }

  /** Until when rows were read, as far as is known: while some are open until now. */
  public long readUntil(long nowNanos) {
    return results.readUntil(nowNanos);
  }

  /**
   * An execution has answered rows, which are read from now on. Before it is counted.
   *
   * @param rows a {@linkplain #observer counter} of them
   * @param unit the ticket of the unit
   */
  public void answered(Execution execution, RowObserver rows, long unit) {
    if (rows instanceof RowsSeen seen) {
      results.add(execution, seen, unit);
      values.answered(execution, seen);
      connections.answered(seen);
    }
  }

  /**
   * An execution that has been counted has answered further rows, which are read from now on. How
   * long they took is not known.
   *
   * @param unit the ticket of the unit
   */
  public RowObserver further(Execution execution, long unit) {
    RowsSeen seen = new RowsSeen(0, false);
    results.further(execution, seen, unit);
    connections.further(execution.checkout(), seen);
    return seen;
  }

  /**
   * It is known by now how many rows a write has returned, which was counted without that.
   *
   * @param rows that were read
   */
  @SuppressWarnings("ReferenceEquality") // That very execution.
  public void written(Execution execution, long rows) {
    SqlShape shape = execution.shape();
    Tally tally =
        tallies.known(execution.checkout().dataSource(), searchPath(execution, shape), shape);
    if (tally != null) {
      tally.returned(shape, rows);
    }
    for (Returning each : returning) {
      if (each.execution == execution) {
        returning.remove(each);
        returned(each, tally, each.outcome.of(rows));
        return;
      }
    }
  }

  private void returned(Returning each, @Nullable Tally tally, Outcome outcome) {
    Execution execution = each.execution;
    if (tally != null && tally.writesOneRow() && outcome.rows() > 0) {
      countHotRows(tally, execution, outcome, each.unit, each.guessed, true, each.stack);
    }
    if (outcome.rows() > 0 && !isTemporary(execution.shape())) {
      countWrite(execution, outcome.rows(), each.unit, true, each.stack);
    }
    poll(execution, outcome, each.unit);
  }

  /** Whether how many rows were written shows only when those that it returns are read. */
  private static boolean isToBeReturned(SqlShape shape, Outcome outcome) {
    return outcome.rows() < 0 && shape.kind().writesRows() && shape.has(Trait.RETURNING);
  }

  private void await(Returning execution) {
    if (returning.size() == MOST_RETURNING) {
      returning.remove();
    }
    returning.add(execution);
  }

  /**
   * A transaction has ended.
   *
   * @param late whether the thread has left the place where it ended it
   * @param stack if so, the stack of that place; null if nobody looked
   */
  public void ended(TransactionEnd end, boolean late, @Nullable Throwable stack) {
    connections.ended(end, late, stack);
    statements.ended(end);
    locks.release(end, late, stack);
    values.ended(end);
  }

  /**
   * A connection was given back.
   *
   * @param nanos when
   * @param late whether the thread has left the place where it gave it back
   * @param stack if so, the stack of that place; null if nobody looked
   * @return whether somebody may have something to say of it
   */
  public boolean returned(Checkout checkout, long nanos, boolean late, @Nullable Throwable stack) {
    return connections.returned(checkout, nanos, late, stack);
  }

  /** Lets another go on counting what is done with a connection. */
  public void passOn(Checkout checkout, UnitCounts other) {
    connections.passOn(checkout, other.connections);
  }

  /**
   * A connection was given back, whichever unit used it. May be told by any thread, also while
   * another counts.
   *
   * @param used whether anything was executed on it
   */
  public void givenBack(Checkout checkout, boolean used) {
    TransactionRates.Rates of = newest;
    if (of == null || !of.isOf(checkout.dataSource())) {
      of = rates.rates(checkout.dataSource());
      newest = of;
    }
    of.returned(used);
  }

  /** Whether a stack would be of use, should this be counted next. */
  public boolean wantsStack(Execution execution) {
    if (RowKeys.maySayWhichRow(execution.shape()) && (++asked & (SOME - 1)) == 0) {
      return true; // Its row may be hot, of which this unit knows nothing.
    }
    String searchPath = searchPath(execution, execution.shape());
    Tally tally = tallies.known(execution.checkout().dataSource(), searchPath, execution.shape());
    QueueSearch taken = searchOf(execution.shape());
    return (tally != null && tally.wantsStack())
        || connections.wantsStack(execution)
        || statements.wantsStack(execution, searchPath)
        || values.wantsStack(execution, searchPath)
        || (execution.shape().has(Trait.HAS_LITERALS) && literals.wantsStack(execution))
        || (updates(execution.shape()) && updates.wantsStack(execution))
        || (taken != null && queues.wantsStack(execution, taken))
        || softDeletes.wantsStack(execution)
        || timeSyncs.wantsStack(execution)
        || Definitions.isOne(execution.shape())
        || polls.wantsPlace(execution);
  }

  /**
   * Ends the unit and makes this ready for the next.
   *
   * @param name what the application called it; null if it did not
   * @param elapsedNanos how long it took
   * @return what it counted, or null if none of it can become a finding
   */
  public @Nullable Counted finish(@Nullable String name, long elapsedNanos) {
    List<FinishedTally> repeated = tallies.finish(inserted);
    inserted = 0;
    search = null;
    previous = null;
    temporary.clear();
    definitions.clear();
    returning.clear();
    locks.clear();
    checkpoints.clear();
    List<FinishedTransaction> transactions = connections.transactions();
    List<FinishedCheckout> checkouts = connections.checkouts();
    int shapes = statements.shapes();
    if (name != null && shapes > 0 && elapsedNanos <= UnitSize.LONGEST.toNanos()) {
      sizes.add(name, shapes);
    }
    List<FinishedStatement> counted = statements.finish();
    List<FinishedResult> read = results.finish();
    List<ValueTally.Finished> given = values.finish();
    List<AdvisoryLocks.Finished> advisory = advisoryLocks.finish();
    List<SessionCounts.Finished> left = sessions == null ? List.of() : sessions.finish();
    long rows = written;
    written = 0;
    executions = 0;
    return repeated.isEmpty()
            && transactions.isEmpty()
            && checkouts.isEmpty()
            && counted.isEmpty()
            && read.isEmpty()
            && given.isEmpty()
            && advisory.isEmpty()
            && left.isEmpty()
            && shapes < MANY_SHAPES
        ? null
        : new Counted(
            repeated, transactions, checkouts, counted, read, given, advisory, left, shapes, rows);
  }

  private void made(SqlShape shape) {
    for (TableName table : shape.writes()) {
      if (temporary.size() < MOST_TEMPORARY) {
        temporary.add(table.name());
      }
    }
  }

  /** Whether it is of a table that stands in front of all others of its name. */
  private boolean isTemporary(SqlShape shape) {
    return !temporary.isEmpty() && (anyTemporary(shape.writes()) || anyTemporary(shape.reads()));
  }

  private boolean anyTemporary(List<TableName> tables) {
    for (TableName table : tables) {
      if (table.schema() == null && temporary.contains(table.name())) {
        return true;
      }
    }
    return false;
  }

  /** Where the names of a statement are looked up. */
  private @Nullable String searchPath(Execution execution, SqlShape shape) {
    return isTemporary(shape) ? TEMPORARY : execution.searchPath();
  }

  private void countHotRows(
      Tally tally,
      Execution execution,
      Outcome outcome,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    List<Parameters> rows = execution.parameters();
    int size = Math.max(1, rows.size());
    long[] several =
        size == 1
            ? tally.hotKeys(
                execution.shape(), rows.isEmpty() ? Parameters.NONE : rows.get(0), outcome.rows())
            : UpsertedRows.UNKNOWN;
    if (several.length == 0 && outcome.rows() > size) {
      return; // Several rows for one key: no key of a row.
    }
    long now = outcome.endNanos(execution);
    for (long key : several) {
      countHotRow(tally, execution, key, now, unit, guessed, late, stack);
    }
    for (int i = 0; i < size && several.length == 0; i++) {
      Parameters row = i < rows.size() ? rows.get(i) : Parameters.NONE;
      long key = tally.hotKey(execution.shape(), row);
      if (key != 0) {
        countHotRow(tally, execution, key, now, unit, guessed, late, stack);
      }
    }
  }

  private void countHotRow(
      Tally tally,
      Execution execution,
      long row,
      long now,
      long unit,
      boolean guessed,
      boolean late,
      @Nullable Throwable stack) {
    // Others have temporary tables of the same name.
    long key = isTemporary(execution.shape()) ? KeyHash.mix(row ^ execution.checkout().id()) : row;
    boolean loop = tally.isOverManyRows();
    locks.add(execution, key, now, loop);
    boolean meant = checkpoints.add(key, execution.transaction(), written, now) || loop;
    long thread = Thread.currentThread().getId();
    if (!hotRows.count(key, execution.shape(), meant, unit, guessed, thread, now)) {
      return;
    }
    Throwable place = late ? stack : new Throwable();
    if (place != null) {
      Samples samples = new Samples();
      samples.add(1, false, place);
      hotRows.sampled(
          key,
          execution.checkout().dataSource(),
          searchPath(execution, execution.shape()),
          execution.shape(),
          samples);
    }
  }
}
