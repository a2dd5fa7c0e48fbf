package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that a condition compares with values from outside, mostly for equality. Only
 * what is joined by AND counts; what is joined by OR says no row, unless it is equalities of one
 * column, and nor do ranges and matches: those are inner keys.
 *
 * <p>Of the outermost write it also tells whether anything else decides which rows it writes:
 * {@link Trait#OTHER_CONDITIONS}.
 */
final class KeyReader {
  private final Tokens tokens;
  private final ShapeBuilder shape;
  private final Sources sources;
  private final boolean outer;
  private final boolean writes;

  /** Of a write of several sources; else null. */
  private final @Nullable Joins joins;

  // Conditions still to be looked at, as ranges of tokens: no recursion, however deep they nest.
  private final Deque<int[]> ranges = new ArrayDeque<>();

  /**
   * A column that is compared.
   *
   * @param told as it is told
   * @param column where it stands
   * @param value with which
   */
  private record Key(KeyColumn told, Operand column, SimpleValue value) {}

  /**
   * Reads nothing yet.
   *
   * @param outer whether its conditions are the outermost statement's
   */
  KeyReader(Tokens tokens, ShapeBuilder shape, Sources sources, boolean outer) {
    this.tokens = tokens;
    this.shape = shape;
    this.sources = sources;
    this.outer = outer;
    this.writes = outer && shape.kind().writesRows();
    this.joins = writes && sources.size() > 1 ? new Joins(tokens, sources) : null;
  }

  /** Reports the key columns of the condition in a range of tokens. */
  void read(int start, int end) {
    ranges.push(new int[] {start, end});
    while (!ranges.isEmpty()) {
      int[] range = ranges.pop();
      conjunction(range[0], range[1]);
    }
  }

  /** All conditions have been read: follows what they say of the sources of a write. */
  void join() {
    if (joins == null) {
      return;
    }
    boolean all =
        joins.follow(
            (column, value) ->
                report(key(column, Comparison.EQUAL, value, 1, value.literalHash())));
    if (!all) {
      shape.trait(Trait.OTHER_CONDITIONS);
    }
  }

  private void conjunction(int start, int end) {
    if (hasOr(start, end)) {
      boolean key = disjunction(start, end);
      understood(key, start, end);
      if (!key && !shape.kind().writesRows()) {
        alternatives(start, end);
      }
      return;
    }
    Deque<int[]> nested = new ArrayDeque<>();
    Ranges closed = new Ranges();
    int from = start;
    while (from < end) {
      int to = conjunctEnd(from, end);
      if (tokens.is(from, '(') && tokens.partner(from) == to - 1) {
        nested.addLast(new int[] {from + 1, to - 1});
      } else {
        boolean key = comparison(from, to);
        understood(key, from, to);
        if (!key && !shape.kind().writesRows() && !bounds(closed, from, to)) {
          match(from, to);
        }
      }
      from = to + 1;
    }
    closed.floors().forEach(shape::floor);
    closed.spans().forEach(shape::span);
    while (!nested.isEmpty()) {
      ranges.push(nested.removeLast());
    }
  }

  private void understood(boolean key, int start, int end) {
    if (writes && !key && !narrow(start, end)) {
      shape.trait(Trait.OTHER_CONDITIONS);
    }
  }

  private boolean narrow(int start, int end) {
    return (joins != null && (joins.add(start, end) || joins.isElsewhere(start, end)))
        || Conditions.narrow(tokens, shape, start, end);
  }

  private boolean hasOr(int start, int end) {
    int cases = 0;
    for (int at = start; at < end; at = tokens.behind(at)) {
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
    for (int at = start; at < end; at = tokens.behind(at)) {
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

  /** Equalities of one column, with OR between them: it has one of their values. */
  private boolean disjunction(int start, int end) {
    Key all = null;
    int from = start;
    while (from < end) {
      int to = alternativeEnd(from, end);
      boolean brackets = tokens.is(from, '(') && tokens.partner(from) == to - 1;
      Key one = brackets ? equality(from + 1, to - 1) : equality(from, to);
      all = all == null ? one : one == null ? null : either(all, one);
      if (all == null) {
        return false;
      }
      from = to + 1;
    }
    return report(all);
  }

  /** The index of the OR that ends the alternative which begins here, or the end of the range. */
  private int alternativeEnd(int start, int end) {
    int to = start;
    while (to < end && !tokens.is(to, Keyword.OR)) {
      to = tokens.behind(to);
    }
    return to;
  }

  /** Where each alternative compares something, other values are of other rows. */
  private void alternatives(int start, int end) {
    List<Key> all = new ArrayList<>();
    int from = start;
    while (from < end) {
      int to = alternativeEnd(from, end);
      boolean brackets = tokens.is(from, '(') && tokens.partner(from) == to - 1;
      int last = brackets ? to - 1 : to;
      int at = brackets ? from + 1 : from;
      boolean compares = false;
      while (at < last) {
        int conjunctEnd = conjunctEnd(at, last);
        Key key = equality(at, conjunctEnd);
        if (key != null) {
          all.add(key);
          compares = true;
        }
        at = conjunctEnd + 1;
      }
      if (!compares) {
        return;
      }
      from = to + 1;
    }
    all.forEach(key -> shape.key(key.told, false));
  }

  private void match(int start, int end) {
    KeyColumn match = Matches.of(tokens, sources, start, end);
    if (match != null && match.parameter() > 0) {
      shape.key(match, false);
    } else if (match != null) {
      shape.constant(match);
    }
  }

  /** The bound, or the two bounds, that a condition sets to a column; false if it is none. */
  private boolean bounds(Ranges ranges, int start, int end) {
    for (int at = start; at < end; at = tokens.behind(at)) {
      if (tokens.is(at, Keyword.BETWEEN)) {
        int first = tokens.spells(at + 1, "symmetric") ? at + 2 : at + 1;
        int and = first;
        while (and < end && !tokens.is(and, Keyword.AND)) {
          and = tokens.behind(and);
        }
        bound(ranges, start, at, first, and, false);
        bound(ranges, start, at, Math.min(and + 1, end), end, true);
        return true;
      }
      boolean less = tokens.spells(at, "<") || tokens.spells(at, "<=");
      if (less || tokens.spells(at, ">") || tokens.spells(at, ">=")) {
        bound(ranges, start, at, at + 1, end, less);
        return true;
      }
    }
    return false;
  }

  private void bound(Ranges ranges, int start, int sign, int right, int end, boolean less) {
    Operand left = operand(start, sign);
    Operand other = operand(right, end);
    if (left == null || other == null || left.isColumn() == other.isColumn()) {
      ranges.compares(left);
      ranges.compares(other);
      return;
    }
    Operand column = left.isColumn() ? left : other;
    SimpleValue value = left.isColumn() ? other.value() : left.value();
    Key bound = value == null ? null : key(column, Comparison.RANGE, value, 1, value.literalHash());
    if (bound != null && value != null) {
      KeyColumn range = ranges.closed(bound.told, value, less == left.isColumn());
      if (range != null) {
        shape.key(range, false);
      }
    }
  }

  private @Nullable Key equality(int start, int end) {
    for (int at = start; at < end; at = tokens.behind(at)) {
      if (tokens.is(at, '=')) {
        return equality(start, at, at + 1, end);
      }
      if (tokens.is(at, Keyword.AND)) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable Key either(Key every, Key other) {
    KeyColumn all = every.told;
    KeyColumn one = other.told;
    boolean same =
        one.expression().equals(all.expression())
            && (one.table() == null ? all.table() == null : one.table().equals(all.table()));
    boolean next =
        all.parameter() == 0
            ? one.parameter() == 0
            : one.parameter() == all.parameter() + all.values();
    if (!same || !next) {
      return null;
    }
    long first = all.values() == 1 ? Hash.mix(Hash.SEED ^ all.literalHash()) : all.literalHash();
    KeyColumn either =
        new KeyColumn(
            all.table(),
            all.column(),
            all.expression(),
            Comparison.IN,
            all.parameter(),
            all.values() + 1,
            all.parameter() > 0 ? 0 : Hash.mix(first ^ one.literalHash()));
    return new Key(either, every.column, every.value);
  }

  /** Reports the keys of a comparison; false if it is none, or not of that kind. */
  private boolean comparison(int start, int end) {
    for (int at = start; at < end; at = tokens.behind(at)) {
      if (tokens.is(at, Keyword.IN)) {
        return in(start, at, at + 1, end);
      }
      if (tokens.is(at, '=')) {
        return equal(start, at, at + 1, end);
      }
      if (tokens.is(at, Keyword.IS)) {
        return isNotDistinctFrom(at) && equal(start, at, at + 4, end);
      }
    }
    return false;
  }

  private boolean isNotDistinctFrom(int at) {
    return tokens.is(at + 1, Keyword.NOT)
        && tokens.is(at + 2, Keyword.DISTINCT)
        && tokens.is(at + 3, Keyword.FROM);
  }

  private boolean equal(int start, int sign, int right, int end) {
    boolean any = tokens.is(right, Keyword.ANY) || tokens.is(right, Keyword.SOME);
    if (any && tokens.is(right + 1, '(') && tokens.partner(right + 1) == end - 1) {
      return any(start, sign, right + 2, end - 1);
    }
    int row = row(start, sign);
    if (row >= 0) {
      return rows(row, row(right, end));
    }
    return report(equality(start, sign, right, end));
  }

  /** The one key of an equality, or null. */
  private @Nullable Key equality(int start, int sign, int right, int end) {
    Operand left = operand(start, sign);
    Operand other = left == null ? null : operand(right, end);
    if (left == null || other == null || left.isColumn() == other.isColumn()) {
      return null;
    }
    Operand column = left.isColumn() ? left : other;
    SimpleValue value = left.isColumn() ? other.value() : left.value();
    return value == null ? null : key(column, Comparison.EQUAL, value, 1, value.literalHash());
  }

  /**
   * Where a row of several values opens, if the range is one: {@code (a, b)}, {@code ROW(a, b)}.
   */
  private int row(int start, int end) {
    int open = tokens.is(start, Keyword.ROW) ? start + 1 : start;
    boolean row =
        open < end
            && tokens.is(open, '(')
            && tokens.partner(open) == end - 1
            && tokens.elementEnd(open + 1, end - 1) < end - 1;
    return row ? open : -1;
  }

  /** Two rows are equal if each pair is. */
  private boolean rows(int left, int right) {
    if (right < 0) {
      return false;
    }
    boolean all = true;
    int leftEnd = tokens.partner(left);
    int rightEnd = tokens.partner(right);
    int from = left + 1;
    int other = right + 1;
    while (from < leftEnd && other < rightEnd) {
      int to = tokens.elementEnd(from, leftEnd);
      int otherTo = tokens.elementEnd(other, rightEnd);
      all &= report(equality(from, to, other, otherTo));
      from = to + 1;
      other = otherTo + 1;
    }
    return all;
  }

  private boolean any(int start, int sign, int valueStart, int valueEnd) {
    boolean array = tokens.is(valueStart, Keyword.ARRAY) && tokens.is(valueStart + 1, '[');
    if (array && Values.castsEnd(tokens, tokens.partner(valueStart + 1) + 1) == valueEnd) {
      return in(start, sign, valueStart + 1, tokens.partner(valueStart + 1) + 1);
    }
    int unnested = unnested(valueStart, valueEnd);
    Operand value =
        unnested < 0
            ? operand(valueStart, valueEnd)
            : operand(unnested + 1, tokens.partner(unnested));
    return array(start, sign, value);
  }

  private boolean array(int start, int end, @Nullable Operand array) {
    SimpleValue value = array == null ? null : array.value();
    Operand column = value == null ? null : operand(start, end);
    return value != null
        && column != null
        && report(key(column, Comparison.ANY, value, value.elements(), value.literalHash()));
  }

  /** Where the argument opens, if the range is {@code SELECT [* FROM] unnest(..)}; else -1. */
  private int unnested(int start, int end) {
    if (!tokens.is(start, Keyword.SELECT)) {
      return -1;
    }
    int at = start + 1;
    if (tokens.is(at, '*') && tokens.is(at + 1, Keyword.FROM)) {
      at += 2;
    }
    boolean unnest =
        tokens.spells(at, "unnest") && tokens.is(at + 1, '(') && tokens.partner(at + 1) == end - 1;
    return unnest ? at + 1 : -1;
  }

  /** A column, or a row of them, and a bracketed list of values. */
  private boolean in(int start, int columnEnd, int open, int end) {
    if (tokens.type(open) != TokenType.OPEN || tokens.partner(open) != end - 1) {
      return false;
    }
    int unnested = unnested(open + 1, end - 1);
    if (unnested >= 0) {
      return array(start, columnEnd, operand(unnested + 1, tokens.partner(unnested)));
    }
    int row = row(start, columnEnd);
    if (row >= 0 && tokens.elementEnd(open + 1, end - 1) == end - 1) {
      return rows(row, row(open + 1, end - 1)); // A list of one.
    }
    int columns = row < 0 ? 1 : elements(row);
    int parameter = 0;
    int values = 0;
    long hash = Hash.SEED;
    int from = open + 1;
    while (from < end) {
      int to = tokens.elementEnd(from, end - 1);
      int valueRow = row < 0 ? -1 : row(from, to);
      if (row >= 0 && (valueRow < 0 || elements(valueRow) != columns)) {
        return false;
      }
      int at = row < 0 ? from : valueRow + 1;
      int last = row < 0 ? to : to - 1;
      if (at >= last) {
        return false;
      }
      while (at < last) {
        int valueEnd = tokens.elementEnd(at, last);
        Operand operand = operand(at, valueEnd);
        SimpleValue value = operand == null ? null : operand.value();
        if (value == null) {
          return false;
        }
        parameter = parameter == 0 ? value.parameter() : parameter;
        hash = Hash.mix(hash ^ value.literalHash());
        at = valueEnd + 1;
      }
      values++;
      from = to + 1;
    }
    // Of several rows the first column stands for all.
    Operand column =
        row < 0
            ? operand(start, columnEnd)
            : operand(row + 1, tokens.elementEnd(row + 1, columnEnd - 1));
    SimpleValue list = new SimpleValue(parameter, parameter == 0 ? hash : 0, null);
    return column != null && report(key(column, Comparison.IN, list, values, list.literalHash()));
  }

  private int elements(int open) {
    int close = tokens.partner(open);
    int count = 0;
    int at = open + 1;
    while (at < close) {
      at = tokens.elementEnd(at, close) + 1;
      count++;
    }
    return count;
  }

  private @Nullable Operand operand(int start, int end) {
    Operand operand = Operand.of(tokens, start, end);
    SimpleValue value =
        joins == null || operand == null || !operand.isColumn() ? null : joins.value(operand);
    return value == null ? operand : new Operand(value, start, end, "");
  }

  private @Nullable Key key(
      Operand column, Comparison comparison, SimpleValue value, int values, long literalHash) {
    if (!column.isColumn()) {
      return null;
    }
    String name = Identifiers.name(tokens, column.to() - 1);
    TableName table = table(column.from(), column.to());
    KeyColumn told =
        new KeyColumn(
            table, name, column.expression(), comparison, value.parameter(), values, literalHash);
    return new Key(told, column, value);
  }

  private boolean report(@Nullable Key key) {
    if (key == null) {
      return false;
    }
    boolean elsewhere = joins != null && joins.isElsewhere(key.column);
    if (joins != null && key.told.comparison() == Comparison.EQUAL) {
      joins.has(key.column, key.value);
    }
    shape.key(key.told, outer && !elsewhere);
    return true;
  }

  private @Nullable TableName table(int start, int end) {
    int parts = (end - start + 1) / 2;
    if (parts == 1) {
      return sources.only();
    }
    String schema = parts == 3 ? Identifiers.name(tokens, start) : null;
    return sources.named(schema, Identifiers.name(tokens, end - 3));
  }
}
