package dev.weir.sql;

/**
 * One column that a statement gives a value: of UPDATE .. SET, or of INSERT with a column list (its
 * first row of VALUES).
 *
 * @param column the column as PostgreSQL sees its name
 * @param source where the value comes from
 * @param parameter the 1-based JDBC position if the source is {@link Source#PARAMETER}, else 0
 */
public record SetColumn(String column, Source source, int parameter) {
  /** Where a column's new value comes from. */
  public enum Source {
    /** A parameter and nothing else, but for casts. */
    PARAMETER,
    /** A literal and nothing else, but for a sign and casts. */
    CONSTANT,
    /** An expression over the column's own old value, such as {@code n = n + 1}. */
    SELF,
    /** Any other expression, a sub-query, or a column of INSERT .. SELECT. */
    EXPRESSION,
    /** The keyword DEFAULT. */
    DEFAULT
  }
}
