package dev.weir.sql;

import dev.weir.sql.SetColumn.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads INSERT, UPDATE, DELETE and MERGE. */
final class WriteReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;
  private final ExpressionReader expressions;
  private final FromReader from;

  WriteReader(
      Cursor cursor,
      ShapeBuilder shape,
      QueryReader queries,
      ExpressionReader expressions,
      FromReader from) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = queries;
    this.expressions = expressions;
    this.from = from;
  }

  /**
   * Reads a write, if one begins here.
   *
   * @param outer whether it is the statement itself and not an element of WITH
   * @return false if none begins here
   */
  boolean read(boolean outer) {
    if (cursor.take(Keyword.INSERT)) {
      is(StatementKind.INSERT, outer);
      insert(outer);
    } else if (cursor.take(Keyword.UPDATE)) {
      is(StatementKind.UPDATE, outer);
      update(outer);
    } else if (cursor.take(Keyword.DELETE)) {
      is(StatementKind.DELETE, outer);
      delete(outer);
    } else if (cursor.take(Keyword.MERGE)) {
      is(StatementKind.MERGE, outer);
      merge(outer);
    } else {
      return false;
    }
    returning(outer);
    return true;
  }

  private void is(StatementKind kind, boolean outer) {
    if (outer) {
      shape.become(kind);
    } else {
      shape.raise(kind);
    }
  }

  private void insert(boolean outer) {
    cursor.expect(Keyword.INTO);
    TableName table = cursor.tableName();
    shape.write(table);
    String alias = cursor.take(Keyword.AS) ? cursor.name() : null;
    List<String> columns =
        cursor.at('(') && !cursor.atSubquery() && !cursor.ahead(1, '(') ? columns() : List.of();
    if (cursor.take(Keyword.OVERRIDING)) {
      cursor.next();
      cursor.expect(Keyword.VALUE);
    }
    int row = -1;
    if (cursor.at(Keyword.VALUES)) {
      row = insertValues(outer, columns);
    } else if (!cursor.take(Keyword.DEFAULT, Keyword.VALUES)) {
      if (outer) {
        shape.trait(Trait.INSERT_SELECT);
        columns.forEach(column -> shape.set(new SetColumn(column, Source.EXPRESSION, 0)));
      }
      queries.statement(false);
    }
    if (cursor.take(Keyword.ON)) {
      ConflictKeys keys = new ConflictKeys(cursor.tokens, shape, table, columns, outer ? row : -1);
      onConflict(alias, table, keys, outer);
    }
  }

  /** A bracketed list of columns; of {@code a.b} and {@code a[1]} the column is {@code a}. */
  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    cursor.expect('(');
    do {
      columns.add(column());
    } while (cursor.take(TokenType.COMMA));
    cursor.expect(')');
    return columns;
  }

  private String column() {
    String column = cursor.name();
    while (cursor.at(TokenType.DOT) || cursor.at('[')) {
      boolean subscript = cursor.at('[');
      cursor.next();
      if (subscript) {
        expressions.list();
        cursor.expect(']');
      } else {
        cursor.name();
      }
    }
    return column;
  }

  /** Reads rows of values; returns where the first opens. */
  private int insertValues(boolean outer, List<String> columns) {
    cursor.next();
    int first = cursor.pos;
    row(columns, outer ? shape::set : null, null, null);
    while (cursor.take(TokenType.COMMA)) {
      if (outer) {
        shape.trait(Trait.MULTI_ROW_VALUES);
      }
      expressions.parenthesised();
    }
    return first;
  }

  /** Reads values in parentheses and pairs them with columns; columns without a value are none. */
  private void row(
      List<String> columns,
      @Nullable Consumer<SetColumn> report,
      @Nullable String alias,
      @Nullable TableName table) {
    cursor.expect('(');
    int index = 0;
    do {
      int start = cursor.pos;
      expressions.one();
      if (report != null && index < columns.size() && !cursor.failed()) {
        report.accept(set(columns.get(index), start, alias, table));
      }
      index++;
    } while (cursor.take(TokenType.COMMA));
    cursor.expect(')');
  }

  private void onConflict(
      @Nullable String alias, TableName table, ConflictKeys keys, boolean outer) {
    shape.trait(Trait.ON_CONFLICT);
    cursor.expect(Keyword.CONFLICT);
    boolean known = false;
    GivenKeys rows = GivenKeys.UNKNOWN;
    if (cursor.take(Keyword.ON, Keyword.CONSTRAINT)) {
      cursor.name();
    } else if (cursor.at('(')) {
      int open = cursor.pos;
      expressions.parenthesised();
      known = !cursor.failed() && keys.read(open);
      rows = known || cursor.failed() ? rows : keys.rows(open);
      if (cursor.take(Keyword.WHERE)) {
        expressions.list();
      }
    }
    cursor.expect(Keyword.DO);
    if (cursor.take(Keyword.NOTHING)) {
      return;
    }
    if (outer) {
      shape.trait(Trait.UPSERT);
      if (!known) {
        shape.trait(Trait.OTHER_CONDITIONS);
      }
    }
    cursor.expect(Keyword.UPDATE);
    cursor.expect(Keyword.SET);
    List<SetColumn> sets = new ArrayList<>();
    assignments(outer ? sets::add : null, alias, table);
    if (outer && !cursor.failed()) {
      shape.upsert(new Upsert(sets, rows));
    }
    if (cursor.take(Keyword.WHERE)) {
      expressions.list();
    }
  }

  private void update(boolean outer) {
    Sources sources = new Sources();
    TableName table = from.target(sources);
    cursor.expect(Keyword.SET);
    assignments(outer ? shape::set : null, sources.onlyAlias(), table);
    if (cursor.take(Keyword.FROM)) {
      from.list(sources);
    }
    where(outer, sources, table);
  }

  private void delete(boolean outer) {
    cursor.expect(Keyword.FROM);
    Sources sources = new Sources();
    TableName table = from.target(sources);
    if (cursor.take(Keyword.USING)) {
      from.list(sources);
    }
    where(outer, sources, table);
  }

  /** WHERE of a write, which then reads its table, also {@code WHERE CURRENT OF cursor}. */
  private void where(boolean outer, Sources sources, TableName table) {
    if (!cursor.at(Keyword.WHERE)) {
      return;
    }
    shape.read(table);
    if (cursor.ahead(1, Keyword.CURRENT) && cursor.ahead(2, Keyword.OF)) {
      cursor.pos += 3;
      cursor.name();
      if (outer) {
        shape.trait(Trait.WHERE);
      }
      return;
    }
    queries.where(outer, sources);
  }

  /** Reads the assignments of SET, and reports them if asked. */
  private void assignments(
      @Nullable Consumer<SetColumn> report, @Nullable String alias, @Nullable TableName table) {
    do {
      boolean several = cursor.at('(');
      List<String> columns = several ? columns() : List.of();
      boolean whole = several || cursor.typeAhead(1) == TokenType.OPERATOR;
      String column = several ? "" : column();
      cursor.expect('=');
      int start = cursor.pos;
      if (several && (cursor.at('(') || cursor.ahead(1, '(')) && !cursor.atSubquery()) {
        cursor.take(Keyword.ROW);
        row(columns, report, alias, table);
        continue;
      }
      expressions.one();
      if (report != null && !cursor.failed()) {
        if (several) {
          columns.forEach(each -> report.accept(new SetColumn(each, Source.EXPRESSION, 0)));
        } else {
          SetColumn set = set(column, start, alias, table);
          report.accept(whole ? set : new SetColumn(column, Source.EXPRESSION, 0));
        }
      }
    } while (cursor.take(TokenType.COMMA));
  }

  /** What a column is set to by the tokens from a start up to here. */
  private SetColumn set(
      String column, int start, @Nullable String alias, @Nullable TableName table) {
    Tokens tokens = cursor.tokens;
    if (cursor.pos == start + 1 && tokens.is(start, Keyword.DEFAULT)) {
      return new SetColumn(column, Source.DEFAULT, 0);
    }
    SimpleValue value = SimpleValue.of(tokens, start, cursor.pos);
    if (value != null) {
      boolean parameter = value.parameter() > 0;
      return new SetColumn(
          column, parameter ? Source.PARAMETER : Source.CONSTANT, value.parameter());
    }
    String owner = alias != null ? alias : table == null ? null : table.name();
    boolean self = owner != null && mentions(column, owner, start);
    return new SetColumn(column, self ? Source.SELF : Source.EXPRESSION, 0);
  }

  /** Whether the tokens from a start up to here name a column of the table, outside sub-queries. */
  private boolean mentions(String column, String owner, int start) {
    Tokens tokens = cursor.tokens;
    int at = start;
    while (at < cursor.pos) {
      if (tokens.is(at, '(') && tokens.is(at + 1, Keyword.SELECT)) {
        at = tokens.partner(at);
      } else if (isName(at) && Identifiers.name(tokens, at).equals(column)) {
        boolean qualified = at > start && tokens.type(at - 1) == TokenType.DOT;
        boolean call = tokens.is(at + 1, '(') || tokens.type(at + 1) == TokenType.DOT;
        if (!call && (!qualified || Identifiers.name(tokens, at - 2).equals(owner))) {
          return true;
        }
      }
      at++;
    }
    return false;
  }

  private boolean isName(int index) {
    TokenType type = cursor.tokens.type(index);
    return type == TokenType.WORD || type == TokenType.QUOTED;
  }

  private void merge(boolean outer) {
    cursor.expect(Keyword.INTO);
    Sources sources = new Sources();
    TableName table = from.target(sources);
    String alias = sources.onlyAlias();
    shape.read(table);
    cursor.expect(Keyword.USING);
    from.list(sources);
    int on = cursor.pos;
    cursor.expect(Keyword.ON);
    expressions.list();
    if (outer && !cursor.failed()) {
      KeyReader keys = new KeyReader(cursor.tokens, shape, sources, true);
      keys.read(on + 1, cursor.pos);
      keys.join();
    }
    while (cursor.take(Keyword.WHEN)) {
      expressions.list(); // [NOT] MATCHED [BY ..] [AND condition]
      cursor.expect(Keyword.THEN);
      mergeAction(outer, alias, table);
    }
  }

  private void mergeAction(boolean outer, @Nullable String alias, TableName table) {
    if (cursor.take(Keyword.UPDATE)) {
      cursor.expect(Keyword.SET);
      assignments(outer ? shape::set : null, alias, table);
    } else if (cursor.take(Keyword.INSERT)) {
      if (cursor.at('(')) {
        columns();
      }
      if (cursor.take(Keyword.OVERRIDING)) {
        cursor.next();
        cursor.expect(Keyword.VALUE);
      }
      if (!cursor.take(Keyword.DEFAULT, Keyword.VALUES)) {
        cursor.expect(Keyword.VALUES);
        expressions.parenthesised();
      }
    } else if (!cursor.take(Keyword.DELETE) && !cursor.take(Keyword.DO, Keyword.NOTHING)) {
      cursor.fail();
    }
  }

  private void returning(boolean outer) {
    if (cursor.take(Keyword.RETURNING)) {
      shape.returning(outer);
      if (cursor.take(Keyword.WITH) && cursor.at('(')) {
        cursor.skipBrackets(); // What OLD and NEW are called.
      }
      expressions.list();
    }
  }
}
