package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ON CONFLICT compares: the columns of its target, with the values that the only row of VALUES
 * gives them.
 *
 * @param table the table that is written
 * @param columns the columns that are given values
 * @param row where the row of values opens; -1 if there is none, or if there are several
 */
record ConflictKeys(
    Tokens tokens, ShapeBuilder shape, TableName table, List<String> columns, int row) {
  /** No unique index has more columns. */
  private static final int MOST_KEYS = 32;

  /**
   * Reports the columns of a target as keys, all or none.
   *
   * @param open where the target opens
   * @return whether all values are known
   */
  boolean read(int open) {
    if (row < 0) {
      return false;
    }
    List<KeyColumn> keys = new ArrayList<>(2);
    int close = tokens.partner(open);
    int at = open + 1;
    while (at < close) {
      int end = tokens.elementEnd(at, close);
      Operand column = Operand.of(tokens, at, end);
      SimpleValue value = column != null && column.isColumn() ? value(column) : null;
      if (column == null || value == null || keys.size() == MOST_KEYS) {
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
      at = end + 1;
    }
    keys.forEach(key -> shape.key(key, true));
    return true;
  }

  private @Nullable SimpleValue value(Operand column) {
    int index = columns.indexOf(Identifiers.name(tokens, column.to() - 1));
    if (index < 0) {
      return null;
    }
    int close = tokens.partner(row);
    int at = row + 1;
    for (int i = 0; i < index && at < close; i++) {
      at = tokens.elementEnd(at, close) + 1;
    }
    Operand given = at < close ? Operand.of(tokens, at, tokens.elementEnd(at, close)) : null;
    return given == null ? null : given.value();
  }
}
