package dev.weir.sql;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one row of a source that the text itself gives: {@code (VALUES (?, ?)) AS s(id, n)}, {@code
 * (SELECT ? AS id, ? AS n) AS s}. Whoever joins it by {@code t.id = s.id} compares with a value
 * from outside.
 */
final class GivenRow {
  private final String alias;
  private final Map<String, SimpleValue> values;

  private GivenRow(String alias, Map<String, SimpleValue> values) {
    this.alias = alias;
    this.values = values;
  }

  /** Reads the source in a range of tokens, or returns null if it is another, or several rows. */
  static @Nullable GivenRow of(Tokens tokens, int start, int end) {
    if (!tokens.is(start, '(')) {
      return null;
    }
    int close = tokens.partner(start);
    int name = tokens.is(close + 1, Keyword.AS) ? close + 2 : close + 1;
    if (name >= end) {
      return null;
    }
    Map<String, SimpleValue> values =
        tokens.is(start + 1, Keyword.VALUES)
            ? ofValues(tokens, start + 2, close, name + 1)
            : tokens.is(start + 1, Keyword.SELECT) ? ofSelect(tokens, start + 2, close) : Map.of();
    return values.isEmpty() ? null : new GivenRow(Identifiers.name(tokens, name), values);
  }

  private static Map<String, SimpleValue> ofValues(Tokens tokens, int row, int end, int names) {
    Map<String, SimpleValue> values = new HashMap<>();
    boolean one = tokens.is(row, '(') && tokens.partner(row) == end - 1 && tokens.is(names, '(');
    int at = row + 1;
    int name = names + 1;
    while (one && at < end - 1 && tokens.type(name) != TokenType.CLOSE) {
      int to = tokens.elementEnd(at, end - 1);
      put(values, Identifiers.name(tokens, name), tokens, at, to);
      at = to + 1;
      name = tokens.elementEnd(name, tokens.partner(names));
      name += tokens.type(name) == TokenType.COMMA ? 1 : 0;
    }
    return values;
  }

  private static Map<String, SimpleValue> ofSelect(Tokens tokens, int start, int end) {
    Map<String, SimpleValue> values = new HashMap<>();
    int at = start;
    while (at < end) {
      int to = tokens.elementEnd(at, end);
      int valueEnd = tokens.is(to - 2, Keyword.AS) ? to - 2 : to - 1;
      boolean named =
          tokens.type(to - 1) == TokenType.WORD || tokens.type(to - 1) == TokenType.QUOTED;
      if (!named || valueEnd <= at) {
        return Map.of();
      }
      put(values, Identifiers.name(tokens, to - 1), tokens, at, valueEnd);
      at = to + 1;
    }
    return values;
  }

  private static void put(
      Map<String, SimpleValue> values, String name, Tokens tokens, int start, int end) {
    Operand operand = Operand.of(tokens, start, end);
    if (operand != null && operand.value() != null) {
      values.put(name, operand.value());
    }
  }

  /** What it gives for a column, if that is one of its own. */
  @Nullable SimpleValue value(Tokens tokens, int from, int to) {
    boolean mine = to - from == 3 && Identifiers.name(tokens, from).equals(alias);
    return mine ? values.get(Identifiers.name(tokens, to - 1)) : null;
  }
}
