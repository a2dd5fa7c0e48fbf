package dev.weir.sql;

import java.util.HashMap;
import java.util.Map;

/** Reads queries: WITH, SELECT, VALUES, TABLE, set operations and what follows them. */
final class QueryReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final ExpressionReader expressions;
  private final FromReader from;
  private final WriteReader writes;
  private final TailReader tail;
  // Names of WITH in scope, and how often: an inner WITH can repeat an outer one's.
  private final Map<String, Integer> withNames = new HashMap<>();

  QueryReader(Cursor cursor, ShapeBuilder shape) {
    this.cursor = cursor;
    this.shape = shape;
    this.expressions = new ExpressionReader(cursor, shape, this);
    this.tail = new TailReader(cursor, shape, expressions);
    this.from = new FromReader(cursor, shape, this, expressions);
    this.writes = new WriteReader(cursor, shape, this, expressions, from);
  }

  ExpressionReader expressions() {
    return expressions;
  }

  TailReader tail() {
    return tail;
  }

  /** Whether here a statement begins that {@link #statement} reads. */
  boolean atStatement() {
    Keyword keyword = cursor.keyword();
    if (keyword == null) {
      return cursor.at('(');
    }
    return switch (keyword) {
      case SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE, MERGE -> true;
      default -> false;
    };
  }

  /**
   * Reads a query or a write, with its WITH.
   *
   * @param outer whether it is the statement itself and not a part of it
   */
  void statement(boolean outer) {
    if (!cursor.enter()) {
      return;
    }
    if (cursor.at(Keyword.WITH)) {
      with(outer);
    } else if (!writes.read(outer)) {
      query(outer);
    }
    cursor.leave();
  }

  /** Reads a sub-query with its parentheses. */
  void subquery() {
    cursor.expect('(');
    statement(false);
    if (cursor.atFormatJson() || cursor.at(Keyword.RETURNING)) {
      expressions.restOfJsonArray();
    }
    cursor.expect(')');
  }

  /** Reads a query that stands in parentheses which an expression has opened. */
  void inPlace() {
    statement(false);
  }

  /** Reads on behind a parenthesised query in an expression: UNION and the next query. */
  void restOfSetOperation() {
    cursor.next();
    takeAllOrDistinct();
    if (!cursor.at('(')) {
      statement(false);
    }
  }

  /** Notes that a table is read, unless it is a name of WITH. Returns whether it is a table. */
  boolean readTable(TableName table) {
    boolean isTable = table.schema() != null || !withNames.containsKey(table.name());
    if (isTable) {
      shape.read(table);
    }
    return isTable;
  }

  private void with(boolean outer) {
    cursor.next();
    boolean recursive = cursor.take(Keyword.RECURSIVE);
    Map<String, Integer> opened = new HashMap<>();
    if (recursive) {
      declareAhead(opened);
    }
    do {
      String name = withHead();
      subquery();
      searchAndCycle();
      if (!recursive) {
        declare(name, opened);
      }
    } while (cursor.take(TokenType.COMMA));
    if (!writes.read(outer)) {
      query(outer);
    }
    opened.forEach(this::forget);
  }

  /** Under RECURSIVE every element sees every name, also those that follow. */
  private void declareAhead(Map<String, Integer> opened) {
    int start = cursor.pos;
    do {
      declare(withHead(), opened);
      if (cursor.at('(')) {
        cursor.skipBrackets();
      }
      searchAndCycle();
    } while (cursor.take(TokenType.COMMA));
    if (!cursor.failed()) {
      cursor.pos = start;
    }
  }

  private void declare(String name, Map<String, Integer> opened) {
    withNames.merge(name, 1, Integer::sum);
    opened.merge(name, 1, Integer::sum);
  }

  private void forget(String name, int times) {
    withNames.computeIfPresent(name, (key, count) -> count > times ? count - times : null);
  }

  /** {@code name [(columns)] AS [[NOT] MATERIALIZED]}; returns the name. */
  private String withHead() {
    String name = cursor.name();
    if (cursor.at('(')) {
      cursor.skipBrackets();
    }
    cursor.expect(Keyword.AS);
    cursor.take(Keyword.NOT);
    cursor.take(Keyword.MATERIALIZED);
    return name;
  }

  /** {@code SEARCH .. SET column}, {@code CYCLE .. SET column [TO .. DEFAULT ..] USING column}. */
  private void searchAndCycle() {
    while (cursor.at(Keyword.SEARCH) || cursor.at(Keyword.CYCLE)) {
      while (!cursor.atEnd() && !cursor.at(Keyword.SET)) {
        cursor.next();
      }
      cursor.expect(Keyword.SET);
      cursor.name();
      if (cursor.take(Keyword.TO)) {
        while (!cursor.atEnd() && !cursor.at(Keyword.USING)) {
          cursor.next();
        }
      }
      if (cursor.take(Keyword.USING)) {
        cursor.name();
      }
    }
  }

  /** Reads a query without its WITH. */
  private void query(boolean outer) {
    term(outer);
    boolean several = false;
    while (atSetOperation()) {
      cursor.next();
      takeAllOrDistinct();
      term(false);
      several = true;
    }
    if (several && outer) {
      shape.trait(Trait.SET_OPERATION);
      shape.onlyInnerKeys();
    }
    if (outer && shape.kind().writesRows()) {
      shape.queryOfWrites();
    }
    tail.read(outer);
  }

  private boolean atSetOperation() {
    return cursor.at(Keyword.UNION) || cursor.at(Keyword.INTERSECT) || cursor.at(Keyword.EXCEPT);
  }

  private void takeAllOrDistinct() {
    if (!cursor.take(Keyword.ALL)) {
      cursor.take(Keyword.DISTINCT);
    }
  }

  private void term(boolean outer) {
    if (cursor.take('(')) {
      statement(outer);
      cursor.expect(')');
    } else if (cursor.take(Keyword.SELECT)) {
      select(outer);
    } else if (cursor.take(Keyword.VALUES)) {
      values();
    } else if (cursor.take(Keyword.TABLE)) {
      cursor.take(Keyword.ONLY);
      readTable(cursor.tableName());
      cursor.take('*');
      if (outer) {
        shape.trait(Trait.STAR);
      }
    } else {
      cursor.fail();
    }
  }

  private void values() {
    do {
      expressions.parenthesised();
    } while (cursor.take(TokenType.COMMA));
  }

  private void select(boolean outer) {
    distinct(outer);
    selectList(outer);
    if (cursor.take(Keyword.INTO)) {
      into();
    }
    Sources sources = new Sources();
    if (cursor.take(Keyword.FROM)) {
      from.list(sources);
    }
    where(outer, sources);
    if (cursor.take(Keyword.GROUP)) {
      cursor.expect(Keyword.BY);
      expressions.groupBy();
      trait(outer, Trait.GROUP_BY);
    }
    int having = cursor.pos + 1;
    if (cursor.take(Keyword.HAVING)) {
      expressions.list();
      new KeyReader(cursor.tokens, shape, sources, false).read(having, cursor.pos);
    }
    if (cursor.take(Keyword.WINDOW)) {
      expressions.list();
    }
  }

  private void distinct(boolean outer) {
    if (cursor.take(Keyword.ALL) || !cursor.take(Keyword.DISTINCT)) {
      return;
    }
    trait(outer, Trait.DISTINCT);
    if (cursor.take(Keyword.ON)) {
      expressions.parenthesised();
    }
  }

  private void selectList(boolean outer) {
    do {
      if (outer && cursor.at('*')) {
        shape.trait(Trait.STAR);
      }
      if (outer) {
        expressions.oneOfOuterList();
      } else {
        expressions.one();
      }
    } while (cursor.take(TokenType.COMMA));
  }

  private void into() {
    shape.raise(StatementKind.DDL);
    takeTemporary();
    cursor.take(Keyword.UNLOGGED);
    cursor.take(Keyword.TABLE);
    shape.make(cursor.tableName());
  }

  /** Takes what makes a new relation temporary. */
  void takeTemporary() {
    if (!cursor.take(Keyword.LOCAL)) {
      cursor.take(Keyword.GLOBAL);
    }
    if (cursor.take(Keyword.TEMP) || cursor.take(Keyword.TEMPORARY)) {
      shape.trait(Trait.TEMPORARY);
    }
  }

  /** Reads WHERE, if it is here, and reports key columns. */
  void where(boolean outer, Sources sources) {
    int start = cursor.pos + 1;
    boolean here = cursor.take(Keyword.WHERE);
    if (here) {
      expressions.list();
      trait(outer, Trait.WHERE);
    }
    if (cursor.failed() || (!here && sources.conditions().isEmpty() && !outer)) {
      return;
    }
    trait(outer && sources.size() > 1, Trait.JOIN);
    KeyReader keys = new KeyReader(cursor.tokens, shape, sources, outer);
    if (here) {
      keys.read(start, cursor.pos);
    }
    for (int[] condition : sources.conditions()) {
      keys.read(condition[0], condition[1]);
    }
    keys.join();
  }

  private void trait(boolean has, Trait trait) {
    if (has) {
      shape.trait(trait);
    }
  }
}
