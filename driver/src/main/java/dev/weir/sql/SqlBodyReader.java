package dev.weir.sql;

/** Reads a body in SQL: statements with semicolons, also in BEGIN ATOMIC .. END, and RETURN. */
final class SqlBodyReader {
  private final Cursor cursor;
  private final BodyShapes shapes;

  private SqlBodyReader(Tokens tokens) {
    this.cursor = new Cursor(tokens);
    this.shapes = new BodyShapes(tokens);
  }

  static RoutineBody read(Tokens tokens) {
    SqlBodyReader reader = new SqlBodyReader(tokens);
    reader.read();
    return reader.shapes.build();
  }

  private void read() {
    boolean atomic = cursor.take(Keyword.BEGIN, Keyword.ATOMIC);
    boolean ended = !atomic;
    while (!cursor.at(TokenType.END)) {
      if (atomic && cursor.at(Keyword.END)) {
        cursor.next();
        ended = cursor.at(TokenType.END);
        break;
      }
      statement();
    }
    if (!ended) {
      shapes.incomplete();
    }
  }

  private void statement() {
    boolean expression = cursor.tokens.spells(cursor.pos, "return");
    if (expression) {
      cursor.next();
    }
    int start = cursor.pos;
    cursor.skipStatement();
    if (expression) {
      shapes.expression(start, cursor.pos);
    } else if (start < cursor.pos) {
      shapes.statement(start, cursor.pos);
    }
    cursor.take(TokenType.SEMICOLON);
  }
}
