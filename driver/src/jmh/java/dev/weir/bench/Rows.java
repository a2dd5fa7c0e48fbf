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
  private static final Rows FINGERPRINT = rows("fingerprint", row("1"));
  private static final Rows SYNCHRONOUS = rows("exists", row(false));
  private static final Rows SETTINGS = rows("settings", row((Object) null));
  private static final Rows ITEM = items(1);
  private static final Rows ITEMS = items(1_000);
  private static final Rows CATALOG =
      rows(
          "what id target on_events to_events schema name code language body path",
          row("schema", 1L, 0L, 0L, 0L, null, "public", null, null, null, null),
          row("relation", 16_384L, 16_384L, 0L, 0L, "public", "item", "rp", null, null, null));

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
    if (sql.contains("watched(item)")) {
      return FINGERPRINT;
    }
    if (sql.contains("'schema' as what")) {
      return CATALOG;
    }
    if (sql.contains("string_agg")) {
      return SETTINGS;
    }
    if (sql.contains("synchronous_commit")) {
      return SYNCHRONOUS;
    }
    return NONE;
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
