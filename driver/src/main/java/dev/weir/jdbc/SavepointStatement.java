package dev.weir.jdbc;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Publisher;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.LongSupplier;
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

  private final Publisher publisher;
  private final LongSupplier nanoTime;
  private final Description description;

  /** What is told of such a statement; null if nobody knows where it was sent. */
  @FunctionalInterface
  interface Description {
    @Nullable Execution of(String sql, SqlShape shape, long startNanos);
  }

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

  SavepointStatement(Publisher publisher, LongSupplier nanoTime, Description description) {
    this.publisher = publisher;
    this.nanoTime = nanoTime;
    this.description = description;
  }

  /** Sets a savepoint. */
  Savepoint set(Setting setting) throws SQLException {
    if (publisher.isSilent()) {
      return setting.set();
    }
    long start = nanoTime.getAsLong();
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
    if (publisher.isSilent()) {
      sending.send();
      return;
    }
    String sql = verb + name(savepoint);
    long start = nanoTime.getAsLong();
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
    long elapsed = nanoTime.getAsLong() - startNanos;
    Execution execution = description.of(sql, SqlShapes.parse(sql), startNanos);
    if (execution == null) {
      return;
    }
    publisher.before(execution, null);
    Integer rows = failure == null ? 0 : null;
    publisher.after(execution, new Outcome(elapsed, rows == null ? -1 : rows, failure), null, rows);
  }
}
