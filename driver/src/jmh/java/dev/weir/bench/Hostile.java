package dev.weir.bench;

/** Texts of a million characters that a careless reader would take for ever to read. */
public enum Hostile implements Row {
  /** A comment in a comment in a comment. */
  COMMENTS("nested comments", "SELECT ", "/*", "1", "*/"),

  /** A comment that never ends. */
  OPEN_COMMENT("a comment that never ends", "SELECT ", "/* ", "", ""),

  /** Short strings. */
  STRINGS("strings", "SELECT ", "'a',", "1", ""),

  /** One string of doubled quotes. */
  QUOTES("doubled quotes", "SELECT '", "''", "'", ""),

  /** A string that never ends. */
  OPEN_STRING("a string that never ends", "SELECT '", "a", "", ""),

  /** Tags of dollar-quoted strings that never end. */
  DOLLARS("dollar tags", "SELECT ", "$a", "", ""),

  /** More parentheses than PostgreSQL itself would read. */
  PARENTHESES("nested parentheses", "SELECT ", "(", "1", ")"),

  /** Sub-queries deeper than Weir reads. */
  SUBQUERIES("nested sub-queries", "SELECT * FROM ", "(SELECT * FROM ", "t", ") q"),

  /** The list of one IN. */
  IN_LIST("a long IN list", "SELECT * FROM t WHERE id IN (", "1,", "1)", ""),

  /** Conditions joined by OR. */
  ORS("many ORs", "SELECT * FROM t WHERE ", "a = ? OR ", "b = 1", ""),

  /** Conditions joined by AND, each of which could be a key. */
  ANDS("many ANDs", "SELECT * FROM t WHERE ", "a = ? AND ", "b = 1", ""),

  /** A CASE in a CASE in a CASE. */
  CASES("nested CASE", "SELECT ", "CASE WHEN a THEN ", "1", " END"),

  /** Tables joined. */
  JOINS("many JOINs", "SELECT * FROM t", " JOIN u ON t.x = u.y", "", ""),

  /** Tables with commas between them. */
  TABLES("many tables", "SELECT * FROM ", "t, ", "t", ""),

  /** Rows of one INSERT. */
  ROWS("many rows of VALUES", "INSERT INTO t VALUES ", "(1, 'a'), ", "(1, 'a')", ""),

  /** Calls of functions. */
  CALLS("many calls", "SELECT ", "f(1), ", "1", ""),

  /** Operators. */
  OPERATORS("many operators", "SELECT ", "a || ", "a", ""),

  /** Statements. */
  STATEMENTS("many statements", "", "SELECT 1; ", "SELECT 1", "");

  private static final int LENGTH = 1_000_000;

  private final String title;
  private final String sql;

  Hostile(String title, String start, String repeated, String middle, String closing) {
    this.title = title;
    int times = LENGTH / (repeated.length() + closing.length());
    this.sql = start + repeated.repeat(times) + middle + closing.repeat(times);
  }

  @Override
  public String title() {
    return title;
  }

  String sql() {
    return sql;
  }
}
