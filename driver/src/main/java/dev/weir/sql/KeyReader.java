package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that a condition compares for equality with values from outside. Only what is
 * joined by AND counts; an OR beside it makes it worthless.
 */
final class KeyReader {
  private final Tokens tokens;
  private final ShapeBuilder shape;
  private final Sources sources;
  // Conditions still to be looked at, as ranges of tokens: no recursion, however deep they nest.
  private final Deque<int[]> ranges = new ArrayDeque<>();

  KeyReader(Tokens tokens, ShapeBuilder shape, Sources sources) {
    this.tokens = tokens;
    this.shape = shape;
    this.sources = sources;
  }

  /** Reports the key columns of the condition in a range of tokens. */
  void read(int start, int end) {
    ranges.push(new int[] {start, end});
    while (!ranges.isEmpty()) {
      int[] range = ranges.pop();
      conjunction(range[0], range[1]);
    }
  }

  private void conjunction(int start, int end) {
    if (hasOr(start, end)) {
      return;
    }
    Deque<int[]> nested = new ArrayDeque<>();
    int from = start;
    while (from < end) {
      int to = conjunctEnd(from, end);
      if (tokens.is(from, '(') && tokens.partner(from) == to - 1) {
        nested.addLast(new int[] {from + 1, to - 1});
      } else {
        comparison(from, to);
      }
      from = to + 1;
    }
    while (!nested.isEmpty()) {
      ranges.push(nested.removeLast());
    }
  }

  private boolean hasOr(int start, int end) {
    int cases = 0;
    for (int at = start; at < end; at = behind(at)) {
      if (tokens.is(at, Keyword.CASE)) {
        cases++;
      } else if (tokens.is(at, Keyword.END)) {
        cases--;
      } else if (cases == 0 && tokens.is(at, Keyword.OR)) {
        return true;
      }
    }
    return false;
  }

  /** The index of the AND that ends the condition which begins here, or the end of the range. */
  private int conjunctEnd(int start, int end) {
    int cases = 0;
    boolean between = false;
    for (int at = start; at < end; at = behind(at)) {
      if (tokens.is(at, Keyword.CASE)) {
        cases++;
      } else if (tokens.is(at, Keyword.END)) {
        cases--;
      } else if (cases == 0 && tokens.is(at, Keyword.BETWEEN)) {
        between = true;
      } else if (cases == 0 && tokens.is(at, Keyword.AND)) {
        if (!between) {
          return at;
        }
        between = false;
      }
    }
    return end;
  }

  private void comparison(int start, int end) {
    for (int at = start; at < end; at = behind(at)) {
      if (tokens.is(at, Keyword.IN)) {
        in(start, at, at + 1, end);
        return;
      }
      if (tokens.is(at, '=')) {
        equal(start, at, end);
        return;
      }
    }
  }

  private void equal(int start, int sign, int end) {
    int right = sign + 1;
    boolean any = tokens.is(right, Keyword.ANY) || tokens.is(right, Keyword.SOME);
    if (any && tokens.is(right + 1, '(') && tokens.partner(right + 1) == end - 1) {
      any(start, sign, right + 2, end - 1);
      return;
    }
    SimpleValue value = SimpleValue.of(tokens, right, end);
    if (value != null) {
      key(start, sign, Comparison.EQUAL, value.parameter(), 1, value.literalHash());
      return;
    }
    value = SimpleValue.of(tokens, start, sign);
    if (value != null) {
      key(right, end, Comparison.EQUAL, value.parameter(), 1, value.literalHash());
    }
  }

  private void any(int start, int sign, int valueStart, int valueEnd) {
    boolean array = tokens.is(valueStart, Keyword.ARRAY) && tokens.is(valueStart + 1, '[');
    if (array && Values.castsEnd(tokens, tokens.partner(valueStart + 1) + 1) == valueEnd) {
      in(start, sign, valueStart + 1, tokens.partner(valueStart + 1) + 1);
      return;
    }
    SimpleValue value = SimpleValue.of(tokens, valueStart, valueEnd);
    if (value != null) {
      key(start, sign, Comparison.ANY, value.parameter(), 1, value.literalHash());
    }
  }

  /** A column and a bracketed list of values. */
  private void in(int start, int columnEnd, int open, int end) {
    if (tokens.type(open) != TokenType.OPEN || tokens.partner(open) != end - 1) {
      return;
    }
    int parameter = 0;
    int values = 0;
    long hash = Hash.SEED;
    int from = open + 1;
    while (from < end) {
      int to = elementEnd(from, end - 1);
      SimpleValue value = SimpleValue.of(tokens, from, to);
      if (value == null) {
        return;
      }
      parameter = parameter == 0 ? value.parameter() : parameter;
      hash = Hash.mix(hash ^ value.literalHash());
      values++;
      from = to + 1;
    }
    key(start, columnEnd, Comparison.IN, parameter, values, parameter == 0 ? hash : 0);
  }

  private int elementEnd(int start, int end) {
    int at = start;
    while (at < end && tokens.type(at) != TokenType.COMMA) {
      at = behind(at);
    }
    return at;
  }

  /** Reports a key if the range is nothing but a column. */
  private void key(
      int start, int end, Comparison comparison, int parameter, int values, long literalHash) {
    int from = start;
    int to = end;
    while (from < to && tokens.is(from, '(') && tokens.partner(from) == to - 1) {
      from++;
      to--;
    }
    int parts = (to - from + 1) / 2;
    if ((to - from) % 2 == 0 || parts > 3 || !isColumn(from, to)) {
      return;
    }
    String column = Identifiers.name(tokens, to - 1);
    TableName table = table(from, to, parts);
    shape.key(new KeyColumn(table, column, comparison, parameter, values, literalHash));
  }

  private boolean isColumn(int start, int end) {
    for (int at = start; at < end; at++) {
      TokenType type = tokens.type(at);
      boolean name = type == TokenType.WORD || type == TokenType.QUOTED;
      if ((at - start) % 2 == 0 ? !name : type != TokenType.DOT) {
        return false;
      }
    }
    Keyword keyword = tokens.keyword(end - 1);
    return keyword == null || end - start > 1 || keyword.canBeAlias();
  }

  private @Nullable TableName table(int start, int end, int parts) {
    if (parts == 1) {
      return sources.only();
    }
    String schema = parts == 3 ? Identifiers.name(tokens, start) : null;
    return sources.named(schema, Identifiers.name(tokens, end - 3));
  }

  /** The next token at the same level. */
  private int behind(int at) {
    return tokens.type(at) == TokenType.OPEN ? tokens.partner(at) + 1 : at + 1;
  }
}
