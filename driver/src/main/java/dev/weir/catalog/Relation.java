package dev.weir.catalog;

/**
 * A table, view or sequence.
 *
 * @param oid its OID
 * @param schema its schema
 * @param name its name
 * @param kind {@code pg_class.relkind}
 * @param persistence {@code pg_class.relpersistence}
 * @param identity the OID under which writes to it are marked: the root of its partition or
 *     inheritance tree
 */
record Relation(long oid, String schema, String name, char kind, char persistence, long identity) {
  boolean isView() {
    return kind == 'v';
  }

  /** Whether a standby has no data of it, or other data. */
  boolean isNodeSpecific() {
    return persistence != 'p' || kind == 'f' || kind == 'S';
  }
}
