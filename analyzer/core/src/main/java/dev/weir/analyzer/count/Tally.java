package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.Wishes;
import dev.weir.sql.GivenKeys;
import dev.weir.sql.KeyColumn;
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
 * execution up to the 8th, then each time that a quarter has been added or 8 have, and of more than
 * 256 a 32nd, so that a million executions cost about 300 samples. Besides, when the repetition was
 * interrupted by another statement than before, and at the executions behind one that came another
 * way: two loops over one statement are told apart by that.
 */
final class Tally implements ShapeTable.Entry {
  private static final int DENSE = 8;
  private static final int BLOCK = 5;
  private static final int APART = 8;
  private static final int SHARE = 32;
  private static final int MOST_INTERRUPTIONS = 16;

  private final KeySet keys = new KeySet();
  private @Nullable SqlShape shape;
  private String dataSource = "";
  private @Nullable String searchPath;
  private @Nullable SqlShape source;
  private @Nullable Tally sourceTally;
  private @Nullable Samples samples;
  private @Nullable Object predecessor;
  private List<KeyColumn> rowKeys = List.of();
  private List<KeyColumn> loopKeys = List.of();
  private GivenKeys upserted = GivenKeys.UNKNOWN;
  private boolean sequence;
  private long rowSpace;
  private long lockSpace;
  private int threshold;
  private long counted;
  private long checkout;
  private long perCheckout;
  private long mostPerCheckout;
  private long first;
  private long last;
  private long withoutEffect;
  private long rows;
  private long width;
  private long list;
  private boolean listsVary;
  private boolean keysWanted;
  private long nextSample;
  private int interruptions;
  private int changes;
  private long dense;

  void start(
      String dataSource,
      @Nullable String searchPath,
      SqlShape shape,
      @Nullable SqlShape source,
      @Nullable Tally sourceTally,
      int threshold) {
    this.dataSource = dataSource;
    this.searchPath = searchPath;
    this.shape = shape;
    this.source = source;
    this.sourceTally = sourceTally;
    this.threshold = threshold;
    this.rowKeys = RowKeys.ofRow(shape);
    this.loopKeys = RowKeys.ofLoop(shape);
    this.upserted = UpsertedRows.of(shape);
    this.rowSpace =
        upserted.rows() == 0
            ? HotRows.rowSpace(dataSource, searchPath, shape, rowKeys)
            : HotRows.rowSpace(
                dataSource, searchPath, shape.writes().get(0), upserted.expressions());
    this.lockSpace = HotRows.lockSpace(dataSource, searchPath, shape, rowKeys);
    this.sequence = !shape.kind().writesRows() && RowKeys.takeNumbers(shape);
    this.nextSample = threshold - 1L;
  }

  /**
   * Counts a successful execution.
   *
   * @param ordinal which of the executions of its unit it is
   * @param before what ran before it in the unit; only its identity matters
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void count(
      Execution execution,
      Outcome outcome,
      long ordinal,
      @Nullable Object before,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape executed = execution.shape();
    List<Parameters> parameters = execution.parameters();
    boolean write = executed.kind().writesRows();
    if (execution.batchSize() > 0
        || (write && (hasNoEffect(executed, outcome.rows()) || isManyRows(executed, outcome)))) {
      return;
    }
    List<KeyColumn> keyColumns = loopKeys(executed);
    Parameters row = parameters.isEmpty() ? Parameters.NONE : parameters.get(0);
    if (!row.areKnown()) {
      return; // Which row it is of is not known.
    }
    long keysNamed = KeyHash.width(keyColumns, row);
    long named = keysNamed == 1 ? 0 : KeyHash.ofLists(keyColumns, row);
    listsVary |= counted > 0 && named != list;
    list = named;
    first = counted == 0 ? ordinal : first;
    last = ordinal;
    counted++;
    keysWanted |= execution.wishes().keys() != Wishes.Keys.NONE;
    countCheckout(execution.checkout().id());
    width += keysNamed;
    if (write) {
      rows += outcome.rows() < 0 ? keysNamed : outcome.rows();
    }
    if (executed.kind() == StatementKind.SEVERAL) {
      keys.add(StatementTally.parameterSet(execution, 0));
    } else if (executed.kind() != StatementKind.INSERT || !keyColumns.isEmpty()) {
      keys.add(KeyHash.of(keyColumns, row));
    }
    sample(before, late, stack);
  }

  private void countCheckout(long id) {
    perCheckout = perCheckout > 0 && id == checkout ? perCheckout + 1 : 1;
    checkout = id;
    mostPerCheckout = Math.max(mostPerCheckout, perCheckout);
  }

  /** What was counted last, or before, has returned so many rows. */
  void returned(SqlShape executed, long returned) {
    if (hasNoEffect(executed, returned)) {
      withoutEffect++;
    }
    rows += Math.max(0, returned - 1);
  }

  /**
   * The hash of one updated row among all rows of all tables; 0 if the statement does not say which
   * row.
   */
  long hotKey(SqlShape executed, Parameters row) {
    return upserted.rows() > 0 ? 0 : key(rowSpace, executed, row);
  }

