package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that compare a column with values in whatever other way than keys do: by a pattern, an
 * operator of arrays, ranges, documents or texts, or a function that says yes or no.
 */
final class Matches {
  private Matches() {}

  /**
   * Reads a condition that is no equality, list or bound.
   *
   * @return null if it says no, holds a query or a list, or no column or value
   */
  static @Nullable KeyColumn of(Tokens tokens, Sources sources, int start, int end) {
    int column = -1;
    int first = -1;
    int parameters = 0;
    long literals = Hash.SEED;
    for (int at = start; at < end; at++) {
      if (tokens.type(at) == TokenType.PARAMETER) {
        first = first < 0 ? at : first;
        parameters++;
      } else if (rulesOut(tokens, start, at)) {
        return null;
      } else if (column < 0 && Conditions.namesColumn(tokens, at)) {
        column = at;
      } else if (Values.literalEnd(tokens, at) == at + 1) {
        literals = Hash.mix(literals ^ KeyColumn.hash(SimpleValue.text(tokens, at)));
      }
    }
    if (column < 0 || (first < 0 && literals == Hash.SEED)) {
      return null;
    }
    String name = Identifiers.name(tokens, column);
    return new KeyColumn(
        table(tokens, sources, column),
        name,
        name + sign(tokens, start, end),
        Comparison.MATCH,
        first < 0 ? 0 : tokens.position(first),
        Math.max(1, parameters),
        first < 0 ? literals : 0);
  }

  /** By what it compares: an operator, or a word; empty if by a function. */
  private static String sign(Tokens tokens, int start, int end) {
    for (int at = start; at < end; at = tokens.behind(at)) {
      boolean operator =
          tokens.type(at) == TokenType.OPERATOR
              && !tokens.spells(at, "||")
              && !tokens.spells(at, "->")
              && !tokens.spells(at, "->>");
      if (tokens.is(at, '=')) {
        return " any";
      }
      if (operator || isWord(tokens, at)) {
        return " " + Identifiers.fold(tokens.text(at));
      }
    }
    return "";
  }

  private static boolean isWord(Tokens tokens, int at) {
    return tokens.spells(at, "like") || tokens.spells(at, "ilike") || tokens.spells(at, "similar");
  }

  /** Of a value that is one of a column's elements, {@code ? = ANY (tags)}. */
  private static boolean isElement(Tokens tokens, int start, int sign) {
    return SimpleValue.of(tokens, start, sign) != null
        && (tokens.is(sign + 1, Keyword.ANY) || tokens.is(sign + 1, Keyword.SOME));
  }

  private static boolean rulesOut(Tokens tokens, int start, int at) {
    if (tokens.is(at, '=')) {
      return !isElement(tokens, start, at);
    }
    Keyword keyword = tokens.keyword(at);
    if (keyword == null) {
      return tokens.type(at) == TokenType.OPERATOR
          && (tokens.symbol(at) == '!' || tokens.spells(at, "<>"));
    }
    return switch (keyword) {
      case SELECT, NOT, IN, IS, OR, CASE -> true;
      case ANY, SOME, ALL -> at == start || !tokens.is(at - 1, '=');
      default -> false;
    };
  }

  private static @Nullable TableName table(Tokens tokens, Sources sources, int column) {
    boolean qualified = column > 0 && tokens.type(column - 1) == TokenType.DOT;
    return qualified ? sources.named(null, Identifiers.name(tokens, column - 2)) : sources.only();
  }
}
