package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts one statement in one unit of work. Reusable; confined to its unit's holder.
 *
 * <p>Samples of the stack: the first when one execution is missing to a loop, then at each
 * execution up to the 8th, then each time that a quarter has been added, so that a million
 * executions cost about 60 samples. Besides, when the repetition was interrupted by another
 * statement than before: two loops over one statement are told apart by that, or by the regular
 * samples if nothing runs between them.
 */
final class Tally {
  private static final int DENSE = 8;
  private static final int MOST_INTERRUPTIONS = 16;

  private final KeySet keys = new KeySet();
  private @Nullable SqlShape shape;
  private String dataSource = "";
  private @Nullable SqlShape source;
  private @Nullable Tally sourceTally;
  private @Nullable Samples samples;
  private @Nullable Object predecessor;
  private List<KeyColumn> rowKeys = List.of();
  private long rowSpace;
  private int threshold;
  private long counted;
  private long rows;
  private long width;
  private long nextSample;
  private int interruptions;

  /** Whether a statement can become a finding when it is repeated. */
  static boolean isOfInterest(SqlShape shape) {
    return switch (shape.kind()) {
      case READ, LOCKING_READ -> !shape.keys().isEmpty() && !shape.has(Trait.EXPLAIN);
      case INSERT, UPDATE, DELETE -> !shape.has(Trait.EXPLAIN);
      default -> false;
    };
  }

  private static boolean isRead(SqlShape shape) {
    return shape.kind() == StatementKind.READ || shape.kind() == StatementKind.LOCKING_READ;
  }

  void start(
      String dataSource,
      SqlShape shape,
      @Nullable SqlShape source,
      @Nullable Tally sourceTally,
      int threshold) {
    this.dataSource = dataSource;
    this.shape = shape;
    this.source = source;
    this.sourceTally = sourceTally;
    this.threshold = threshold;
    this.rowKeys = identifying(shape);
    this.rowSpace =
        shape.kind() == StatementKind.UPDATE ? HotRows.rowSpace(dataSource, shape, rowKeys) : 0;
    this.nextSample = threshold - 1L;
  }

  /** Whether this is the tally of a statement. */
  @SuppressWarnings(
      "ReferenceEquality") // The same shape is the usual case, and faster than its text.
  boolean counts(String dataSource, SqlShape shape) {
    SqlShape mine = shape();
    return (mine == shape || mine.fingerprint().equals(shape.fingerprint()))
        && this.dataSource.equals(dataSource);
  }

  /** Where it belongs in a hash table. */
  int hash() {
    return shape().fingerprint().hashCode();
  }

  /**
   * Counts a successful execution.
   *
   * @param before what ran before it in the unit; only its identity matters
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void count(
      Execution execution,
      Outcome outcome,
      @Nullable Object before,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape executed = execution.shape();
    List<Parameters> parameters = execution.parameters();
    boolean write = !isRead(executed);
    if (execution.batchSize() > 1
        || (write && (outcome.rows() == 0 || isManyRows(executed, outcome)))) {
      return;
    }
    List<KeyColumn> keyColumns = rowKeys(executed);
    Parameters row = parameters.isEmpty() ? Parameters.NONE : parameters.get(0);
    if (!row.areKnown()) {
      return; // Which row it is of is not known.
    }
    long keysNamed = KeyHash.width(keyColumns, row);
    counted++;
    width += keysNamed;
    if (write) {
      rows += outcome.rows() < 0 ? keysNamed : outcome.rows();
    }
    if (executed.kind() != StatementKind.INSERT) {
      keys.add(KeyHash.of(keyColumns, row));
    }
    sample(before, late, stack);
  }

  /**
   * The hash of one updated row among all rows of all tables; 0 if the statement does not say which
   * row.
   */
  long hotKey(SqlShape executed, Parameters row) {
    if (rowSpace == 0 || !row.areKnown()) {
      return 0;
    }
    List<KeyColumn> columns = rowKeys(executed);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).parameter() > row.size()) {
        return 0; // It was not told.
      }
    }
    return KeyHash.width(columns, row) != 1 ? 0 : KeyHash.mix(rowSpace ^ KeyHash.of(columns, row));
  }

  /** Whether the unit repeats the statement for many rows. */
  boolean isOverManyRows() {
    return keys.hasAtLeast(threshold);
  }

  /**
   * The keys that say which row it is: a column that is also set ({@code set version = 4 where id =
   * 7 and version = 3}) is a guard, and another value in it is no other row.
   */
  @SuppressWarnings("ReferenceEquality") // A text with another literal has another shape.
  private List<KeyColumn> rowKeys(SqlShape executed) {
    return executed == shape ? rowKeys : identifying(executed);
  }

  private static List<KeyColumn> identifying(SqlShape shape) {
    List<KeyColumn> keys = shape.keys();
    if (shape.kind() != StatementKind.UPDATE) {
      return keys;
    }
    for (int i = 0; i < keys.size(); i++) {
      if (isSet(shape, keys.get(i))) {
        return keys.stream().filter(key -> !isSet(shape, key)).toList();
      }
    }
    return keys;
  }

  private static boolean isSet(SqlShape shape, KeyColumn key) {
    List<SetColumn> sets = shape.sets();
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).column().equals(key.column())) {
        return true;
      }
    }
    return false;
  }

  /** What was counted, or null if it can't become a finding. */
  @Nullable FinishedTally finish() {
    if (samples == null) {
      return null;
    }
    return new FinishedTally(
        dataSource,
        shape(),
        driver(),
        counted,
        keys.distinct(),
        keys.mostPerKey(),
        (double) width / counted,
        rows,
        samples);
  }

  void clear() {
    keys.clear();
    shape = null;
    source = null;
    sourceTally = null;
    samples = null;
    predecessor = null;
    counted = 0;
    rows = 0;
    width = 0;
    interruptions = 0;
  }

  /**
   * The query whose rows drive this loop; one that runs as often is a sibling in the same loop,
   * whose driver is asked for.
   */
  private @Nullable SqlShape driver() {
    SqlShape driver = source;
    Tally sibling = sourceTally;
    while (sibling != null && sibling.counted >= counted) {
      driver = sibling.source;
      sibling = sibling.sourceTally;
    }
    return driver;
  }

  /** Whether the next execution should be sampled; of updates also some others, for hot rows. */
  boolean wantsStack() {
    return counted + 1 >= nextSample
        || (shape().kind() == StatementKind.UPDATE && counted % 10 == 9);
  }

  private void sample(@Nullable Object before, boolean late, @Nullable Throwable stack) {
    boolean interrupted =
        before != predecessor && counted > 1 && interruptions < MOST_INTERRUPTIONS;
    predecessor = before;
    if (interrupted) {
      interruptions++;
    }
    boolean due = counted >= nextSample;
    boolean looksLikeLoop = !isRead(shape()) || keys.hasSeveral();
    if (!looksLikeLoop || !(due || (interrupted && samples != null))) {
      return;
    }
    Throwable place = late ? stack : new Throwable();
    if (place == null) {
      return;
    }
    if (samples == null) {
      samples = new Samples();
    }
    samples.add(counted, interrupted, place);
    nextSample = counted < DENSE ? counted + 1 : counted + counted / 4;
  }

  /** A statement that names several rows at once, where the driver does not count them. */
  private static boolean isManyRows(SqlShape shape, Outcome outcome) {
    return outcome.rows() < 0
        && (shape.has(Trait.MULTI_ROW_VALUES) || shape.has(Trait.INSERT_SELECT));
  }

  private SqlShape shape() {
    return Objects.requireNonNull(shape);
  }
}
