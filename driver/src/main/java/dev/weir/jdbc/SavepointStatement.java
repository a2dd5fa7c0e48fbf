package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.sql.SqlShapes;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of savepoints that are set, gone back to and released by methods, as of the
 * statements that the driver makes of them. They are told once they have been sent: what a
 * savepoint without a name is called, the driver says only then, and of one that was released never
 * again.
 */
final class SavepointStatement {
  private static final String SET = "SAVEPOINT ";
  private static final String ROLLBACK = "ROLLBACK TO SAVEPOINT ";
  private static final String RELEASE = "RELEASE SAVEPOINT ";

  private final Afterwards afterwards;

  /** Sends one that sets a savepoint. */
  @FunctionalInterface
  interface Setting {
    Savepoint set() throws SQLException;
  }

  /** Sends another. */
  @FunctionalInterface
  interface Sending {
    void send() throws SQLException;
  }

  SavepointStatement(Afterwards afterwards) {
    this.afterwards = afterwards;
  }

  /** Sets a savepoint. */
  Savepoint set(Setting setting) throws SQLException {
    if (afterwards.isSilent()) {
      return setting.set();
    }
    long start = afterwards.now();
    Savepoint made;
    try {
      made = setting.set();
    } catch (SQLException | RuntimeException | Error e) {
      tell(SET, start, e);
      throw e;
    }
    tell(SET + name(made), start, null);
    return made;
  }

  /** Goes back to a savepoint. */
  void rollback(Savepoint savepoint, Sending sending) throws SQLException {
    send(ROLLBACK, savepoint, sending);
  }

  /** Releases a savepoint. */
  void release(Savepoint savepoint, Sending sending) throws SQLException {
    send(RELEASE, savepoint, sending);
  }

  private void send(String verb, Savepoint savepoint, Sending sending) throws SQLException {
    if (afterwards.isSilent()) {
      sending.send();
      return;
    }
    String sql = verb + name(savepoint);
    long start = afterwards.now();
    Throwable failure = null;
    try {
      sending.send();
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      tell(sql, start, failure);
    }
  }

  /** As the driver spells it; nothing of one that is no more. */
  private static String name(@Nullable Savepoint savepoint) {
    if (savepoint == null) {
      return "";
    }
    try {
      return '"' + savepoint.getSavepointName().replace("\"", "\"\"") + '"';
    } catch (SQLException e) {
      return id(savepoint);
    }
  }

  private static String id(Savepoint savepoint) {
    try {
      return "JDBC_SAVEPOINT_" + savepoint.getSavepointId();
    } catch (SQLException e) {
      return "";
    }
  }

  /** Its shape is not kept: each has a name of its own. */
  private void tell(String sql, long startNanos, @Nullable Throwable failure) {
    afterwards.tell(Call.UPDATE, sql, SqlShapes.parse(sql), startNanos, 0, failure);
  }
}
