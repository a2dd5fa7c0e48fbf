package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/** Reads one statement: tells its kind by its first words and has the rest read by who knows it. */
final class StatementReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;

  StatementReader(Cursor cursor, ShapeBuilder shape) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = new QueryReader(cursor, shape);
  }

  void read() {
    if (queries.atStatement()) {
      queries.statement(true);
      return;
    }
    if (cursor.at('{')) {
      callEscape();
      return;
    }
    Keyword keyword = cursor.keyword();
    if (keyword == null || !command(keyword)) {
      shape.become(StatementKind.UNKNOWN);
      cursor.fail();
    }
  }

  /** Reads a command by its first word; false if the word begins none. */
  private boolean command(Keyword keyword) {
    switch (keyword) {
      case EXPLAIN -> explain();
      case COPY -> new CopyReader(cursor, shape, queries).read();
      case TRUNCATE -> truncate();
      case LOCK -> lock();
      case CALL -> call();
      case DECLARE -> declare();
      case PREPARE -> prepare();
      case SET, RESET, DISCARD, SHOW -> new SessionReader(cursor, shape).read();
      case ABORT, BEGIN, COMMIT, END, RELEASE, ROLLBACK, SAVEPOINT, START ->
          new TransactionReader(cursor, shape).read();
      case CREATE, ALTER, DROP -> new DefinitionReader(cursor, shape, queries).read();
      case REFRESH, VACUUM, ANALYZE, ANALYSE, CLUSTER, REINDEX -> maintenance();
      default -> {
        return plain(keyword);
      }
    }
    return true;
  }

  /** Commands of which only the kind matters. */
  private boolean plain(Keyword keyword) {
    StatementKind kind =
        switch (keyword) {
          case COMMENT, GRANT, IMPORT, REASSIGN, REVOKE, SECURITY -> StatementKind.DDL;
          case LISTEN, NOTIFY, UNLISTEN -> StatementKind.NOTIFY;
          case DEALLOCATE, EXECUTE -> StatementKind.PREPARED;
          case CLOSE, FETCH, MOVE -> StatementKind.CURSOR;
          case CHECKPOINT -> StatementKind.MAINTENANCE;
          case LOAD -> StatementKind.SESSION;
          case DO -> StatementKind.CALL;
          default -> StatementKind.UNKNOWN;
        };
    if (kind == StatementKind.UNKNOWN) {
      return false;
    }
    shape.become(kind);
    cursor.skipStatement();
    return true;
  }

  private void explain() {
    cursor.next();
    shape.trait(Trait.EXPLAIN);
    boolean options = cursor.at('(') && !cursor.atSubquery() && !cursor.ahead(1, '(');
    boolean analyze = options ? explainOptions() : explainWords();
    if (analyze) {
      shape.trait(Trait.EXPLAIN_ANALYZE);
    }
    boolean query = queries.atStatement();
    boolean definition = cursor.at(Keyword.CREATE);
    if (!query && !definition && !explainable()) {
      cursor.fail();
      return;
    }
    read();
    if (!analyze && (query || definition)) {
      shape.become(StatementKind.READ);
      shape.onlyExplained();
    }
  }

  private boolean explainable() {
    return cursor.at(Keyword.EXECUTE) || cursor.at(Keyword.DECLARE) || cursor.at(Keyword.REFRESH);
  }

  private boolean explainWords() {
    boolean analyze = cursor.take(Keyword.ANALYZE) || cursor.take(Keyword.ANALYSE);
    cursor.take(Keyword.VERBOSE);
    return analyze;
  }

  /** {@code (ANALYZE [true|on|1|false|off|0], ..)}: anything but a clear no executes. */
  private boolean explainOptions() {
    int close = cursor.tokens.partner(cursor.pos);
    boolean analyze = false;
    cursor.next();
    while (cursor.pos < close) {
      if (cursor.at(Keyword.ANALYZE) || cursor.at(Keyword.ANALYSE)) {
        analyze = !isNo(cursor.pos + 1);
      }
      cursor.next();
    }
    cursor.expect(')');
    return analyze;
  }

  private boolean isNo(int index) {
    TokenType type = cursor.tokens.type(index);
    if (type != TokenType.WORD && type != TokenType.STRING && type != TokenType.NUMBER) {
      return false;
    }
    String value = Identifiers.fold(SimpleValue.text(cursor.tokens, index));
    return value.equals("false") || value.equals("off") || value.equals("0");
  }

  private void truncate() {
    cursor.next();
    shape.become(StatementKind.TRUNCATE);
    cursor.take(Keyword.TABLE);
    tables(true);
    options();
  }

  private void lock() {
    cursor.next();
    shape.become(StatementKind.LOCKING_READ);
    cursor.take(Keyword.TABLE);
    tables(false);
    options();
  }

  private void tables(boolean written) {
    do {
      cursor.take(Keyword.ONLY);
      TableName table = cursor.tableName();
      cursor.take('*');
      if (written) {
        shape.write(table);
      } else {
        shape.read(table);
      }
    } while (cursor.take(TokenType.COMMA));
  }

  /** Words to the end of the statement, of which CASCADE and NOWAIT matter. */
  private void options() {
    while (!cursor.atEnd()) {
      if (cursor.at(Keyword.CASCADE)) {
        shape.trait(Trait.CASCADE);
      } else if (cursor.at(Keyword.NOWAIT)) {
        shape.trait(Trait.NOWAIT);
      }
      cursor.next();
    }
  }

  private void call() {
    cursor.next();
    shape.become(StatementKind.CALL);
    routine();
  }

  /** {@code {call p(..)}} and {@code {? = call f(..)}}. */
  private void callEscape() {
    shape.become(StatementKind.CALL);
    cursor.next();
    if (cursor.take(TokenType.PARAMETER)) {
      cursor.expect('=');
    }
    cursor.expect(Keyword.CALL);
    routine();
    cursor.expect('}');
  }

  private void routine() {
    TableName name = cursor.tableName();
    FunctionName function = new FunctionName(name.schema(), name.name());
    if (!cursor.at('(')) {
      shape.function(function);
    } else {
      queries.expressions().call(function, cursor.pos);
      queries.expressions().parenthesised();
    }
  }

  /** {@code DECLARE name .. CURSOR [WITH HOLD] FOR query}. */
  private void declare() {
    while (!cursor.atEnd() && !cursor.at(Keyword.FOR)) {
      if (cursor.take(Keyword.WITH, Keyword.HOLD)) {
        shape.trait(Trait.WITH_HOLD);
      } else {
        cursor.next();
      }
    }
    cursor.expect(Keyword.FOR);
    queries.statement(false);
    shape.become(StatementKind.CURSOR);
  }

  /** {@code PREPARE TRANSACTION}, or {@code PREPARE name [(types)] AS statement}. */
  private void prepare() {
    if (cursor.ahead(1, Keyword.TRANSACTION)) {
      new TransactionReader(cursor, shape).read();
      return;
    }
    cursor.next();
    cursor.name();
    if (cursor.at('(')) {
      cursor.skipBrackets();
    }
    cursor.expect(Keyword.AS);
    queries.statement(false);
    shape.become(StatementKind.PREPARED);
  }

  private void maintenance() {
    boolean refresh = cursor.at(Keyword.REFRESH);
    shape.become(StatementKind.MAINTENANCE);
    cursor.next();
    if (refresh) {
      cursor.expect(Keyword.MATERIALIZED);
      cursor.expect(Keyword.VIEW);
      cursor.take(Keyword.CONCURRENTLY);
      shape.write(cursor.tableName());
    }
    cursor.skipStatement();
  }

  /** The table a name token stands for, or null. Used where a command's syntax is loose. */
  static @Nullable TableName optionalTable(Cursor cursor) {
    Keyword keyword = cursor.keyword();
    boolean name = cursor.atName() && (keyword == null || keyword.canBeAlias());
    return name ? cursor.tableName() : null;
  }
}
