package dev.weir.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers the shapes of what stands in a body. Each piece is read as the text that the server would
 * run, so that it means here what it means to the server.
 */
final class BodyShapes {
  private final Tokens tokens;
  private final List<SqlShape> shapes = new ArrayList<>();
  private final Set<String> types = new HashSet<>();
  private boolean complete = true;

  BodyShapes(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Says that the routine can do more than its shapes tell. */
  void incomplete() {
    complete = false;
  }

  /** A name in the type of a variable. */
  void type(String name) {
    types.add(name);
  }

  /** Adds a statement of SQL. */
  void statement(int start, int end) {
    add(text(start, end));
  }

  /** Adds a statement without some tokens in its middle. */
  void statementWithout(int start, int cutStart, int cutEnd, int end) {
    add(text(start, cutStart) + " " + text(cutEnd, end));
  }

  /** Adds an expression, or several with commas; it may go on like a query, with FROM and WHERE. */
  void expression(int start, int end) {
    if (start < end) {
      add("SELECT " + text(start, end));
    } else {
      complete = false;
    }
  }

  RoutineBody build() {
    return new RoutineBody(shapes, types, complete);
  }

  private void add(String sql) {
    SqlShape shape = SqlShapes.parse(sql, Dialect.SERVER);
    shapes.add(shape);
    complete &= tellsAll(shape);
  }

  private static boolean tellsAll(SqlShape shape) {
    return switch (shape.kind()) {
      case UNKNOWN, EMPTY, SEVERAL -> false;
      case PREPARED -> false; // What EXECUTE runs is elsewhere.
      case CALL -> !shape.functions().isEmpty(); // The block of DO is a string.
      default -> true;
    };
  }

  private String text(int start, int end) {
    return start < end ? tokens.sql.substring(tokens.start(start), tokens.end(end - 1)) : "";
  }
}
