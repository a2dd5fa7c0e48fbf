package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.sql.FunctionName;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SetColumn.Source;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another does with values that it has read: whether it writes back
 * what was there, computes what it writes, inserts what it has looked for, or asks by a list of
 * what it has read. Reusable; confined to its unit's holder.
 */
final class ValueCounts {
  /** Shorter lists are what a page shows. */
  private static final int LONG_LIST = 500;

  /** PostgreSQL moves values out of the row from 2 kB on. */
  private static final int LARGE = 2_000;

  /** Smaller numbers and shorter texts are in many columns. */
  private static final int TELLING = 1_000;

  /** What queries often call and writes no table, besides what begins with pg_. */
  private static final Set<String> HARMLESS =
      Set.of(
          "avg",
          "btrim",
          "coalesce",
          "concat",
          "count",
          "current_setting",
          "currval",
          "date_trunc",
          "exists",
          "extract",
          "greatest",
          "lastval",
          "least",
          "length",
          "lower",
          "max",
          "min",
          "nextval",
          "now",
          "nullif",
          "round",
          "row_number",
          "set_config",
          "sum",
          "to_char",
          "upper");

  private final KnownRows known = new KnownRows();
  private final ShapeTable<ValueTally> tallies;
  private final HotRows hotRows;
  private long writes;

  /** The last transaction that a statement has isolated, and how well. */
  private @Nullable TransactionStart isolated;

  private int isolation;

  /** The write that is counted next, and what it has returned; null if it returns nothing. */
  private @Nullable Execution returns;

  private @Nullable RowsSeen returned;

  /**
   * Nothing counted yet.
   *
   * @param hotRows tells who else wrote a row
   * @param overflow counts executions of statements that did not fit
   */
  ValueCounts(HotRows hotRows, LongAdder overflow) {
    this.hotRows = hotRows;
    this.tallies = new ShapeTable<>(ValueTally::new, overflow);
  }

  /** An execution has answered rows, which are read from now on. */
  void answered(Execution execution, RowsSeen seen) {
    if (execution.shape().kind().writesRows()) {
      returns = execution; // What it returns is known once it has been counted.
      returned = seen;
    } else {
      known.answered(execution, seen);
    }
  }

  /**
   * Counts an execution that went well.
   *
   * @param searchPath where the names of the statement are looked up
   * @param unit the ticket of its unit
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void count(
      Execution execution,
      @Nullable String searchPath,
      Outcome outcome,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    known.executed(shape);
    if (shape.kind() == StatementKind.TRANSACTION && execution.transaction() != null) {
      isolated(execution.transaction(), shape);
    }
    if (mayWriteAnything(shape)) {
      writes++;
      known.forget();
    }
    writes += shape.kind().writesRows() ? 1 : 0;
    Parameters row =
        execution.parameters().isEmpty() ? Parameters.NONE : execution.parameters().get(0);
    boolean single = execution.batchSize() == 0 && row.size() > 0;
    if (single && shape.kind() == StatementKind.READ) {
      carried(execution, searchPath, row, late, stack);
    } else if (single && shape.kind() == StatementKind.INSERT) {
      inserted(execution, searchPath, row, late, stack);
      if (shape.has(Trait.ON_CONFLICT)) {
        known.forget(shape.writes());
      }
    } else if (single && saysWhichRow(shape, row) && outcome.rows() == 1) {
      updated(execution, searchPath, row, unit, late, stack);
    } else if (single && shape.kind() == StatementKind.UPDATE && outcome.rows() == 0) {
      known.missed(execution);
    } else if (shape.kind() != StatementKind.READ
        && !known.isEmpty()
        && !(shape.kind().writesRows() && outcome.rows() == 0)) {
      known.forget(shape.writes());
    }
    if (returned != null) {
      returns(execution, returned);
    }
  }

  @SuppressWarnings("ReferenceEquality") // That very execution.
  private void returns(Execution counted, RowsSeen rows) {
    if (counted == returns) {
      known.answered(counted, rows);
    }
    returns = null;
    returned = null;
  }

  /** A transaction has ended. */
  void ended(TransactionEnd end) {
    isolated = null;
    if (!end.committed()) {
      writes++; // The same write again is none too many.
      known.clear();
    }
  }

