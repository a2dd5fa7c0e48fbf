package dev.weir.sql;

/**
 * How the outermost query limits its rows. Whether it does at all is {@link Trait#LIMIT} and {@link
 * Trait#OFFSET}: a limit can be an expression, and has no value here then. If it has no OFFSET,
 * that of the first query within is here: those rows are skipped as well.
 *
 * @param limitParameter the 1-based JDBC position of LIMIT's parameter, or 0
 * @param limitLiteral LIMIT's literal, or -1
 * @param offsetParameter the 1-based JDBC position of OFFSET's parameter, or 0
 * @param offsetLiteral OFFSET's literal, or -1
 */
public record Limits(
    int limitParameter, long limitLiteral, int offsetParameter, long offsetLiteral) {
  /** No limit and no offset. */
  public static final Limits NONE = new Limits(0, -1, 0, -1);
}
