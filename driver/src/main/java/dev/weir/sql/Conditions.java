package dev.weir.sql;

import java.util.Set;

/** Conditions that choose no row by themselves: they only say when a row is left alone. */
final class Conditions {
  private static final Set<String> NOW =
      Set.of("current_timestamp", "localtimestamp", "current_date");
  private static final Set<String> NOW_CALLED =
      Set.of("now", "clock_timestamp", "statement_timestamp", "transaction_timestamp");

  private Conditions() {}

  /**
   * Whether a condition beside the keys only narrows them: a filter over one column and constants
   * ({@code deleted_at IS NULL}, {@code active}, {@code kind <> 'x'}, {@code 1 = 1}), an order of
   * two columns or of one and the time ({@code used < most}, {@code valid_until > now()}), or a
   * guard, which is about nothing but columns that the statement sets ({@code version < ?}).
   */
  static boolean narrow(Tokens tokens, ShapeBuilder shape, int start, int end) {
    return isFilter(tokens, start, end) || isGuard(tokens, shape, start, end);
  }

  private static boolean isFilter(Tokens tokens, int start, int end) {
    int from = tokens.is(start, Keyword.NOT) ? start + 1 : start;
    for (int at = from; at < end; at = tokens.behind(at)) {
      if (tokens.is(at, Keyword.IS)) {
        int last = tokens.is(at + 1, Keyword.NOT) ? at + 2 : at + 1;
        return last == end - 1 && isConstant(tokens, last) && isColumn(tokens, from, at);
      }
      if (tokens.spells(at, "<>") || tokens.spells(at, "!=")) {
        return isColumn(tokens, from, at) && isLiteral(tokens, at + 1, end);
      }
      if (isOrder(tokens, at)) {
        return isOfOneRow(tokens, from, at, end);
      }
      if (tokens.is(at, '=')) {
        return isLiteral(tokens, from, at) && isLiteral(tokens, at + 1, end);
      }
    }
    return isColumn(tokens, from, end) || isLiteral(tokens, from, end);
  }

  private static boolean isOrder(Tokens tokens, int at) {
    return tokens.type(at) == TokenType.OPERATOR
        && (tokens.spells(at, "<")
            || tokens.spells(at, ">")
            || tokens.spells(at, "<=")
            || tokens.spells(at, ">="));
  }

  /** Whether two columns of one table are compared, or one with the time. */
  private static boolean isOfOneRow(Tokens tokens, int start, int sign, int end) {
    Operand left = Operand.of(tokens, start, sign);
    Operand right = Operand.of(tokens, sign + 1, end);
    boolean columns =
        left != null
            && right != null
            && left.isColumn()
            && right.isColumn()
            && table(tokens, left).equals(table(tokens, right));
    return columns
        || (isNow(tokens, sign + 1, end) && isColumn(tokens, start, sign))
        || (isNow(tokens, start, sign) && isColumn(tokens, sign + 1, end));
  }

  /** What stands before the name of a column. */
  private static String table(Tokens tokens, Operand column) {
    StringBuilder table = new StringBuilder();
    for (int at = column.from(); at < column.to() - 1; at++) {
      table.append(Identifiers.name(tokens, at));
    }
    return table.toString();
  }

  private static boolean isNow(Tokens tokens, int start, int end) {
    return (end - start == 1 && NOW.contains(Identifiers.name(tokens, start)))
        || (end - start == 3
            && NOW_CALLED.contains(Identifiers.name(tokens, start))
            && tokens.is(start + 1, '(')
            && tokens.partner(start + 1) == end - 1);
  }

  private static boolean isConstant(Tokens tokens, int index) {
    return tokens.is(index, Keyword.NULL)
        || tokens.is(index, Keyword.TRUE)
        || tokens.is(index, Keyword.FALSE)
        || tokens.spells(index, "unknown");
  }

  private static boolean isColumn(Tokens tokens, int start, int end) {
    Operand operand = Operand.of(tokens, start, end);
    return operand != null && operand.isColumn();
  }

  private static boolean isLiteral(Tokens tokens, int start, int end) {
    Operand operand = Operand.of(tokens, start, end);
    return operand != null && operand.isLiteral();
  }

  /** Whether the tokens name columns, and only such as the statement sets. */
  private static boolean isGuard(Tokens tokens, ShapeBuilder shape, int start, int end) {
    boolean some = false;
    for (int at = start; at < end; at++) {
      if (tokens.is(at, Keyword.SELECT)) {
        return false;
      }
      if (namesColumn(tokens, at)) {
        if (!shape.sets(Identifiers.name(tokens, at))) {
          return false;
        }
        some = true;
      }
    }
    return some;
  }

  /** Whether a token is a name, and neither a keyword, a function, a qualifier nor a type. */
  static boolean namesColumn(Tokens tokens, int at) {
    TokenType type = tokens.type(at);
    if (type != TokenType.WORD && type != TokenType.QUOTED) {
      return false;
    }
    Keyword keyword = tokens.keyword(at);
    TokenType next = tokens.type(at + 1);
    boolean behindCast =
        at > 0 && (tokens.type(at - 1) == TokenType.CAST || tokens.is(at - 1, Keyword.AS));
    return (keyword == null || keyword.canBeAlias())
        && next != TokenType.DOT
        && next != TokenType.STRING
        && !tokens.is(at + 1, '(')
        && !behindCast;
  }
}
