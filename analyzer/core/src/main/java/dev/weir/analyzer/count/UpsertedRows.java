package dev.weir.analyzer.count;

import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of an upsert of several rows of VALUES: which they are is known if each has as many
 * parameters as the first, and the target of its ON CONFLICT is among those.
 *
 * @param keys the columns of the target, with the parameters of the first row; empty if it is not
 *     known
 */
record UpsertedRows(List<KeyColumn> keys) {
  private static final Pattern TARGET =
      Pattern.compile("on conflict \\(([^()]+)\\)", Pattern.CASE_INSENSITIVE);

  static final UpsertedRows NONE = new UpsertedRows(List.of());

  /** No hashes. */
  static final long[] UNKNOWN = {};

  /** Reads a statement. */
  static UpsertedRows of(SqlShape shape) {
    if (!shape.has(Trait.UPSERT) || !shape.has(Trait.MULTI_ROW_VALUES)) {
      return NONE;
    }
    Matcher target = TARGET.matcher(shape.text());
    return target.find() ? new UpsertedRows(keys(shape, target.group(1))) : NONE;
  }

  private static List<KeyColumn> keys(SqlShape shape, String target) {
    List<KeyColumn> keys = new ArrayList<>();
    for (String name : target.replace("\"", "").split(",", -1)) {
      String column = name.strip();
      int parameter =
          shape.sets().stream()
              .filter(set -> set.column().equals(column))
              .mapToInt(SetColumn::parameter)
              .findFirst()
              .orElse(0);
      if (parameter == 0) {
        return List.of();
      }
      keys.add(
          new KeyColumn(
              shape.writes().get(0), column, column, KeyColumn.Comparison.EQUAL, parameter, 1, 0));
    }
    return keys;
  }

  /**
   * The hashes of the keys of all rows.
   *
   * @param rows how many there were
   * @return none if they are not known
   */
  long[] hashes(Parameters parameters, long rows) {
    int size = parameters.size();
    if (keys.isEmpty() || rows < 2 || rows > size || size % rows != 0) {
      return UNKNOWN;
    }
    int each = (int) (size / rows);
    if (keys.stream().anyMatch(key -> key.parameter() > each)) {
      return UNKNOWN;
    }
    long[] hashes = new long[(int) rows];
    for (int row = 0; row < rows; row++) {
      for (KeyColumn key : keys) {
        Object value = parameters.value(key.parameter() + row * each);
        hashes[row] = KeyHash.mix(hashes[row] ^ KeyHash.ofValue(value));
      }
    }
    return hashes;
  }
}
