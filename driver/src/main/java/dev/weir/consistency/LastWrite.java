package dev.weir.consistency;

/**
 * What marked a table last, for people.
 *
 * @param statement its normalised text, without literals; or what was done where there is none
 * @param way how it comes to write the table, such as {@code table orders: function log_change};
 *     empty if it names it itself
 */
public record LastWrite(String statement, String way) {
  private static final int LONGEST = 1_000;

  /** Cuts a long statement: one is kept for each table. */
  public LastWrite {
    statement = statement.length() <= LONGEST ? statement : statement.substring(0, LONGEST) + "..";
  }

  @Override
  public String toString() {
    return way.isEmpty() ? statement : statement + ", through " + way;
  }
}
