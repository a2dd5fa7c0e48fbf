package dev.weir.catalog;

import java.util.Set;

/**
 * Tables that a statement touches.
 *
 * @param all whether it may touch any table: what it touches could not be told
 * @param oids those it is known to touch, by OID; a partition by the OID of its root
 */
public record Tables(boolean all, Set<Long> oids) {
  /** No tables. */
  public static final Tables NONE = new Tables(false, Set.of());

  /** Any table. */
  public static final Tables ALL = new Tables(true, Set.of());

  /** Copies the set. */
  public Tables {
    oids = Set.copyOf(oids);
  }
}
