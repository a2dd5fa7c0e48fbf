package dev.weir.sql;

/** Reads what follows a query: its order, its limits and its locks. */
final class TailReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final ExpressionReader expressions;

  TailReader(Cursor cursor, ShapeBuilder shape, ExpressionReader expressions) {
    this.cursor = cursor;
    this.shape = shape;
    this.expressions = expressions;
  }

  /** ORDER BY, LIMIT, OFFSET, FETCH and FOR, which may come in nearly any order. */
  void read(boolean outer) {
    while (true) {
      if (cursor.take(Keyword.ORDER)) {
        cursor.expect(Keyword.BY);
        expressions.list();
        if (outer) {
          shape.trait(Trait.ORDER_BY);
        }
      } else if (cursor.at(Keyword.LIMIT)
          || cursor.at(Keyword.OFFSET)
          || cursor.at(Keyword.FETCH)) {
        limit(outer);
      } else if (atLock()) {
        lock();
      } else {
        return;
      }
    }
  }

  private void limit(boolean outer) {
    boolean offset = cursor.at(Keyword.OFFSET);
    boolean fetch = cursor.at(Keyword.FETCH);
    cursor.next();
    if (fetch && !cursor.take(Keyword.FIRST) && !cursor.take(Keyword.NEXT)) {
      cursor.fail();
    }
    int start = cursor.pos;
    boolean unlimited = !fetch && (cursor.at(Keyword.ALL) || cursor.at(Keyword.NULL));
    boolean one = fetch && (cursor.at(Keyword.ROWS) || cursor.at(Keyword.ROW));
    expressions.one();
    if ((!outer && !offset) || unlimited || cursor.failed()) {
      return;
    }
    SimpleValue value = SimpleValue.of(cursor.tokens, start, beforeRows(start));
    int parameter = value == null ? 0 : value.parameter();
    long literal = one ? 1 : value == null ? -1 : value.number();
    if (!outer) {
      shape.innerOffset(parameter, literal);
    } else if (offset) {
      shape.offset(parameter, literal);
    } else {
      shape.limit(parameter, literal);
    }
  }

  /**
   * Whether a FOR here begins a locking clause: of substring, XMLTABLE or COLLATION it does not.
   */
  boolean atLock() {
    return cursor.at(Keyword.FOR)
        && (cursor.ahead(1, Keyword.UPDATE)
            || cursor.ahead(1, Keyword.SHARE)
            || (cursor.ahead(1, Keyword.NO) && cursor.ahead(2, Keyword.KEY))
            || (cursor.ahead(1, Keyword.KEY) && cursor.ahead(2, Keyword.SHARE))
            || (cursor.ahead(1, Keyword.READ) && cursor.ahead(2, Keyword.ONLY)));
  }

  /** Reads a locking clause; FOR READ ONLY locks nothing. */
  void lock() {
    cursor.next();
    if (cursor.take(Keyword.READ, Keyword.ONLY)) {
      return;
    }
    cursor.take(Keyword.NO);
    cursor.take(Keyword.KEY);
    cursor.next();
    shape.raise(StatementKind.LOCKING_READ);
    if (cursor.take(Keyword.OF)) {
      do {
        cursor.tableName();
      } while (cursor.take(TokenType.COMMA));
    }
    if (cursor.take(Keyword.NOWAIT)) {
      shape.trait(Trait.NOWAIT);
    } else if (cursor.take(Keyword.SKIP, Keyword.LOCKED)) {
      shape.trait(Trait.SKIP_LOCKED);
    }
  }

  /** The index behind the number of {@code 5 ROWS ONLY}, or of the whole clause. */
  private int beforeRows(int start) {
    int at = start;
    while (at < cursor.pos
        && !cursor.tokens.is(at, Keyword.ROW)
        && !cursor.tokens.is(at, Keyword.ROWS)) {
      at++;
    }
    return at;
  }
}
