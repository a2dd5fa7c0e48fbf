package dev.weir.bench;

import java.util.List;
import java.util.stream.LongStream;

/**
 * What the instant driver answers to a query.
 *
 * @param columns their names, in order
 * @param values the rows; numbers are {@code Long}, to be unboxed only
 */
// ArrayRecordComponent: never compared. Arrays, because nothing must be allocated to read them.
@SuppressWarnings("ArrayRecordComponent")
record Rows(String[] columns, Object[][] values) {
  private static final Rows NONE = rows("none");
  private static final Rows SCHEMAS =
      rows("current_schemas", row((Object) new String[] {"public"}));
  private static final Rows SYNCHRONOUS = rows("exists", row(false));
  private static final Rows ITEM = items(1);
  private static final Rows ITEMS = items(1_000);
  private static final Rows RELATIONS =
      rows(
          "oid schema name kind persistence identity unclear",
          row(16_384L, "public", "item", "r", "p", 16_384L, false));
  private static final Rows FUNCTIONS =
      rows(
          "oid schema name volatility builtin suspicious session",
          row(1_299L, "pg_catalog", "now", "s", true, false, false));

  /** The answer of one server: decided once for each statement, when it is prepared. */
  static Rows of(String sql, boolean primary) {
    if (sql.equals(Work.SELECT_ONE)) {
      return ITEM;
    }
    if (sql.equals(Work.SELECT_MANY)) {
      return ITEMS;
    }
    if (sql.contains("as in_recovery")) {
      return rows(
          "in_recovery lsn timeline system_identifier segment_bytes life blind_user",
          row(!primary, 16_777_216L, 1L, 7L, 16_777_216L, 1L, null));
    }
    if (sql.contains("current_schemas")) {
      return SCHEMAS;
    }
    if (sql.contains("synchronous_commit")) {
      return SYNCHRONOUS;
    }
    if (sql.contains("as volatility")) {
      return FUNCTIONS;
    }
    return sql.contains("as persistence") ? RELATIONS : NONE;
  }

  private static Rows items(int count) {
    return rows(
        "id name",
        LongStream.range(0, count)
            .mapToObj(id -> row(id + 1_000, "item " + id))
            .toArray(Object[][]::new));
  }

  private static Rows rows(String columns, Object[]... values) {
    return new Rows(columns.split(" "), values);
  }

  private static Object[] row(Object... values) {
    return values;
  }

  /** The position of a column, from 1. */
  int position(String column) {
    return List.of(columns).indexOf(column) + 1;
  }
}
