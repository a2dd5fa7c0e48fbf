package dev.weir.sql;

import java.util.stream.Stream;

/**
 * A table in a test's text block: one case per line, {@code expected : statement}; {@code none} is
 * empty.
 */
final class SqlTable {
  private SqlTable() {}

  record Case(String expected, String sql) {
    @Override
    public String toString() {
      return expected + " : " + sql;
    }
  }

  static Stream<Case> cases(String table) {
    return table.lines().filter(line -> !line.isBlank()).map(SqlTable::toCase);
  }

  private static Case toCase(String line) {
    int colon = line.indexOf(" : ");
    if (colon < 0) {
      throw new IllegalArgumentException("No ' : ' in the case " + line);
    }
    String expected = line.substring(0, colon).strip();
    return new Case(expected.equals("none") ? "" : expected, line.substring(colon + 3).strip());
  }
}
