package dev.weir.sql;

import dev.weir.sql.Mentions.Role;

/**
 * Reads CREATE, ALTER and DROP, loosely: they are DDL whatever they say, so only the relations they
 * are about, the query of CREATE .. AS, and what may be called for the rows that there are, are
 * looked for.
 */
final class DefinitionReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;

  DefinitionReader(Cursor cursor, ShapeBuilder shape, QueryReader queries) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = queries;
  }

  void read() {
    shape.become(StatementKind.DDL);
    boolean create = cursor.take(Keyword.CREATE);
    if (!create) {
      cursor.next();
    } else {
      if (cursor.at(Keyword.OR)) {
        cursor.pos += 2;
      }
      queries.takeTemporary();
      if (isInTemporarySchema()) {
        shape.trait(Trait.TEMPORARY);
      }
    }
    if (cursor.at(Keyword.FUNCTION) || cursor.at(Keyword.PROCEDURE)) {
      routine();
      return;
    }
    boolean computes = computes(create);
    relations();
    rest(create, computes);
    shape.become(StatementKind.DDL);
  }

  /** Whether the first name with a schema is in that of what is temporary, whatever it is of. */
  private boolean isInTemporarySchema() {
    int name = 0;
    while (cursor.isName(name) && cursor.typeAhead(name + 1) != TokenType.DOT) {
      name++;
    }
    return cursor.isName(name)
        && ShapeBuilder.isTemporary(Identifiers.name(cursor.tokens, cursor.pos + name));
  }

  /** The relations behind TABLE, VIEW and the like: {@code [IF [NOT] EXISTS] [ONLY] a, b}. */
  private void relations() {
    while (isAdjective()) {
      cursor.next();
    }
    if (!cursor.take(Keyword.TABLE) && !cursor.take(Keyword.VIEW)) {
      return;
    }
    if (cursor.take(Keyword.IF)) {
      cursor.take(Keyword.NOT);
      cursor.take(Keyword.EXISTS);
    }
    do {
      cursor.take(Keyword.ONLY);
      TableName table = StatementReader.optionalTable(cursor);
      if (table == null) {
        return;
      }
      shape.write(table);
    } while (cursor.take(TokenType.COMMA));
  }

  private boolean isAdjective() {
    return cursor.at(Keyword.UNLOGGED)
        || cursor.at(Keyword.RECURSIVE)
        || cursor.at(Keyword.FOREIGN)
        || cursor.at(Keyword.MATERIALIZED);
  }

  /** To the end of the statement, or to the query behind AS. */
  private void rest(boolean create, boolean computes) {
    while (!cursor.atEnd()) {
      if (create && cursor.take(Keyword.AS) && atQuery()) {
        queries.statement(false);
        cursor.skipStatement();
        return;
      }
      if (cursor.at(Keyword.ON)) {
        on();
        continue;
      }
      if (cursor.at(Keyword.CASCADE)) {
        shape.trait(Trait.CASCADE);
      }
      int first = cursor.pos;
      if (cursor.at(TokenType.OPEN)) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
      if (computes) {
        mentionCalls(first);
      }
    }
  }

  /** Whether what is defined is computed for the rows that there are: columns, checks, indexes. */
  private boolean computes(boolean create) {
    return create
        ? cursor.at(Keyword.UNIQUE) || cursor.tokens.spells(cursor.pos, "index")
        : cursor.at(Keyword.TABLE) || cursor.tokens.spells(cursor.pos, "domain");
  }

  /** Among the tokens from here to where the cursor is. */
  private void mentionCalls(int first) {
    for (int at = first; at < cursor.pos; at++) {
      TokenType type = cursor.tokens.type(at);
      boolean name = type == TokenType.WORD || type == TokenType.QUOTED;
      if (name && cursor.tokens.type(at + 1) == TokenType.OPEN) {
        shape.mention(Mentions.key(Role.CALL, Identifiers.hash(cursor.tokens, at)));
      }
    }
  }

  /** {@code AS (} begins the columns of a type as well as a query. */
  private boolean atQuery() {
    return queries.atStatement()
        && (!cursor.at('(') || cursor.atSubquery() || cursor.ahead(1, '('));
  }

  /** The table behind ON, of an index, a trigger or a policy; not ON DELETE CASCADE, ON COMMIT. */
  private void on() {
    cursor.next();
    if (cursor.take(Keyword.DELETE) || cursor.take(Keyword.UPDATE) || cursor.take(Keyword.COMMIT)) {
      cursor.next();
      return;
    }
    cursor.take(Keyword.ONLY);
    TableName table = StatementReader.optionalTable(cursor);
    if (table != null) {
      shape.write(table);
    }
  }

  /**
   * A body in SQL, BEGIN ATOMIC .. END, has semicolons of its own: it takes the rest of the text.
   */
  private void routine() {
    while (!cursor.atEnd()) {
      if (cursor.at(Keyword.BEGIN) && cursor.ahead(1, Keyword.ATOMIC)) {
        while (!cursor.at(TokenType.END)) {
          cursor.next();
        }
        return;
      }
      cursor.next();
    }
  }
}
