package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.event.TransactionStart;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another knows of rows because it has read them: the newest {@value
 * #MOST} results of one table each. Reusable; confined to its unit's holder.
 */
final class KnownRows {
  private static final int MOST = 16;
  private static final int MOST_TABLES = 16;

  /** So much of what is asked for must have been read in one column. */
  private static final double COVERED = 0.95;

  private static final int MOST_COMPARED = 4_096;
  private static final Pattern EXISTS =
      Pattern.compile("^select (case when )?(not )?exists\\b", Pattern.CASE_INSENSITIVE);

  /** Behind these words of a list of columns a column stands by itself, or its alias. */
  private static final Set<String> BEFORE_NAMES = Set.of("select", "distinct", "all", "as");

  private static final String RETURNING = " returning ";

  private static final long NO = RowValues.hash(false);
  private static final long NONE = RowValues.hash(0);

  private final Deque<Known> results = new ArrayDeque<>(0);
  private final Deque<Execution> missed = new ArrayDeque<>(0);
  private final Map<TableName, Integer> locked = new HashMap<>(0); // By how many statements.
  private boolean advisory;

  /** A result, and where somebody was found last in it. */
  static final class Known {
    private final Execution execution;
    private final RowsSeen seen;
    private final RowValues values;
    private final Map<String, Integer> columns = new HashMap<>(0);
    private int next;

    Known(Execution execution, RowsSeen seen, RowValues values) {
      this.execution = execution;
      this.seen = seen;
      this.values = values;
    }

    SqlShape shape() {
      return execution.shape();
    }

    TableName table() {
      return isOfWrite() ? shape().writes().get(0) : shape().reads().get(0);
    }

    /** Whether a write has returned it, so that it is what was there behind that. */
    boolean isOfWrite() {
      return shape().kind().writesRows();
    }

    /** The columns that say which rows it is of. */
    List<KeyColumn> keys() {
      return isOfWrite() ? RowKeys.ofRow(shape()) : shape().keys();
    }

    boolean isOf(String dataSource, TableName table) {
      return execution.checkout().dataSource().equals(dataSource)
          && table().equals(table)
          && isReadable();
    }

    /** Which column is the table's of that name: one that is computed may be called so as well. */
    int column(String name) {
      return columns.computeIfAbsent(
          name, n -> isComputed(shape().text(), n) ? -1 : values.column(n));
    }

    /** Not read yet by another thread, which may go on reading. */
    boolean isReadable() {
      return seen.isClosed() || seen.isReadHere();
    }
  }

  /** Whether a query, or what a write returns, calls an expression so. */
  private static boolean isComputed(String text, String name) {
    int returned = returned(text);
    String lower =
        (returned < 0 ? text : "select " + text.substring(returned)).toLowerCase(Locale.ROOT);
    String alias = " as " + name;
    for (int at = lower.indexOf(alias); at >= 0; at = lower.indexOf(alias, at + 1)) {
      int end = at + alias.length();
      boolean whole = end == lower.length() || !Character.isJavaIdentifierPart(lower.charAt(end));
      int column = at - name.length();
      boolean plain =
          column > 0
              && lower.startsWith(name, column)
              && !Character.isJavaIdentifierPart(lower.charAt(column - 1));
      if (whole && !plain) {
        return true;
      }
    }
    int from = lower.indexOf(" from ");
    String listed = from < 0 ? lower : lower.substring(0, from);
    Matcher items = Pattern.compile("(\\S+) " + Pattern.quote(name) + "(?=,|$)").matcher(listed);
    while (items.find()) {
      String before = items.group(1);
      if (!before.endsWith(",") && !before.endsWith(name) && !BEFORE_NAMES.contains(before)) {
        return true; // An alias without AS.
      }
    }
    return false;
  }

  /** Behind the word RETURNING of a write; -1 if it is none. Makes nothing: it is asked often. */
  private static int returned(String text) {
    boolean writes =
        text.regionMatches(true, 0, "insert ", 0, 7)
            || text.regionMatches(true, 0, "update ", 0, 7);
    int at = text.length() - RETURNING.length();
    while (writes && at > 0) {
      if (text.regionMatches(true, at, RETURNING, 0, RETURNING.length())) {
        return at + RETURNING.length();
      }
      at--;
    }
    return -1;
  }

  /**
   * Whether a write returns columns of its table as they are behind it: of no other table, and not
   * as they were.
   */
  static boolean returnsRows(SqlShape shape) {
    boolean mayReturn =
        shape.has(Trait.RETURNING)
            && (shape.kind() == StatementKind.INSERT || shape.kind() == StatementKind.UPDATE)
            && !shape.has(Trait.JOIN)
            && shape.writes().size() == 1
            && shape.writes().containsAll(shape.reads());
    int from = mayReturn ? returned(shape.text()) : -1;
    return from >= 0 && shape.text().indexOf('(', from) < 0 && !namesOld(shape.text(), from);
  }

  /** Whether {@code old.name} may stand there. */
  private static boolean namesOld(String text, int from) {
    for (int dot = text.indexOf('.', from); dot >= 0; dot = text.indexOf('.', dot + 1)) {
      if (text.regionMatches(true, dot - 3, "old", 0, 3)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A row that was read.
   *
   * @param result that it is of
   * @param row its number
   */
  record Row(Known result, int row) {
    RowValues values() {
      return result.values;
    }

    SqlShape source() {
      return result.shape();
    }

    long readNanos() {
      return result.execution.startNanos();
    }

    /** Whether its transaction has written it, so that nobody else can until it ends. */
    @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
    boolean isWrittenIn(@Nullable TransactionStart transaction) {
      return result.isOfWrite()
          && transaction != null
          && result.execution.transaction() == transaction;
    }

    /** Which column of the result is one of the table's, from 0; -1 if that is not known. */
    int column(String name) {
      return result.column(name);
    }
  }

  /** An execution has answered rows, which are read from now on. */
  void answered(Execution execution, RowsSeen seen) {
    RowValues values = seen.values();
    SqlShape shape = execution.shape();
    if (values != null
        && (shape.kind().writesRows() ? returnsRows(shape) : shape.reads().size() == 1)) {
      if (results.size() == MOST) {
        results.removeLast();
      }
      results.addFirst(new Known(execution, seen, values));
    }
  }

  /** Something was executed that may keep others away. */
  void executed(SqlShape shape) {
    if (shape.kind() == StatementKind.LOCKING_READ && locked.size() < MOST_TABLES) {
      shape.reads().forEach(table -> locked.merge(table, 1, Integer::sum));
    }
    for (int i = 0; i < shape.functions().size(); i++) {
      advisory |= shape.functions().get(i).name().contains("advisory");
    }
  }

  /** An update has hit no row. */
  void missed(Execution update) {
    if (missed.size() == MOST) {
      missed.removeLast();
    }
    missed.addFirst(update);
  }

  boolean hasMissed() {
    return !missed.isEmpty();
  }

  /** Whether others may be kept from a table's rows: who finds no row has locked none. */
  boolean isLocked(TableName table) {
    int statements = locked.getOrDefault(table, 0);
    return advisory || (statements > 0 && statements > foundNone(table));
  }

  /** Whether a row was locked whose key a row that is inserted refers to. */
  boolean isParentLocked(Parameters inserted) {
    for (Known each : results) {
      if (each.shape().kind() == StatementKind.LOCKING_READ
          && each.isReadable()
          && each.values.rows() > 0
          && refersTo(inserted, each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean refersTo(Parameters inserted, Known locked) {
    List<KeyColumn> keys = locked.shape().keys();
    List<Parameters> given = locked.execution.parameters();
    if (keys.size() != 1
        || keys.get(0).comparison() != Comparison.EQUAL
        || keys.get(0).parameter() == 0
        || given.isEmpty()
        || !given.get(0).areKnown()) {
      return false;
    }
    long key = KeyHash.ofValue(given.get(0).value(keys.get(0).parameter()));
    for (int position = 1; position <= inserted.size(); position++) {
      if (KeyHash.ofValue(inserted.value(position)) == key) {
        return true;
      }
    }
    return false;
  }

  private int foundNone(TableName table) {
    int none = 0;
    for (Known each : results) {
      boolean empty = each.isReadable() && each.values.rows() == 0 && each.seen.isComplete();
      none +=
          empty && each.shape().kind() == StatementKind.LOCKING_READ && each.table().equals(table)
              ? 1
              : 0;
    }
    return none;
  }

  boolean isEmpty() {
    return results.isEmpty();
  }

  /**
   * The row that a write is of, as it was read last; null if it was not.
   *
   * @param keys that say which row
   */
  @Nullable Row row(String dataSource, TableName table, List<KeyColumn> keys, Parameters written) {
    for (Known each : results) {
      if (each.isOf(dataSource, table)) {
        int row = row(each, keys, written);
        if (row >= 0) {
          each.next = row + 1;
          return new Row(each, row);
        }
      }
    }
    return null;
  }

  private static int row(Known known, List<KeyColumn> keys, Parameters written) {
    RowValues values = known.values;
    if (values.rows() == 1 && asksFor(known, keys, written)) {
      return 0;
    }
    KeyColumn key = keys.get(0);
    if (keys.size() != 1 || !key.isPlain() || key.parameter() == 0) {
      return -1;
    }
    int column = known.column(key.column());
    return column < 0 && values.areLabelled()
        ? -1
        : values.find(column, RowValues.hash(written.value(key.parameter())), known.next);
  }

  /** Whether a query names the very row. */
  private static boolean asksFor(Known known, List<KeyColumn> keys, Parameters written) {
    List<KeyColumn> asked = known.keys();
    if (asked.size() != keys.size()) {
      return false;
    }
    List<Parameters> given = known.execution.parameters();
    Parameters row = given.isEmpty() ? Parameters.NONE : given.get(0);
    for (int i = 0; i < keys.size(); i++) {
      KeyColumn key = keys.get(i);
      KeyColumn same = asked.get(i);
      if (same.comparison() != Comparison.EQUAL
          || !same.expression().equals(key.expression())
          || !isSame(same, row, key, written)) {
        return false;
      }
    }
    return row.areKnown();
  }

  private static boolean isSame(KeyColumn one, Parameters given, KeyColumn other, Parameters too) {
    if (one.parameter() == 0 || other.parameter() == 0) {
      return one.parameter() == other.parameter() && one.literalHash() == other.literalHash();
    }
    return KeyHash.ofValue(given.value(one.parameter()))
        == KeyHash.ofValue(too.value(other.parameter()));
  }

  /**
   * The query that has looked for a row that is inserted now, or the update that was to hit it, and
   * found none; null if there was none.
   */
  @Nullable SqlShape lookup(String dataSource, SqlShape insert, Parameters inserted) {
    TableName table = insert.writes().get(0);
    for (Known each : results) {
      SqlShape asked = each.shape();
      if (!each.isOfWrite()
          && each.isOf(dataSource, table)
          && hasFoundNone(each)
          && hasAskedFor(
              isExists(asked) ? asked.innerKeys() : asked.keys(),
              each.execution,
              insert,
              inserted)) {
        return asked;
      }
    }
    for (Execution each : missed) {
      SqlShape update = each.shape();
      if (each.checkout().dataSource().equals(dataSource)
          && update.writes().equals(insert.writes())
          && hasAskedFor(RowKeys.ofRow(update), each, insert, inserted)) {
        return update;
      }
    }
    return null;
  }

  private static boolean hasFoundNone(Known known) {
    RowValues values = known.values;
    if (values.rows() == 0) {
      return known.seen.isComplete();
    }
    if (values.rows() > 1 || values.width() != 1) {
      return false;
    }
    if (known.shape().has(Trait.COUNT)) {
      return values.holds(0, 0, NONE);
    }
    return isExists(known.shape()) && (values.holds(0, 0, NO) || !isAnswer(values));
  }

  private static boolean isExists(SqlShape shape) {
    return shape.keys().isEmpty() && EXISTS.matcher(shape.text()).find();
  }

  /** Whether it is true: whoever inserts nevertheless has something else in mind. */
  private static boolean isAnswer(RowValues values) {
    return values.holds(0, 0, RowValues.hash(true));
  }

  private static boolean hasAskedFor(
      List<KeyColumn> keys, Execution asked, SqlShape insert, Parameters inserted) {
    List<Parameters> given = asked.parameters();
    if (keys.isEmpty() || given.isEmpty() || !given.get(0).areKnown()) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      KeyColumn key = keys.get(i);
      int position = parameter(insert, key.column());
      if (key.comparison() != Comparison.EQUAL
          || key.parameter() == 0
          || position == 0
          || KeyHash.ofValue(given.get(0).value(key.parameter()))
              != KeyHash.ofValue(inserted.value(position))) {
        return false;
      }
    }
    return true;
  }

  private static int parameter(SqlShape insert, String column) {
    for (int i = 0; i < insert.sets().size(); i++) {
      SetColumn set = insert.sets().get(i);
      if (set.column().equals(column)) {
        return set.parameter();
      }
    }
    return 0;
  }

  /**
   * The query that has read nearly all of some values in one column; null if none has, or if
   * several columns hold them.
   */
  @Nullable SqlShape origin(String dataSource, Collection<?> carried) {
    SqlShape origin = null;
    for (Known each : results) {
      if (!each.isOfWrite()
          && each.isOf(dataSource, each.table())
          && each.values.rows() * 2 >= Math.min(carried.size(), MOST_COMPARED)) {
        int columns = 0;
        for (int column = 0; column < each.values.width(); column++) {
          columns += covers(each.values.distinct(column), carried) ? 1 : 0;
        }
        if (columns > 1 || (columns == 1 && origin != null)) {
          return null; // Small numbers are in many columns.
        }
        origin = columns == 1 ? each.shape() : origin;
      }
    }
    return origin;
  }

  private static boolean covers(Set<Long> values, Collection<?> carried) {
    int compared = 0;
    int known = 0;
    for (Iterator<?> each = carried.iterator(); each.hasNext() && compared < MOST_COMPARED; ) {
      compared++;
      known += values.contains(RowValues.hash(each.next())) ? 1 : 0;
    }
    return known >= COVERED * compared;
  }

  /** It is not known any more what the rows of a table hold. */
  void forget(List<TableName> tables) {
    results.removeIf(each -> isOne(each.table(), tables));
    missed.removeIf(each -> isOne(each.shape().writes().get(0), tables));
  }

  private static boolean isOne(TableName table, List<TableName> tables) {
    return tables.stream().anyMatch(each -> each.name().equals(table.name()));
  }

  /** It is not known any more what any rows hold. */
  void forget() {
    results.clear();
    missed.clear();
  }

  void clear() {
    results.clear();
    missed.clear();
    locked.clear();
    advisory = false;
  }
}
