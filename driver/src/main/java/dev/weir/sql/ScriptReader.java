package dev.weir.sql;

/** Reads a whole text: its statements one by one, into one shape. */
final class ScriptReader {
  private ScriptReader() {}

  static SqlShape read(Tokens tokens) {
    ShapeBuilder shape = new ShapeBuilder();
    boolean understood = !tokens.broken() && readStatements(new Cursor(tokens), shape);
    return shape.build(tokens, understood);
  }

  private static boolean readStatements(Cursor cursor, ShapeBuilder shape) {
    while (true) {
      while (cursor.take(TokenType.SEMICOLON)) {
        // Empty statements are none.
      }
      if (cursor.at(TokenType.END)) {
        return !cursor.failed();
      }
      shape.begin();
      new StatementReader(cursor, shape).read();
      if (!cursor.atEnd()) {
        cursor.fail();
      }
      if (!cursor.failed()) {
        shape.end();
      }
    }
  }
}
