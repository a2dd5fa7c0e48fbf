package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds of columns in conditions that are joined by AND. */
final class Ranges {
  /** Nobody bounds more columns. */
  private static final int MOST = 8;

  private final List<Bound> bounds = new ArrayList<>(0);

  /** Columns that are compared with what is no value. */
  private final Set<String> compared = new HashSet<>(0);

  private record Bound(KeyColumn key, SimpleValue value, boolean upper) {
    /** Whether it bounds what another does, from the other side, and with the next value. */
    boolean closes(Bound other) {
      int first = key.parameter();
      int second = other.key.parameter();
      return binds(other)
          && upper != other.upper
          && (first == 0 ? second == 0 : second > 0 && Math.abs(first - second) == 1);
    }

    boolean binds(Bound other) {
      return key.expression().equals(other.key.expression())
          && Objects.equals(key.table(), other.key.table());
    }
  }

  /**
   * Adds a bound.
   *
   * @param key what is bound
   * @param value by what
   * @param upper whether from above
   * @return the range, if this closes it
   */
  @Nullable KeyColumn closed(KeyColumn key, SimpleValue value, boolean upper) {
    Bound bound = new Bound(key, value, upper);
    for (Bound other : bounds) {
      if (bound.closes(other)) {
        bounds.remove(other);
        return range(other, bound);
      }
    }
    if (bounds.size() < MOST) {
      bounds.add(bound);
    }
    return null;
  }

  /** One side of a comparison with what is no value. */
  void compares(@Nullable Operand side) {
    if (side != null && side.isColumn() && compared.size() < MOST) {
      compared.add(side.expression());
    }
  }

  /** What is bound by a parameter from below, and by nothing from above. */
  List<KeyColumn> floors() {
    return bounds.stream()
        .filter(bound -> !bound.upper && bound.key.parameter() > 0)
        .filter(bound -> !compared.contains(bound.key.expression()))
        .filter(bound -> bounds.stream().noneMatch(other -> other.upper && other.binds(bound)))
        .map(Bound::key)
        .toList();
  }

  /**
   * Where a value, or two that are next to each other, lies between two columns: {@code ? BETWEEN
   * low AND high}, {@code low <= ? AND high > ?}.
   */
  List<KeyColumn> spans() {
    List<KeyColumn> spans = new ArrayList<>(0);
    for (Bound low : bounds) {
      for (Bound high : bounds) {
        int first = low.key.parameter();
        int second = high.key.parameter();
        boolean literals = first == 0 && second == 0;
        boolean next = literals || (first > 0 && second > 0 && Math.abs(first - second) <= 1);
        if (low.upper && !high.upper && next) {
          spans.add(
              new KeyColumn(
                  low.key.table(),
                  low.key.column(),
                  low.key.expression() + " <",
                  Comparison.MATCH,
                  Math.min(first, second),
                  1 + Math.abs(first - second),
                  literals ? literalHash(low, high) : 0));
        }
      }
    }
    return spans;
  }

  private static KeyColumn range(Bound one, Bound other) {
    KeyColumn key = one.key;
    boolean literals = key.parameter() == 0;
    return new KeyColumn(
        key.table(),
        key.column(),
        key.expression(),
        Comparison.RANGE,
        Math.min(key.parameter(), other.key.parameter()),
        literals ? between(one.value, other.value) : 2,
        literals ? literalHash(one, other) : 0);
  }

  private static long literalHash(Bound one, Bound other) {
    return Hash.mix(Hash.mix(Hash.SEED ^ one.key.literalHash()) ^ other.key.literalHash());
  }

  /** How many whole numbers lie between two literals, with them; 1 if they are none. */
  private static int between(SimpleValue one, SimpleValue other) {
    boolean numbers = one.number() >= 0 && other.number() >= 0;
    long span = numbers ? Math.abs(one.number() - other.number()) + 1 : 1;
    return (int) Math.min(span, Integer.MAX_VALUE);
  }
}
