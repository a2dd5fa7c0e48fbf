package dev.weir.analyzer.count;

import dev.weir.event.Parameters;
import dev.weir.sql.GivenKeys;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Upsert;

/** The rows of an upsert of several rows of VALUES, as far as its text tells which they are. */
final class UpsertedRows {
  /** No hashes. */
  static final long[] UNKNOWN = {};

  private UpsertedRows() {}

  /** Reads a statement. */
  static GivenKeys of(SqlShape shape) {
    Upsert upsert = shape.upsert();
    return upsert == null ? GivenKeys.UNKNOWN : upsert.rows();
  }

  /**
   * The hashes of the keys of all rows, each as {@link KeyHash#of} has it of one row.
   *
   * @param rows how many there were
   * @return none if they are not known
   */
  static long[] hashes(GivenKeys keys, Parameters parameters, long rows) {
    if (keys.rows() == 0 || keys.rows() != rows) {
      return UNKNOWN;
    }
    long[] hashes = new long[keys.rows()];
    for (int row = 0; row < hashes.length; row++) {
      for (int column = 0; column < keys.expressions().size(); column++) {
        int parameter = keys.parameter(row, column);
        if (parameter > parameters.size()) {
          return UNKNOWN; // It was not told.
        }
        long value =
            parameter == 0
                ? keys.literalHash(row, column)
                : KeyHash.ofValue(parameters.value(parameter));
        hashes[row] = KeyHash.mix(hashes[row] ^ value);
      }
    }
    return hashes;
  }
}
