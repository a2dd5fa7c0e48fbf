package dev.weir.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a write's sources have to do with each other: of {@code t.id = u.id AND u.id
 * = ?} the row of the target is known as of {@code t.id = ?}. Conditions that say nothing of the
 * target choose no row of it by themselves.
 */
final class Joins {
  /** More than these say nothing new. */
  private static final int MOST = 32;

  private final Tokens tokens;
  private final Sources sources;
  private final List<GivenRow> given = new ArrayList<>(1);

  /** By source and column. */
  private final Map<String, SimpleValue> values = new HashMap<>(4);

  private final List<Pair> pairs = new ArrayList<>(2);

  /** Two columns that are equal. */
  private record Pair(Operand one, Operand other) {}

  /** Is told of a column of the target that has a value from outside. */
  @FunctionalInterface
  interface Found {
    void key(Operand column, SimpleValue value);
  }

  Joins(Tokens tokens, Sources sources) {
    this.tokens = tokens;
    this.sources = sources;
    for (int[] brackets : sources.brackets()) {
      GivenRow row = GivenRow.of(tokens, brackets[0], brackets[1]);
      if (row != null) {
        given.add(row);
      }
    }
  }

  /** What the text itself gives for a column of a source; null if that is none of those. */
  @Nullable SimpleValue value(Operand column) {
    for (GivenRow row : given) {
      SimpleValue value = row.value(tokens, column.from(), column.to());
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** Whether a column is of another source than the target. */
  boolean isElsewhere(Operand column) {
    return source(column.from(), column.to()) > 0;
  }

  /** A column has a value from outside. */
  void has(Operand column, SimpleValue value) {
    if (isPlain(column) && values.size() < MOST) {
      values.putIfAbsent(name(column), value);
    }
  }

  /** Takes a condition that two columns of different sources are equal; false if it is none. */
  boolean add(int start, int end) {
    int sign = start;
    while (sign < end && !tokens.is(sign, '=')) {
      sign = tokens.behind(sign);
    }
    Operand one = sign < end ? Operand.of(tokens, start, sign) : null;
    Operand other = one == null ? null : Operand.of(tokens, sign + 1, end);
    if (one == null
        || other == null
        || !isPlain(one)
        || !isPlain(other)
        || source(one.from(), one.to()) == source(other.from(), other.to())
        || pairs.size() == MOST) {
      return false;
    }
    pairs.add(new Pair(one, other));
    return true;
  }

  /** Whether a condition names columns, and none that may be the target's. */
  boolean isElsewhere(int start, int end) {
    boolean some = false;
    int at = start;
    while (at < end) {
      if (tokens.is(at, Keyword.SELECT)) {
        return false;
      }
      int last = at;
      while (tokens.type(last + 1) == TokenType.DOT) {
        last += 2;
      }
      if (Conditions.namesColumn(tokens, last)) {
        if (source(at, last + 1) <= 0) {
          return false;
        }
        some = true;
      }
      at = last + 1;
    }
    return some;
  }

  /**
   * Follows the values from column to column.
   *
   * @return whether all columns of the target that were compared have one
   */
  boolean follow(Found found) {
    boolean more = true;
    while (more) {
      more = false;
      for (Pair pair : pairs) {
        more |= follow(pair.one, pair.other, found) || follow(pair.other, pair.one, found);
      }
    }
    return pairs.stream()
        .allMatch(
            pair ->
                (isElsewhere(pair.one) && isElsewhere(pair.other))
                    || values.containsKey(name(pair.one)));
  }

  private boolean follow(Operand from, Operand to, Found found) {
    SimpleValue value = values.get(name(from));
    if (value == null || values.putIfAbsent(name(to), value) != null) {
      return false;
    }
    if (!isElsewhere(to)) {
      found.key(to, value);
    }
    return true;
  }

  /** A column of a source that is named, with nothing around it. */
  private boolean isPlain(Operand column) {
    return column.isColumn()
        && source(column.from(), column.to()) >= 0
        && column.expression().equals(Identifiers.name(tokens, column.to() - 1));
  }

  private String name(Operand column) {
    String name = Identifiers.name(tokens, column.to() - 1);
    return source(column.from(), column.to()) + "." + name;
  }

  /** The number of the source that a qualified column is of, from 0, the target; -1 if unknown. */
  private int source(int from, int to) {
    int parts = (to - from + 1) / 2;
    if (parts == 1) {
      return -1;
    }
    String schema = parts == 3 ? Identifiers.name(tokens, from) : null;
    return sources.index(schema, Identifiers.name(tokens, to - 3));
  }
}
