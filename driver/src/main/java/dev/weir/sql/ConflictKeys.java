package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ON CONFLICT compares: the columns of its target, with the values that the rows of VALUES
 * give them.
 *
 * @param table the table that is written
 * @param columns the columns that are given values
 * @param row where the first row of values opens; -1 if there is none
 */
record ConflictKeys(
    Tokens tokens, ShapeBuilder shape, TableName table, List<String> columns, int row) {
  /** No unique index has more columns. */
  private static final int MOST_KEYS = 32;

  /**
   * Reports the columns of a target as keys, all or none: of one row of values.
   *
   * @param open where the target opens
   * @return whether all values are known
   */
  boolean read(int open) {
    List<Operand> target = row < 0 || next(row) >= 0 ? List.of() : target(open);
    List<KeyColumn> keys = new ArrayList<>(2);
    for (Operand column : target) {
      SimpleValue value = value(column, row);
      if (value == null) {
        return false;
      }
      keys.add(
          new KeyColumn(
              table,
              Identifiers.name(tokens, column.to() - 1),
              column.expression(),
              Comparison.EQUAL,
              value.parameter(),
              1,
              value.literalHash()));
    }
    keys.forEach(key -> shape.key(key, true));
    return !keys.isEmpty();
  }

  /**
   * The same of several rows, which are no keys of the statement.
   *
   * @param open where the target opens
   */
  GivenKeys rows(int open) {
    List<Operand> target = row < 0 || next(row) < 0 ? List.of() : target(open);
    if (target.isEmpty()) {
      return GivenKeys.UNKNOWN;
    }
    int[] parameters = new int[8 * target.size()];
    long[] literals = new long[8 * target.size()];
    int size = 0;
    for (int at = row; at >= 0; at = next(at)) {
      if (size == parameters.length) {
        parameters = Arrays.copyOf(parameters, 2 * size);
        literals = Arrays.copyOf(literals, 2 * size);
      }
      for (Operand column : target) {
        SimpleValue value = value(column, at);
        if (value == null) {
          return GivenKeys.UNKNOWN;
        }
        parameters[size] = value.parameter();
        literals[size] = value.literalHash();
        size++;
      }
    }
    return GivenKeys.of(
        target.stream().map(Operand::expression).toList(),
        Arrays.copyOf(parameters, size),
        Arrays.copyOf(literals, size));
  }

  /** Where the row behind one opens; -1 if that is the last. */
  private int next(int open) {
    int behind = tokens.partner(open) + 1;
    return tokens.type(behind) == TokenType.COMMA ? behind + 1 : -1;
  }

  /** The columns of a target; none if one is something else. */
  private List<Operand> target(int open) {
    List<Operand> target = new ArrayList<>(2);
    int close = tokens.partner(open);
    int at = open + 1;
    while (at < close) {
      int end = tokens.elementEnd(at, close);
      Operand column = Operand.of(tokens, at, end);
      if (column == null || !column.isColumn() || target.size() == MOST_KEYS) {
        return List.of();
      }
      target.add(column);
      at = end + 1;
    }
    return target;
  }

  private @Nullable SimpleValue value(Operand column, int open) {
    int index = columns.indexOf(Identifiers.name(tokens, column.to() - 1));
    if (index < 0) {
      return null;
    }
    int close = tokens.partner(open);
    int at = open + 1;
    for (int i = 0; i < index && at < close; i++) {
      at = tokens.elementEnd(at, close) + 1;
    }
    Operand given = at < close ? Operand.of(tokens, at, tokens.elementEnd(at, close)) : null;
    return given == null ? null : given.value();
  }
}
