package dev.weir.event;

import dev.weir.sql.Identifiers;
import dev.weir.sql.Setting;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TransactionCommand;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The {@code search_path} of a session, as far as it is known without asking: servers from 18 on
 * report each change of it to the driver; of older ones only what was set through the connection
 * itself is known, and that is believed until the connection goes back. Used by one thread at a
 * time.
 */
public final class SearchPath {
  private static final String NAME = "search_path";

  private @Nullable String set;
  private @Nullable String setLocally;

  /** Nothing was set yet. */
  SearchPath() {}

  @Nullable String known(@Nullable String reported) {
    if (reported != null) {
      return reported;
    }
    return setLocally == null ? set : setLocally;
  }

  /**
   * What is known after a statement was sent, which may set it.
   *
   * @param before what was known; null if nothing was set yet
   */
  public static @Nullable SearchPath after(@Nullable SearchPath before, SqlShape shape) {
    if (shape.settings().isEmpty() && (before == null || shape.transaction() == null)) {
      return before;
    }
    SearchPath path = before == null ? new SearchPath() : before;
    path.sent(shape);
    return path;
  }

  /**
   * The search path of a session.
   *
   * @param path what is known; null if nothing was set
   * @param session the driver's connection; null if it is another driver's
   * @return null if it is not known to differ from the session's default
   */
  public static @Nullable String of(@Nullable SearchPath path, @Nullable PGConnection session) {
    String reported = session == null ? null : status(session);
    return path == null ? reported : path.known(reported);
  }

  private static @Nullable String status(PGConnection session) {
    try {
      return session.getParameterStatus(NAME);
    } catch (RuntimeException e) {
      return null; // One that wraps the driver's, and is closed.
    }
  }

  /** A statement was sent that may set it. */
  void sent(SqlShape shape) {
    for (Setting setting : shape.settings()) {
      if (NAME.equals(setting.name()) && setting.local()) {
        setLocally = setting.value();
      } else if (NAME.equals(setting.name())) {
        schema(setting.value());
      } else if ("all".equals(setting.name())) {
        schema(null);
      }
    }
    TransactionCommand command = shape.transaction();
    if (command == TransactionCommand.COMMIT || command == TransactionCommand.ROLLBACK) {
      transactionOver();
    }
  }

  /**
   * What is known after the JDBC method was called that sets it.
   *
   * @param before what was known; null if nothing was set yet
   * @param schema as JDBC takes it; null for the session's default
   */
  public static @Nullable SearchPath afterSchema(
      @Nullable SearchPath before, @Nullable String schema) {
    if (before == null && schema == null) {
      return null;
    }
    SearchPath path = before == null ? new SearchPath() : before;
    path.schema(schema == null ? null : Identifiers.quoted(schema));
    return path;
  }

  /**
   * What was set until the transaction ends is over.
   *
   * @param path what is known; null if nothing was set
   */
  public static void afterTransaction(@Nullable SearchPath path) {
    if (path != null) {
      path.transactionOver();
    }
  }

  void schema(@Nullable String schema) {
    set = schema;
    setLocally = null;
  }

  void transactionOver() {
    setLocally = null;
  }

  /**
   * What the server has reported to the driver.
   *
   * @param session a connection to a server, also a pool's
   * @return null if it reports none
   */
  public static @Nullable String reported(Connection session) {
    return of(null, driver(session));
  }

  /**
   * The driver's connection, of which it is asked what the server has reported.
   *
   * @param session a connection to a server, also a pool's
   * @return null if it is closed, or another driver's
   */
  public static @Nullable PGConnection driver(Connection session) {
    try {
      return session instanceof PGConnection known ? known : session.unwrap(PGConnection.class);
    } catch (SQLException | RuntimeException e) {
      return null;
    }
  }
}
