package dev.weir.plan;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why a replica refuses what the primary may run. */
public enum Refusal {
  /** It writes, or needs what exists on a primary only. Every replica refuses it, always. */
  NOT_FOR_REPLICAS,
  /** It names what the replica does not know: as yet, or nobody does. */
  NOT_UNDERSTOOD,
  /** It is gone, or its connection is. */
  LOST,
  /** What it replays was in the way of the statement, which had to give way. */
  CONFLICT;

  private static final String READ_ONLY = "25006";
  private static final String NOT_SUPPORTED = "0A000";
  private static final String NOT_IN_STATE = "55000";
  private static final String INTERNAL = "XX000";
  private static final String RECOVERY_CONFLICT = "40001";
  private static final String RECOVERY_DEADLOCK = "40P01";
  private static final String SYNTAX = "42601";
  private static final String KILLED = "57P01";
  private static final String PARAMETER = "22023";

  /** The connection was closed already. */
  private static final String NO_CONNECTION = "08003";

  /** What ends a connection; a pooler speaks English, and a server does not say 08 of its own. */
  private static final Set<String> ENDING = Set.of("FATAL", "PANIC");

  /**
   * What is wrong with a text, whatever the catalogue holds: names, parameters, places of columns,
   * windows, recursion.
   */
  private static final Set<String> OF_TEXT =
      Set.of(SYNTAX, "42602", "42622", "42939", "42P02", "42P10", "42P19", "42P20");

  private static final String UNKNOWN_SCHEMA = "3F000";

  /**
   * Tells a refusal by its SQLSTATE, because the server's messages may be in any language.
   *
   * @return null if the error would be the same on the primary
   */
  public static @Nullable Refusal of(SQLException error) {
    if (isLoss(error)) {
      return LOST;
    }
    String state = error.getSQLState();
    if (state == null || isOfDriver(error)) {
      return null;
    }
    return switch (state) {
      case READ_ONLY, NOT_IN_STATE -> NOT_FOR_REPLICAS;
      case NOT_SUPPORTED -> notSupported(error);
      case INTERNAL -> isOfRecovery(error) ? NOT_FOR_REPLICAS : null;
      case UNKNOWN_SCHEMA -> NOT_UNDERSTOOD;
      case RECOVERY_CONFLICT, RECOVERY_DEADLOCK -> CONFLICT;
      // What is wrong with names, types and privileges may be right after a change that the replica
      // does not have yet.
      default -> state.startsWith("42") && !OF_TEXT.contains(state) ? NOT_UNDERSTOOD : null;
    };
  }

  /** Whether a failure says that the connection is gone, or its server is. */
  public static boolean isLoss(SQLException error) {
    String state = error.getSQLState();
    return state != null
        && ((state.startsWith("08") && !isOfAnotherConnection(error)) || state.startsWith("57P0"));
  }

  /**
   * Whether the server tells of a connection that is not this one, as dblink does: its own it ends
   * with another severity, and so does a pooler.
   */
  private static boolean isOfAnotherConnection(SQLException error) {
    Throwable told = error instanceof BatchUpdateException ? error.getCause() : error;
    ServerErrorMessage message =
        told instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return message != null && !ENDING.contains(String.valueOf(message.getSeverity()));
  }

  /** Whether a statement may have been sent before its connection was lost. */
  public static boolean mayBeSent(SQLException loss) {
    return !NO_CONNECTION.equals(loss.getSQLState());
  }

  /**
   * Whether a text of one statement was not understood, so that nothing of it was done: not one
   * that a function of it has run, or thrown.
   */
  public static boolean isSyntax(Throwable failure) {
    if (!(failure instanceof PSQLException error) || !SYNTAX.equals(error.getSQLState())) {
      return false;
    }
    ServerErrorMessage told = error.getServerErrorMessage();
    return told == null
        || (told.getPosition() > 0 && told.getInternalQuery() == null && told.getWhere() == null);
  }

  /** Whether something has run, and stays, though it failed: its answer, or what came after it. */
  public static boolean isAfterwards(Throwable failure) {
    return isOfAnswer(failure) || isOfLaterPart(failure);
  }

  /**
   * Whether the driver sent a batch in parts, each a transaction, and one of them was committed.
   */
  private static boolean isOfLaterPart(Throwable failure) {
    return failure instanceof BatchUpdateException batch
        && Arrays.stream(batch.getLargeUpdateCounts())
            .anyMatch(count -> count != Statement.EXECUTE_FAILED);
  }

  /**
   * Whether a statement has run, and only its answer was not what the call had asked for. A batch
   * tells it by its cause. A parameter is missed before anything is sent.
   */
  private static boolean isOfAnswer(Throwable failure) {
    Throwable told = failure instanceof BatchUpdateException ? failure.getCause() : failure;
    return told instanceof PSQLException error
        && isOfDriver(error)
        && !isLoss(error)
        && !PARAMETER.equals(error.getSQLState());
  }

  /** Whether somebody has ended the session: a person, or the server that is being stopped. */
  static boolean isKill(SQLException error) {
    return KILLED.equals(error.getSQLState());
  }

  /** Whether another replica can run it as well as the primary: this one only failed to. */
  public boolean isOfThisReplica() {
    return this == LOST || this == CONFLICT;
  }

  /** Whether the driver refused it, and would on every node. */
  private static boolean isOfDriver(SQLException error) {
    return error instanceof PSQLException postgres && postgres.getServerErrorMessage() == null;
  }

  /** Tells by the routine of the server that refused, because its messages are translated. */
  private static Refusal notSupported(SQLException error) {
    ServerErrorMessage message =
        error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String routine = message == null ? null : message.getRoutine();
    if (routine == null || routine.equals("RevalidateCachedQuery")) {
      return NOT_UNDERSTOOD; // A table has changed under a statement prepared on the server.
    }
    return NOT_FOR_REPLICAS;
  }

  /** Messages of internal errors are never translated. */
  private static boolean isOfRecovery(SQLException error) {
    return String.valueOf(error.getMessage()).contains("during recovery");
  }
}
