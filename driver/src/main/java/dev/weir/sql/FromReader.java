package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/** Reads what stands behind FROM and USING: tables, sub-queries, functions and their joins. */
final class FromReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;
  private final ExpressionReader expressions;

  FromReader(Cursor cursor, ShapeBuilder shape, QueryReader queries, ExpressionReader expressions) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = queries;
    this.expressions = expressions;
  }

  /** Reads sources with commas and joins between them. */
  void list(Sources sources) {
    source(sources);
    int joinsWithoutCondition = 0;
    while (true) {
      if (cursor.take(TokenType.COMMA)) {
        source(sources);
      } else if (takeJoin(true)) {
        source(sources);
      } else if (takeJoin(false)) {
        joinsWithoutCondition++;
        source(sources);
      } else if (joinsWithoutCondition > 0 && takeCondition(sources)) {
        joinsWithoutCondition--;
      } else {
        break;
      }
    }
    if (joinsWithoutCondition > 0) {
      cursor.fail();
    }
  }

  /** Takes a join that has a condition, or that has none: CROSS and NATURAL. */
  private boolean takeJoin(boolean withoutCondition) {
    if (withoutCondition) {
      if (cursor.take(Keyword.CROSS, Keyword.JOIN)) {
        return true;
      }
      if (!cursor.take(Keyword.NATURAL)) {
        return false;
      }
    }
    if (cursor.at(Keyword.LEFT) || cursor.at(Keyword.RIGHT) || cursor.at(Keyword.FULL)) {
      cursor.next();
      cursor.take(Keyword.OUTER);
      cursor.expect(Keyword.JOIN);
      return true;
    }
    cursor.take(Keyword.INNER);
    return cursor.take(Keyword.JOIN);
  }

  private boolean takeCondition(Sources sources) {
    if (cursor.take(Keyword.ON)) {
      int start = cursor.pos;
      expressions.one();
      sources.condition(start, cursor.pos);
      return true;
    }
    if (!cursor.at(Keyword.USING) || !cursor.ahead(1, '(')) {
      return false;
    }
    cursor.next();
    cursor.skipBrackets();
    if (cursor.take(Keyword.AS)) {
      cursor.name();
    }
    return true;
  }

  private void source(Sources sources) {
    cursor.take(Keyword.LATERAL);
    int start = cursor.pos;
    if (cursor.atSubquery()) {
      queries.subquery();
      sources.add(alias(), null);
      sources.bracketed(start, cursor.pos);
    } else if (cursor.at('(') || cursor.at('{')) {
      bracketed(sources);
    } else if (cursor.take(Keyword.ONLY)) {
      boolean brackets = cursor.take('(');
      TableName table = cursor.tableName();
      if (brackets) {
        cursor.expect(')');
      }
      table(sources, table);
    } else if (cursor.take(Keyword.ROWS, Keyword.FROM)) {
      expressions.parenthesised();
      functionAlias(sources);
    } else {
      tableOrFunction(sources);
    }
  }

  /**
   * Joins in parentheses, or JDBC's {@code {oj ..}}; or a parenthesised query in a set operation.
   */
  private void bracketed(Sources sources) {
    if (!cursor.enter()) {
      return;
    }
    boolean escape = cursor.at('{');
    cursor.next();
    if (escape) {
      cursor.next();
    }
    list(sources);
    while (cursor.at(Keyword.UNION) || cursor.at(Keyword.INTERSECT) || cursor.at(Keyword.EXCEPT)) {
      queries.restOfSetOperation();
      if (cursor.at('(')) {
        queries.statement(false);
      }
    }
    queries.tail().read(false);
    cursor.expect(escape ? '}' : ')');
    cursor.leave();
    alias();
  }

  private void tableOrFunction(Sources sources) {
    int first = cursor.pos;
    if (atConstruct()) {
      cursor.next();
      expressions.call(first, first);
      expressions.construct();
    } else {
      TableName name = cursor.tableName();
      if (!cursor.at('(')) {
        table(sources, name);
        return;
      }
      expressions.call(first, cursor.pos - 1);
      expressions.parenthesised();
    }
    functionAlias(sources);
  }

  /** A function whose name can be no table's: LEFT, XMLTABLE. */
  private boolean atConstruct() {
    Keyword keyword = cursor.keyword();
    return keyword != null && cursor.ahead(1, '(') && keyword.canBeCalled() != keyword.canBeAlias();
  }

  private void table(Sources sources, TableName name) {
    cursor.take('*');
    boolean isTable = queries.readTable(name);
    String alias = alias();
    sources.add(alias == null && !isTable ? name.name() : alias, isTable ? name : null);
    if (cursor.take(Keyword.TABLESAMPLE)) {
      sample();
    }
  }

  private void sample() {
    int first = cursor.pos;
    TableName method = cursor.tableName();
    if (!method.name().equals("system") && !method.name().equals("bernoulli")) {
      expressions.call(first, cursor.pos - 1);
    }
    expressions.parenthesised();
    if (cursor.take(Keyword.REPEATABLE)) {
      expressions.parenthesised();
    }
  }

  private void functionAlias(Sources sources) {
    if (cursor.take(Keyword.WITH)) {
      cursor.expect(Keyword.ORDINALITY);
    }
    shape.rowsOfFunction();
    sources.add(alias(), null);
  }

  /** Takes an alias with its columns, if one is here. */
  private @Nullable String alias() {
    String alias = null;
    if (cursor.take(Keyword.AS)) {
      alias = cursor.at('(') ? null : cursor.name();
    } else if (atAlias()) {
      alias = cursor.name();
    } else {
      return null;
    }
    if (cursor.at('(')) {
      int open = cursor.pos;
      cursor.skipBrackets();
      expressions.mentionTypes(open, cursor.pos);
      expressions.mentionColumns(open + 1, cursor.pos - 1);
    }
    return alias;
  }

  /** Whether a name here is an alias without AS. */
  private boolean atAlias() {
    if (cursor.at(TokenType.QUOTED)) {
      return true;
    }
    Keyword keyword = cursor.keyword();
    return cursor.at(TokenType.WORD)
        && !cursor.atFormatJson()
        && (keyword == null || (keyword.canBeAlias() && keyword != Keyword.SET));
  }

  /** Reads the target of a write with its alias; returns its name. */
  TableName target(Sources sources) {
    boolean only = cursor.take(Keyword.ONLY);
    boolean brackets = only && cursor.take('(');
    TableName table = cursor.tableName();
    if (brackets) {
      cursor.expect(')');
    }
    cursor.take('*');
    shape.write(table);
    sources.add(alias(), table);
    return table;
  }
}
