package dev.weir.catalog;

/**
 * A table, view or sequence.
 *
 * @param oid its OID
 * @param schema its schema
 * @param name its name
 * @param kind {@code pg_class.relkind}
 * @param persistence {@code pg_class.relpersistence}; of a tree, {@code f} if one of it is foreign,
 *     {@code u} if one is unlogged
 * @param identity the OID under which writes to it are marked: the root of its partition or
 *     inheritance tree
 */
record Relation(long oid, String schema, String name, char kind, char persistence, long identity) {
  boolean isView() {
    return kind == 'v';
  }

  /** Whether it is foreign, or one of its tree is: its rows may be those of any table. */
  boolean isForeign() {
    return persistence == 'f';
  }

  /** Whether a standby has no data of it, or other data. */
  boolean isNodeSpecific() {
    return persistence != 'p' || kind == 'S';
  }
}
