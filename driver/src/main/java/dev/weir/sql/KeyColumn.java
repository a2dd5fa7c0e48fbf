package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * One column that a statement compares with values given from outside, mostly for equality: of
 * {@link SqlShape#keys()} every row that the statement touches has one of these values there.
 *
 * @param table the column's table, or null if the text does not say
 * @param column the column as PostgreSQL sees its name; of {@link Comparison#ARGUMENTS} the
 *     function
 * @param expression what is compared: the column's name alone, or with what stands around it, such
 *     as {@code lower(email)}, {@code id::text}, {@code data->>name}; of {@link Comparison#MATCH}
 *     the name, and by what it is compared: {@code name like}, {@code tags @>}, {@code tags any}
 * @param comparison how it is compared
 * @param parameter the 1-based JDBC position of the (first) parameter, or 0 if all are literals
 * @param values how many values the text names: 1, or the length of an IN list
 * @param literalHash {@link #hash} of the literal's text if {@code parameter} is 0, else 0; of an
 *     IN list the hashes of its literals, combined in order
 */
public record KeyColumn(
    @Nullable TableName table,
    String column,
    String expression,
    Comparison comparison,
    int parameter,
    int values,
    long literalHash) {

  /** How a column is compared. */
  public enum Comparison {
    /** {@code id = ?}, {@code id IS NOT DISTINCT FROM ?}, {@code lower(name) = lower(?)}. */
    EQUAL,
    /** {@code id IN (?, ..)}, {@code id = ANY (ARRAY[?, ..])}, {@code id = ? OR id = ?}. */
    IN,
    /** {@code id = ANY (?)}: the one value is an array. */
    ANY,
    /**
     * {@code at >= ? AND at < ?}, {@code at BETWEEN ? AND ?}: the two parameters are next to each
     * other; of literals {@code values} says how many whole numbers lie between them.
     */
    RANGE,
    /**
     * {@code name LIKE ?}, {@code tags @> ?}, {@code ? = ANY (tags)}, {@code ? BETWEEN low AND
     * high}: other values mostly find other rows, which is all that is known. All parameters of the
     * condition are next to each other. Only reads tell it.
     */
    MATCH,
    /**
     * No column is compared: the statement reads no table, and the values are all that it gives to
     * its functions, as in {@code SELECT f(?)} and {@code CALL p(?)}.
     */
    ARGUMENTS
  }

  /** Whether it is the column itself that is compared, with nothing around it. */
  public boolean isPlain() {
    return expression.equals(column);
  }

  /**
   * Hashes the text of a value as {@link #literalHash} does, so that a bound value can be compared
   * with a literal: {@code id = 5} and {@code id = '5'} hash the text {@code 5}.
   *
   * @param text the value's text
   * @return a 64-bit hash
   */
  public static long hash(String text) {
    return Hash.of(text, 0, text.length());
  }
}
