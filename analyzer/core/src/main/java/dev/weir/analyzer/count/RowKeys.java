package dev.weir.analyzer.count;

import dev.weir.sql.FunctionName;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which of the columns that a statement compares say which row it is of. A guard does not: a column
 * that is also set ({@code set version = 4 where id = 7 and version = 3}), or one that by its name
 * is compared only in order to notice other writers; another value in it is no other row.
 */
final class RowKeys {
  private static final Set<String> GUARDS =
      Set.of("version", "lock_version", "row_version", "opt_lock", "optlock", "xmin");

  private static final Set<StatementKind> OF_ROWS =
      EnumSet.of(
          StatementKind.READ,
          StatementKind.LOCKING_READ,
          StatementKind.INSERT,
          StatementKind.UPDATE,
          StatementKind.DELETE);

  private RowKeys() {}

  /** Whether a statement may write one row again and again. */
  static boolean maySayWhichRow(SqlShape shape) {
    return shape.kind() == StatementKind.UPDATE
        || shape.kind() == StatementKind.MERGE
        || shape.has(Trait.UPSERT);
  }

  /** Whether a statement can become a finding when it is repeated. */
  static boolean areOfInterest(SqlShape shape) {
    if (shape.has(Trait.EXPLAIN)) {
      return false;
    }
    return switch (shape.kind()) {
      case READ, LOCKING_READ ->
          (!shape.keys().isEmpty() || !shape.innerKeys().isEmpty()) && !isOfSystem(shape);
      case CALL -> !shape.innerKeys().isEmpty() && !isOfSystem(shape);
      case MERGE -> !shape.keys().isEmpty();
      case INSERT, UPDATE, DELETE -> true;
      case SEVERAL -> isOfOneObject(shape);
      default -> false;
    };
  }

  /**
   * Whether a text of several statements may be about one thing of which there are many: each is of
   * another table. Several of one table are a batch of somebody's own.
   */
  private static boolean isOfOneObject(SqlShape shape) {
    return OF_ROWS.containsAll(shape.parts())
        && Math.max(shape.writes().size(), shape.reads().size()) > 1
        && (shape.parameters() > 0 || shape.has(Trait.HAS_LITERALS));
  }

  /**
   * Whether it asks nothing but the server's own catalogues and functions, as drivers and tools do.
   */
  static boolean isOfSystem(SqlShape shape) {
    List<TableName> reads = shape.reads();
    for (int i = 0; i < reads.size(); i++) {
      TableName table = reads.get(i);
      boolean system =
          table.schema() == null
              ? table.name().startsWith("pg_")
              : table.schema().equals("pg_catalog") || table.schema().equals("information_schema");
      if (!system) {
        return false;
      }
    }
    return !reads.isEmpty() || callsSystem(shape.functions());
  }

  /** Locks, notifications, settings: each call is meant. */
  private static boolean callsSystem(List<FunctionName> functions) {
    for (int i = 0; i < functions.size(); i++) {
      String name = functions.get(i).name();
      if (!name.startsWith("pg_") && !name.equals("current_setting")) {
        return false;
      }
    }
    return true;
  }

  /** The columns by which a repetition of the statement goes from row to row. */
  static List<KeyColumn> ofLoop(SqlShape shape) {
    List<KeyColumn> outer = ofRow(shape);
    List<KeyColumn> inner = withoutRanges(shape);
    boolean proven =
        shape.kind() == StatementKind.INSERT
            || (shape.kind().writesRows()
                && !outer.isEmpty()
                && !shape.has(Trait.OTHER_CONDITIONS));
    if (inner.isEmpty() || proven) {
      return outer;
    }
    if (outer.isEmpty()) {
      return inner;
    }
    List<KeyColumn> both = new ArrayList<>(outer);
    both.addAll(inner);
    return both;
  }

  /** A write of the rows that a sub-query finds in a range is a chunk of a backfill. */
  private static List<KeyColumn> withoutRanges(SqlShape shape) {
    List<KeyColumn> inner = shape.innerKeys();
    return !inner.isEmpty() && shape.kind().writesRows()
        ? inner.stream().filter(key -> key.comparison() != Comparison.RANGE).toList()
        : inner;
  }

  /** The columns that say which row of its table the statement is of. */
  static List<KeyColumn> ofRow(SqlShape shape) {
    List<KeyColumn> keys = shape.keys();
    for (int i = 0; i < keys.size(); i++) {
      if (isGuard(shape, keys.get(i))) {
        return keys.stream().filter(key -> !isGuard(shape, key)).toList();
      }
    }
    return keys;
  }

  private static boolean isGuard(SqlShape shape, KeyColumn key) {
    return (shape.keys().size() > 1 && GUARDS.contains(key.column()))
        || (shape.kind() == StatementKind.UPDATE && isSet(shape, key));
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

  /** Whether it does nothing but take numbers of sequences. */
  static boolean takeNumbers(SqlShape shape) {
    return shape.reads().isEmpty()
        && shape.functions().stream().anyMatch(function -> function.name().equals("nextval"));
  }
}
