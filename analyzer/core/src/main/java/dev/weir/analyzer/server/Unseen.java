package dev.weir.analyzer.server;

import java.sql.SQLException;

/** Says in words why something could not be read. */
final class Unseen {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private Unseen() {}

  /** Whether another session's lock was in the way for too long. */
  static boolean isLocked(SQLException e) {
    return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
  }

  /** The reason and, if a privilege is missing, what gives it. */
  static String reason(SQLException e) {
    String message = firstLine(String.valueOf(e.getMessage()));
    return INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
        ? message + " (GRANT pg_monitor TO the role that looks)"
        : message;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("no reason given").strip();
  }
}
