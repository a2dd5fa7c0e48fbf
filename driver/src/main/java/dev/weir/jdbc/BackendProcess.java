package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The server's process behind a connection, which the driver knows without asking. */
final class BackendProcess {
  private BackendProcess() {}

  /** Its number; 0 if it is not known. */
  static int of(@Nullable Connection physical) {
    if (physical == null) {
      return 0;
    }
    try {
      return physical.isWrapperFor(PGConnection.class)
          ? physical.unwrap(PGConnection.class).getBackendPID()
          : 0;
    } catch (SQLException | RuntimeException e) {
      return 0; // What is told must not fail what is done.
    }
  }
}
