package dev.weir.catalog;

import java.util.Map;

/**
 * How a statement comes to touch its tables, for people: through which views, tables, functions and
 * operators, such as {@code table orders: function log_change}. Empty where it names them itself.
 *
 * @param all the way to what makes it touch any table, if something does
 * @param tables the way to each table, by OID
 */
public record Ways(String all, Map<Long, String> tables) {
  /** Copies the map. */
  public Ways {
    tables = Map.copyOf(tables);
  }

  /**
   * The way to one table; empty if there is nothing to say.
   *
   * @param oid of a table that the statement touches
   */
  public String to(long oid) {
    return tables.getOrDefault(oid, "");
  }
}
