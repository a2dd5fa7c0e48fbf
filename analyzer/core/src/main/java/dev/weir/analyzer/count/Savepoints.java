package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TransactionCommand;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many writes of a transaction are left: what was written since a savepoint is gone with a
 * ROLLBACK TO it. Knows those that a text sets, the newest {@value #MOST}. Confined to its unit's
 * holder.
 */
final class Savepoints {
  private static final int MOST = 16;

  private String @Nullable [] names; // Made with the first savepoint of a connection.
  private long @Nullable [] writes;
  private int size;

  /**
   * The writes of the transaction after an execution.
   *
   * @param before those before it
   */
  long after(Execution execution, Outcome outcome, long before) {
    SqlShape shape = execution.shape();
    if (outcome.rows() > 0 || hasWritten(shape, outcome)) {
      return before + 1;
    }
    if (shape.kind() != StatementKind.TRANSACTION || !outcome.succeeded()) {
      return before;
    }
    TransactionCommand command = shape.transaction();
    if (command == TransactionCommand.SAVEPOINT) {
      set(name(shape), before);
    } else if (command == TransactionCommand.ROLLBACK_TO) {
      return backTo(name(shape), before);
    }
    return before;
  }

  /**
   * Whether something was written of which no number tells: the driver does not always say how many
   * rows a batch wrote, and never of what is no statement of rows, nor of what stands behind the
   * first statement of a text.
   */
  private static boolean hasWritten(SqlShape shape, Outcome outcome) {
    return outcome.succeeded()
        && switch (shape.kind()) {
          case INSERT, UPDATE, DELETE, MERGE -> outcome.rows() < 0;
          case TRUNCATE, DDL -> true;
          case SEVERAL -> shape.parts().stream().anyMatch(StatementKind::writesRows);
          default -> false;
        };
  }

  /** Another transaction begins. */
  void clear() {
    size = 0;
  }

  private void set(String name, long before) {
    if (names == null || writes == null) {
      names = new String[MOST];
      writes = new long[MOST];
    }
    if (size == MOST) {
      System.arraycopy(names, 1, names, 0, MOST - 1);
      System.arraycopy(writes, 1, writes, 0, MOST - 1);
      size--;
    }
    names[size] = name;
    writes[size] = before;
    size++;
  }

  /** The newest of that name stays; those behind it are gone. */
  private long backTo(String name, long before) {
    for (int i = size - 1; i >= 0 && names != null && writes != null; i--) {
      if (name.equals(names[i])) {
        size = i + 1;
        return Math.min(before, writes[i]);
      }
    }
    return before;
  }

  /** The last word. */
  private static String name(SqlShape shape) {
    String text = shape.text().strip();
    String name = text.substring(text.lastIndexOf(' ') + 1);
    return name.startsWith("\"") ? name : name.toLowerCase(Locale.ROOT);
  }
}
