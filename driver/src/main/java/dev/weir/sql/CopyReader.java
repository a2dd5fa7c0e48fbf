package dev.weir.sql;

/** Reads COPY. */
final class CopyReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;

  CopyReader(Cursor cursor, ShapeBuilder shape, QueryReader queries) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = queries;
  }

  /** A query to the client is what the query is; everything else is COPY. */
  void read() {
    cursor.next();
    if (cursor.take('(')) {
      queries.statement(false);
      cursor.expect(')');
      cursor.expect(Keyword.TO);
      if (!cursor.at(Keyword.STDOUT)) {
        shape.become(StatementKind.COPY);
      }
    } else {
      shape.become(StatementKind.COPY);
      cursor.take(Keyword.BINARY);
      table();
    }
    rest();
  }

  /** What rows are kept is told by an expression, behind all options. */
  private void rest() {
    while (!cursor.atEnd()) {
      if (cursor.take(Keyword.WHERE)) {
        queries.expressions().list();
      } else if (cursor.at(TokenType.OPEN)) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
    }
  }

  private void table() {
    TableName table = cursor.tableName();
    if (cursor.at('(')) {
      cursor.skipBrackets();
    }
    if (cursor.at(Keyword.FROM)) {
      shape.write(table);
    } else if (cursor.at(Keyword.TO)) {
      shape.read(table);
    } else {
      cursor.fail();
    }
  }
}