  /** Whether its text does not tell what it writes: a procedure, a function of somebody's. */
  private static boolean mayWriteAnything(SqlShape shape) {
    return switch (shape.kind()) {
      case CALL, SEVERAL, PREPARED, UNKNOWN -> true;
      case READ -> callsOthers(shape);
      default -> false;
    };
  }

  private static boolean callsOthers(SqlShape shape) {
    List<FunctionName> functions = shape.functions();
    for (int i = 0; i < functions.size(); i++) {
      String name = functions.get(i).name();
      if (!name.startsWith("pg_") && !HARMLESS.contains(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean saysWhichRow(SqlShape shape, Parameters row) {
    if (shape.kind() != StatementKind.UPDATE
        || shape.writes().size() != 1
        || shape.has(Trait.OTHER_CONDITIONS)) {
      return false;
    }
    List<KeyColumn> keys = RowKeys.ofRow(shape);
    return !keys.isEmpty() && KeyHash.width(keys, row) == 1;
  }

  private void carried(
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    KeyColumn key = known.isEmpty() ? null : list(shape);
    if (key == null || key.parameter() == 0) {
      return;
    }
    Collection<?> values = values(key, row);
    SqlShape origin =
        values.size() < LONG_LIST ? null : known.origin(execution.checkout().dataSource(), values);
    ValueTally tally = origin == null ? null : tally(execution, searchPath);
    if (tally != null && origin != null) {
      tally.carried(origin, values.size());
      tally.look(late, stack);
    }
  }

  /** The one list that a query asks by, wherever it stands; null if there is none, or more. */
  private static @Nullable KeyColumn list(SqlShape shape) {
    KeyColumn list = null;
    for (List<KeyColumn> keys : List.of(shape.keys(), shape.innerKeys())) {
      for (int i = 0; i < keys.size(); i++) {
        KeyColumn key = keys.get(i);
        if (key.comparison() == Comparison.IN || key.comparison() == Comparison.ANY) {
          if (list != null) {
            return null;
          }
          list = key;
        }
      }
    }
    return list;
  }

  private static Collection<?> values(KeyColumn key, Parameters row) {
    if (key.comparison() == Comparison.IN) {
      List<@Nullable Object> values = new ArrayList<>(key.values());
      for (int p = key.parameter(); p < key.parameter() + key.values(); p++) {
        values.add(row.value(p));
      }
      return values;
    }
    return elements(row.value(key.parameter()));
  }

  private static Collection<?> elements(@Nullable Object value) {
    if (value instanceof java.sql.Array array) {
      try {
        return elements(array.getArray());
      } catch (SQLException | RuntimeException e) {
        return List.of(); // It was freed.
      }
    }
    if (value instanceof Collection<?> collection) {
      return collection;
    }
    if (value instanceof Object[] array) {
      return Arrays.asList(array);
    }
    boolean several = value != null && value.getClass().isArray() && !(value instanceof byte[]);
    if (!several) {
      return List.of();
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(Array.get(value, i));
    }
    return elements;
  }

  private void inserted(
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    if ((known.isEmpty() && !known.hasMissed())
        || shape.has(Trait.ON_CONFLICT)
        || shape.has(Trait.INSERT_SELECT)
        || shape.has(Trait.MULTI_ROW_VALUES)
        || shape.writes().size() != 1
        || known.isLocked(shape.writes().get(0))
        || known.isParentLocked(row)
        || isIsolated(execution, Connection.TRANSACTION_SERIALIZABLE)) {
      return;
    }
    SqlShape lookup = known.lookup(execution.checkout().dataSource(), shape, row);
    ValueTally tally = lookup == null ? null : tally(execution, searchPath);
    if (tally != null && lookup != null) {
      tally.executed();
      tally.lookedUp(lookup);
      tally.look(late, stack);
    }
  }

  @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
  private boolean isIsolated(Execution execution, int from) {
    TransactionStart transaction = execution.transaction();
    return transaction != null
        && (transaction.isolation() >= from || (transaction == isolated && isolation >= from));
  }

  /** A transaction may be isolated by the API, or by a statement of its own. */
  private void isolated(TransactionStart transaction, SqlShape shape) {
    isolated = transaction;
    isolation =
        shape.has(Trait.SERIALIZABLE)
            ? Connection.TRANSACTION_SERIALIZABLE
            : shape.has(Trait.REPEATABLE_READ)
                ? Connection.TRANSACTION_REPEATABLE_READ
                : Connection.TRANSACTION_NONE;
  }

  private void updated(
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    List<KeyColumn> keys = RowKeys.ofRow(shape);
    ValueTally tally = tally(execution, searchPath);
    if (tally == null) {
      return;
    }
    tally.executed();
    if (isOfValues(shape) && tally.wrote(set(execution, row), writes)) {
      tally.look(late, stack);
    }
    TableName table = shape.writes().get(0);
    KnownRows.Row before =
        known.isEmpty() ? null : known.row(execution.checkout().dataSource(), table, keys, row);
    if (before != null) {
      int[] columns = columns(before, shape.sets(), row);
      compare(tally, execution, searchPath, row, before, columns, unit, late, stack);
      apply(before, columns, shape.sets(), row);
    }
  }

  /** The row has other values from now on. */
  private static void apply(
      KnownRows.Row before, int[] columns, List<SetColumn> sets, Parameters row) {
    RowValues values = before.values();
    if (!values.areLabelled()) {
      for (int column = 0; column < values.width(); column++) {
        values.forget(before.row(), column);
      }
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] >= 0 && sets.get(i).source() == Source.PARAMETER) {
        Object value = row.value(sets.get(i).parameter());
        double number = value instanceof Number is ? is.doubleValue() : Double.NaN;
        values.change(before.row(), columns[i], RowValues.hash(value), number);
      } else if (columns[i] >= 0) {
        values.forget(before.row(), columns[i]);
      }
    }
  }

  private static long set(Execution execution, Parameters row) {
    long set = KeyHash.ofAll(row);
    return execution.shape().has(Trait.HAS_LITERALS)
        ? KeyHash.mix(set ^ KeyHash.ofText(execution.sql()))
        : set;
  }

  /** Whether all that it sets are values from outside, so that twice the same is the same. */
  private static boolean isOfValues(SqlShape shape) {
    List<SetColumn> sets = shape.sets();
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).source() != Source.PARAMETER && sets.get(i).source() != Source.CONSTANT) {
        return false;
      }
    }
    return !sets.isEmpty();
  }

  private void compare(
      ValueTally tally,
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      KnownRows.Row before,
      int[] columns,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    List<SetColumn> sets = execution.shape().sets();
    int parameters = 0;
    for (int i = 0; i < sets.size(); i++) {
      parameters += sets.get(i).source() == Source.PARAMETER ? 1 : 0;
    }
    if (parameters < sets.size()) {
      return; // What it sets is not all known.
    }
    int same = 0;
    boolean large = false;
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0 || !before.values().isRead(before.row(), columns[i])) {
        return; // It is not known what was there.
      }
      Object value = row.value(sets.get(i).parameter());
      if (before.values().holds(before.row(), columns[i], RowValues.hash(value))) {
        same++;
        large |= isLarge(value);
      }
    }
    if (same == columns.length) {
      if (wasWritten(execution, searchPath, row, before, unit)) {
        return; // It is put back.
      }
      tally.unchanged(before.source());
    } else if (columns.length >= 2
        && 2 * same >= columns.length
        && columns.length >= before.values().width() - 1) {
      tally.resaved(before.source(), columns.length, same, large);
    } else if (columns.length == 1 && same == 0) {
      if (!computed(tally, execution, searchPath, row, before, columns[0], unit)) {
        return;
      }
    } else {
      return;
    }
    tally.look(late, stack);
  }

  private boolean computed(
      ValueTally tally,
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      KnownRows.Row before,
      int column,
      long unit) {
    SqlShape shape = execution.shape();
    double old = before.values().number(before.row(), column);
    List<KeyColumn> keys = RowKeys.ofRow(shape);
    boolean guarded =
        keys.size() < shape.keys().size()
            || known.isLocked(shape.writes().get(0))
            || before.source().kind() == StatementKind.LOCKING_READ
            || before.isWrittenIn(execution.transaction())
            || isIsolated(execution, Connection.TRANSACTION_REPEATABLE_READ);
    if (guarded
        || Double.isNaN(old)
        || !(row.value(shape.sets().get(0).parameter()) instanceof Number number)) {
      return false;
    }
    boolean since = wasWritten(execution, searchPath, row, before, unit);
    tally.computed(before.source(), KeyHash.of(keys, row), old, number.doubleValue(), since);
    return true;
  }

  /** Whether another unit is known to have written a row since it was read. */
  private boolean wasWritten(
      Execution execution,
      @Nullable String searchPath,
      Parameters row,
      KnownRows.Row before,
      long unit) {
    SqlShape shape = execution.shape();
    List<KeyColumn> keys = RowKeys.ofRow(shape);
    long space = HotRows.rowSpace(execution.checkout().dataSource(), searchPath, shape, keys);
    return hotRows.wasWritten(KeyHash.mix(space ^ KeyHash.of(keys, row)), unit, before.readNanos());
  }

  private static boolean isLarge(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? bytes.length >= LARGE
        : value instanceof CharSequence text && text.length() >= LARGE;
  }

  /** Where the old values of columns are; -1 where that is not known. */
  private static int[] columns(KnownRows.Row before, List<SetColumn> sets, Parameters row) {
    RowValues values = before.values();
    int[] columns = new int[sets.size()];
    if (values.areLabelled()) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = before.column(sets.get(i).column());
      }
      return columns;
    }
    int first = first(before, sets, row);
    for (int i = 0; i < columns.length; i++) {
      columns[i] = first < 0 ? -1 : first + i;
    }
    return columns;
  }

  /**
   * Where nobody tells what columns are called: they may be next to each other, in the order in
   * which they are set, if most of their values are there.
   */
  private static int first(KnownRows.Row before, List<SetColumn> sets, Parameters row) {
    RowValues values = before.values();
    if (sets.size() == 1 && values.width() == 2) {
      return 1; // The key comes first.
    }
    int best = -1;
    int most = 0;
    for (int first = 0; first + sets.size() <= values.width(); first++) {
      int same = 0;
      boolean telling = false;
      for (int i = 0; i < sets.size(); i++) {
        Object value = row.value(sets.get(i).parameter());
        boolean there = values.holds(before.row(), first + i, RowValues.hash(value));
        same += there ? 1 : 0;
        telling |= there && isTelling(value);
      }
      if (telling && same > most) {
        best = first;
        most = same;
      }
    }
    return 2 * most >= sets.size() ? best : -1;
  }

  private static boolean isTelling(@Nullable Object value) {
    return value instanceof Number number
        ? Math.abs(number.doubleValue()) >= TELLING
        : value instanceof CharSequence text && text.length() > 3;
  }

  private @Nullable ValueTally tally(Execution execution, @Nullable String searchPath) {
    String dataSource = execution.checkout().dataSource();
    ValueTally tally = tallies.known(dataSource, searchPath, execution.shape());
    if (tally == null) {
      tally = tallies.add(dataSource, searchPath, execution.shape());
      if (tally != null) {
        tally.start(dataSource, searchPath, execution.shape());
      }
    }
    return tally;
  }

  /** Whether the stack of an execution would be of use, should this be counted next. */
  boolean wantsStack(Execution execution, @Nullable String searchPath) {
    boolean nothing = known.isEmpty() && !known.hasMissed();
    if (nothing || !execution.shape().kind().writesRows()) {
      return false;
    }
    ValueTally tally =
        tallies.known(execution.checkout().dataSource(), searchPath, execution.shape());
    return tally == null || tally.wantsStack();
  }

  /** Hands over what somebody may have something to say of; ready for the next unit. */
  List<ValueTally.Finished> finish() {
    List<ValueTally.Finished> finished = List.of();
    for (int i = 0; i < tallies.size(); i++) {
      ValueTally.Finished values = tallies.get(i).finish();
      if (values != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(values);
      }
    }
    tallies.clear();
    known.clear();
    writes = 0;
    return finished;
  }
}