  /** The same of the one row that a query locks; 0 if it does not say which. */
  long lockedKey(SqlShape executed, Parameters row) {
    return key(lockSpace, executed, row);
  }

  private long key(long space, SqlShape executed, Parameters row) {
    if (space == 0 || !row.areKnown()) {
      return 0;
    }
    List<KeyColumn> columns = rowKeys(executed);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).parameter() > row.size()) {
        return 0; // It was not told.
      }
    }
    return KeyHash.width(columns, row) != 1 ? 0 : KeyHash.mix(space ^ KeyHash.of(columns, row));
  }

  /**
   * The same of all rows of an upsert of several; none if it is not one, or does not say which.
   *
   * @param rows how many there were
   */
  @SuppressWarnings("ReferenceEquality") // Values in another text may stand where parameters do.
  long[] hotKeys(SqlShape executed, Parameters row, long rows) {
    GivenKeys known = executed == shape ? upserted : UpsertedRows.of(executed);
    long[] keys = row.areKnown() ? UpsertedRows.hashes(known, row, rows) : UpsertedRows.UNKNOWN;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = KeyHash.mix(rowSpace ^ keys[i]);
    }
    return keys;
  }

  /** Whether the statement writes one row, and says which; or several rows of VALUES. */
  boolean writesOneRow() {
    return rowSpace != 0;
  }

  /** Whether the unit repeats the statement for many rows. */
  boolean isOverManyRows() {
    return keys.hasAtLeast(threshold);
  }

  @SuppressWarnings("ReferenceEquality") // A text with another literal has another shape.
  private List<KeyColumn> rowKeys(SqlShape executed) {
    return executed == shape ? rowKeys : RowKeys.ofRow(executed);
  }

  @SuppressWarnings("ReferenceEquality")
  private List<KeyColumn> loopKeys(SqlShape executed) {
    return executed == shape ? loopKeys : RowKeys.ofLoop(executed);
  }

  /** Whether it takes numbers of a sequence, each for a block of the rows that were inserted. */
  boolean takesBlocks(long inserted) {
    return sequence && inserted >= BLOCK * counted;
  }

  /** What was counted, or null if it can't become a finding. */
  @Nullable FinishedTally finish() {
    long effective = counted - withoutEffect;
    if (samples == null || effective <= 0) {
      return null;
    }
    return new FinishedTally(
        dataSource,
        searchPath,
        shape(),
        driver(),
        first,
        last,
        counted,
        effective,
        Math.min(keys.distinct(), effective),
        keys.mostPerKey(),
        mostPerCheckout,
        listsVary || keys.distinct() == 1 ? (double) width / counted : 1,
        Math.max(0, rows - withoutEffect),
        keysWanted,
        samples);
  }

  @Override
  public void clear() {
    keys.clear();
    shape = null;
    searchPath = null;
    source = null;
    sourceTally = null;
    samples = null;
    predecessor = null;
    counted = 0;
    mostPerCheckout = 0;
    perCheckout = 0;
    withoutEffect = 0;
    rows = 0;
    width = 0;
    list = 0;
    listsVary = false;
    keysWanted = false;
    interruptions = 0;
    changes = 0;
    dense = 0;
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
    return counted + 1 >= nextSample || (writesOneRow() && counted % 10 == 9);
  }

  private void sample(@Nullable Object before, boolean late, @Nullable Throwable stack) {
    boolean interrupted =
        before != predecessor && counted > 1 && interruptions < MOST_INTERRUPTIONS;
    predecessor = before;
    if (interrupted) {
      interruptions++;
    }
    boolean due = counted >= nextSample;
    boolean looksLikeLoop = shape().kind().writesRows() || sequence || keys.hasSeveral();
    if (!looksLikeLoop || !(due || (interrupted && samples != null))) {
      return;
    }
    if (late && stack == null) {
      return;
    }
    if (samples == null) {
      samples = new Samples();
    }
    if (stack != null) {
      samples.add(counted, interrupted, stack);
    } else if (samples.addHere(counted, interrupted) && changes < MOST_INTERRUPTIONS) {
      changes++;
      dense = counted + 2;
    }
    boolean each = counted < DENSE || counted < dense;
    nextSample = counted + (each ? 1 : Math.max(Math.min(counted / 4, APART), counted / SHARE));
  }

  /**
   * A write that changed no row is none of a loop over rows; but an INSERT that does nothing where
   * the row is there, or is as it should be, and a DELETE of what is gone, have done their work.
   */
  private static boolean hasNoEffect(SqlShape shape, long rows) {
    return rows == 0
        && shape.kind() != StatementKind.DELETE
        && shape.kind() != StatementKind.MERGE
        && !shape.has(Trait.ON_CONFLICT);
  }

  /** A statement that names several rows at once, where the driver counted none of them. */
  private static boolean isManyRows(SqlShape shape, Outcome outcome) {
    return outcome.rows() <= 0
        && (shape.has(Trait.MULTI_ROW_VALUES) || shape.has(Trait.INSERT_SELECT));
  }

  private SqlShape shape() {
    return Objects.requireNonNull(shape);
  }
}
