package dev.weir.sql;

/**
 * How a text is cut into tokens.
 *
 * @param standardConformingStrings false if a backslash escapes in plain {@code '..'} strings, like
 *     the setting of that name
 * @param jdbc whether {@code ?} is a parameter and {@code ??} stands for the symbol {@code ?}; if
 *     not, {@code ?} is a symbol of operators as the server sees it
 */
record Dialect(boolean standardConformingStrings, boolean jdbc) {
  /** What applications write. */
  static final Dialect JDBC = new Dialect(true, true);

  /** What the bodies of routines are written in. */
  static final Dialect SERVER = new Dialect(true, false);
}
