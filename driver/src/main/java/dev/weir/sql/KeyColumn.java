package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * One column that a statement compares for equality with values given from outside; every row it
 * touches has one of these values there. Only the conditions of WHERE and of JOIN .. ON that are
 * joined by AND are looked at.
 *
 * @param table the column's table, or null if the text does not say
 * @param column the column as PostgreSQL sees its name
 * @param comparison how it is compared
 * @param parameter the 1-based JDBC position of the (first) parameter, or 0 if all are literals
 * @param values how many values the text names: 1, or the length of an IN list
 * @param literalHash {@link #hash} of the literal's text if {@code parameter} is 0, else 0; of an
 *     IN list the hashes of its literals, combined in order
 */
public record KeyColumn(
    @Nullable TableName table,
    String column,
    Comparison comparison,
    int parameter,
    int values,
    long literalHash) {

  /** How a column is compared. */
  public enum Comparison {
    /** {@code id = ?}. */
    EQUAL,
    /** {@code id IN (?, ..)}, or {@code id = ANY (ARRAY[?, ..])}. */
    IN,
    /** {@code id = ANY (?)}: the one value is an array. */
    ANY
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
