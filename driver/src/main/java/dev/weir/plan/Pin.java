package dev.weir.plan;

/**
 * Something that lives in a session on the primary and that later statements may need: the logical
 * connection keeps that session until it has ended.
 *
 * @param kind what it is
 * @param cause what brought it there, such as {@code function pg_advisory_lock}
 */
public record Pin(Kind kind, String cause) {
  /** What can live in a session. */
  public enum Kind {
    /** A temporary table, view or sequence, or anything else in their schema. */
    TEMPORARY_RELATION,
    /** A cursor that outlives its transaction. */
    HELD_CURSOR,
    /** A prepared statement of SQL. */
    PREPARED_STATEMENT,
    /** A channel that is listened to. */
    CHANNEL,
    /** An advisory lock that is the session's, not the transaction's. */
    SESSION_LOCK,
    /** A transaction that SQL began, which the driver's auto-commit mode does not show. */
    TRANSACTION,
    /** A COPY that has not ended. */
    COPY,
    /**
     * What a sequence gave to it, and may be asked for. It ends with the logical connection, and
     * does no harm to the next one.
     */
    SEQUENCE,
    /** What the catalogue does not tell yet. It ends when that does. */
    UNKNOWN,
    /** Anything else that a server takes back. It ends with the logical connection. */
    OTHER,
    /** Which random numbers come next. Nobody takes it back, not even a failure. */
    SEED,
    /** Anything that nobody takes back: it ends with the session, and so with its connection. */
    LASTING,
    /** Anything, by what may have committed before it failed: a routine, several statements. */
    COMMITTED;

    /** Whether the server tells if it is still there. */
    public boolean isTold() {
      return switch (this) {
        case TEMPORARY_RELATION, HELD_CURSOR, PREPARED_STATEMENT, CHANNEL, SESSION_LOCK -> true;
        default -> false;
      };
    }
  }

  /** A temporary table, view or sequence. */
  public static Pin temporary() {
    return new Pin(Kind.TEMPORARY_RELATION, "a temporary relation");
  }

  /** A transaction that a text has begun. */
  public static Pin transaction() {
    return new Pin(Kind.TRANSACTION, "a transaction begun by SQL");
  }

  /** Something that a server takes back. */
  public static Pin other(String cause) {
    return new Pin(Kind.OTHER, cause);
  }

  /** Something that ends with its session. */
  public static Pin lasting(String cause) {
    return new Pin(Kind.LASTING, cause);
  }
}
