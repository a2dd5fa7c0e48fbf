package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import dev.weir.sql.GivenKeys;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import java.util.List;

/**
 * Which rows an upsert has written: one that comes again was there. The first time counts as an
 * insert, whatever it was. Thread-safe; its lock is taken once for each upsert.
 */
final class UpsertedKeys {
  private final KeySet keys = new KeySet(); // Guarded by this.

  /**
   * Adds the rows of an execution.
   *
   * @param rows how many there were
   * @return whether it is known which
   */
  synchronized boolean add(Execution execution, long rows) {
    SqlShape shape = execution.shape();
    List<Parameters> parameters = execution.parameters();
    List<KeyColumn> columns = shape.keys();
    if (parameters.size() <= 1) {
      Parameters row = parameters.isEmpty() ? Parameters.NONE : parameters.get(0);
      GivenKeys given = UpsertedRows.of(shape);
      if (given.rows() > 0) {
        return row.areKnown() && add(UpsertedRows.hashes(given, row, rows));
      }
      return !columns.isEmpty() && add(columns, row);
    }
    boolean known = !columns.isEmpty();
    for (int i = 0; i < parameters.size() && known; i++) {
      known = add(columns, parameters.get(i));
    }
    return known;
  }

  /** How many different rows there were at most: three standard errors more than it looks. */
  synchronized long atMost() {
    long distinct = keys.distinct();
    return distinct <= KeySet.EXACT ? distinct : distinct + distinct / 5;
  }

  private boolean add(List<KeyColumn> columns, Parameters row) {
    for (int i = 0; i < columns.size(); i++) {
      if (!row.areKnown() || columns.get(i).parameter() > row.size()) {
        return false; // It was not told.
      }
    }
    keys.add(KeyHash.of(columns, row));
    return true;
  }

  private boolean add(long[] hashes) {
    for (long hash : hashes) {
      keys.add(hash);
    }
    return hashes.length > 0;
  }
}
