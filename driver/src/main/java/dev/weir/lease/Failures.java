package dev.weir.lease;

import dev.weir.plan.Refusal;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What is thrown, and told, where a connection cannot be had or is lost. */
public final class Failures {
  /**
   * Not reached, no such user or password, no such database, no connection left, not yet up, no
   * right to connect.
   */
  private static final List<String> REFUSALS = List.of("08", "28", "3D", "53", "57P03", "42501");

  private Failures() {}

  /** What the bare driver says of a connection that its application has closed. */
  public static SQLException closed() {
    return new PSQLException(
        "This connection has been closed.", PSQLState.CONNECTION_DOES_NOT_EXIST);
  }

  /**
   * What who asks a DataSource that is closed is told.
   *
   * @param name of it
   * @param cause what a pool of it said; null if none was asked
   */
  public static SQLException closed(String name, @Nullable SQLException cause) {
    return new SQLNonTransientConnectionException(
        name + " - the DataSource is closed",
        PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState(),
        cause);
  }

  /** What a sequence gave is in a session that has gone. */
  static SQLException valueGone() {
    return new PSQLException(
        "lastval and currval are not answered here: the session in which this connection drew a"
            + " value has gone back to its pool, and any other would tell another connection's."
            + " From now on Weir keeps such sessions: draw again, or use RETURNING or"
            + " getGeneratedKeys(), or ask within the transaction that draws.",
        PSQLState.OBJECT_NOT_IN_STATE);
  }

  /** What was begun on a server cannot go on, because another one is the primary now. */
  static SQLException replaced(Node node, Topology topology) {
    Node primary = topology.primary();
    SQLException replaced =
        new PSQLException(
            "The server "
                + node.described()
                + ", on which the transaction or session is, was replaced as the primary by "
                + (!node.equals(primary)
                    ? primary.described()
                    : topology.hasPrimary() ? "another server at its address" : "another server")
                + ".",
            PSQLState.CONNECTION_FAILURE);
    replaced.addSuppressed(outcome(false));
    return replaced;
  }

  /**
   * What a pool has lent was closed already: its server is gone, or another life of it is there.
   */
  static SQLException lost(Node node) {
    return new PSQLException(
        "The connection that the pool of " + node.described() + " lent is closed.",
        PSQLState.CONNECTION_DOES_NOT_EXIST);
  }

  /**
   * The thread was interrupted while Weir waited; the thread's flag is set again.
   *
   * @param what it waited for: "a read waited for .."
   */
  public static SQLException interrupted(String name, String what, Throwable cause) {
    Thread.currentThread().interrupt();
    return new SQLException(
        name + " - interrupted while " + what, PSQLState.QUERY_CANCELED.getState(), cause);
  }

  /** Whether that is what has happened, here or in a pool: nothing else is to be tried then. */
  public static boolean isInterruption(SQLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a pool got no connection because its server gave none, as opposed to having all of its
   * own in use: what the driver said when it tried to open one is among the causes then.
   */
  static boolean isRefusedByServer(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && REFUSALS.stream().anyMatch(state::startsWith)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a connection was lost by what the application did itself: it had set a time within
   * which its server must answer, or interrupted the thread, which closes the socket on which a
   * virtual thread waits, and would close that of the next attempt.
   */
  public static boolean isOfApplication(SQLException e) {
    if (isLossByInterrupt(e)) {
      return true;
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** Whether a connection may have been lost because the thread was interrupted. */
  public static boolean isLossByInterrupt(SQLException e) {
    return Refusal.isLoss(e) && Thread.currentThread().isInterrupted();
  }

  /** Says so; added to the driver's own exception. */
  public static SQLException lostByInterrupt() {
    return new SQLException(
        "The thread was interrupted, which closes the connection on which a virtual thread waits:"
            + " nothing else was tried.",
        PSQLState.QUERY_CANCELED.getState());
  }

  /**
   * What is known of a transaction whose connection was lost; added to the driver's own exception.
   *
   * @param sent whether its commit, or the statement that is its own transaction, had been sent
   */
  public static SQLException outcome(boolean sent) {
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

  /** The later of two failures of one thing, with the earlier one. */
  public static SQLException after(@Nullable SQLException earlier, SQLException later) {
    if (earlier != null && later != earlier) {
      later.addSuppressed(earlier);
    }
    return later;
  }
}
