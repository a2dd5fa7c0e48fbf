package dev.weir.jdbc;

import dev.weir.topology.Node;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What the bare driver throws where Weir finds the fault before the driver is asked. */
final class Exceptions {
  private Exceptions() {}

  static SQLException closedConnection() {
    return new PSQLException(
        "This connection has been closed.", PSQLState.CONNECTION_DOES_NOT_EXIST);
  }

  static SQLException closedStatement() {
    return new PSQLException("This statement has been closed.", PSQLState.OBJECT_NOT_IN_STATE);
  }

  /** What was begun on a server cannot go on, because another one is the primary now. */
  static SQLException replaced(Node node, Node primary) {
    SQLException replaced =
        new PSQLException(
            "The server "
                + node
                + ", on which the transaction or session is, was replaced as the primary by "
                + (node.equals(primary) ? "another server at its address" : primary)
                + ".",
            PSQLState.CONNECTION_FAILURE);
    replaced.addSuppressed(outcome(false));
    return replaced;
  }

  /**
   * The thread was interrupted while Weir waited; the thread's flag is set again.
   *
   * @param what it waited for: "a read waited for .."
   */
  static SQLException interrupted(String name, String what, Throwable cause) {
    Thread.currentThread().interrupt();
    return new SQLException(
        name + " - interrupted while " + what, PSQLState.QUERY_CANCELED.getState(), cause);
  }

  /** Whether that is what has happened, here or in a pool: nothing else is to be tried then. */
  static boolean isInterruption(SQLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a connection may have been lost because the thread was interrupted: that closes the
   * socket on which a virtual thread waits, and would close that of the next attempt.
   */
  static boolean isLossByInterrupt(SQLException e) {
    return isLoss(e) && Thread.currentThread().isInterrupted();
  }

  /** Says so; added to the driver's own exception. */
  static SQLException lostByInterrupt() {
    return new SQLException(
        "The thread was interrupted, which closes the connection on which a virtual thread waits:"
            + " nothing else was tried.",
        PSQLState.QUERY_CANCELED.getState());
  }

  /** Whether the connection is gone, or its server is. */
  static boolean isLoss(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }

  /**
   * What is known of a transaction whose connection was lost; added to the driver's own exception.
   *
   * @param sent whether its commit, or the statement that is its own transaction, had been sent
   */
  static SQLException outcome(boolean sent) {
    return sent
        ? new SQLException(
            "The connection was lost after the commit had been sent: whether the transaction was"
                + " committed is unknown. Look before doing it again.",
            "08007")
        : new SQLException(
            "The connection was lost before a commit was sent: the transaction was not committed."
                + " It can be done again.",
            "40000");
  }

  /** The later of two failures of one read, with the earlier one. */
  static SQLException after(SQLException earlier, SQLException later) {
    if (later != earlier) {
      later.addSuppressed(earlier);
    }
    return later;
  }

  /** The driver's own exception of a read that is not repeated, with what helps against it. */
  static SQLException explained(Refused refused, Node node) {
    if (refused.kind() == Refusal.CONFLICT) {
      refused
          .error()
          .addSuppressed(
              new SQLException(
                  "The replica "
                      + node
                      + " ended the statement because it was in the way of replay, and Weir cannot"
                      + " repeat it here. Do the transaction again, or look at"
                      + " max_standby_streaming_delay and hot_standby_feedback of the replica.",
                  "40001"));
    }
    return refused.error();
  }

  static SQLException spentStream() {
    return new PSQLException(
        "A parameter is a stream, which the last execution has read: set it again.",
        PSQLState.OBJECT_NOT_IN_STATE);
  }

  static SQLException abortWithoutExecutor() {
    return new SQLException("executor is null");
  }

  static SQLException unknownResultSet(String what) {
    return new PSQLException(
        "Unknown value for ResultSet " + what, PSQLState.INVALID_PARAMETER_VALUE);
  }

  static SQLException columnIndex(int index, int columns) {
    return new PSQLException(
        "The column index is out of range: " + index + ", number of columns: " + columns + ".",
        PSQLState.INVALID_PARAMETER_VALUE);
  }
}
