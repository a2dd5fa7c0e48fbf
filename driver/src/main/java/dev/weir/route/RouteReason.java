package dev.weir.route;

/**
 * Why a statement went where it went. Each decision has exactly one; the first that applies, in the
 * order of decision.
 */
public enum RouteReason {
  /** There is only one node. */
  SINGLE_NODE(true),
  /** The connection is pinned to the primary: something lives in its session that only it has. */
  PINNED(true),
  /** Part of a transaction that may write. */
  TRANSACTION(true),
  /** Part of a read-only transaction, on the replica that serves it. */
  READ_ONLY_TRANSACTION(false),
  /** Part of a read-only transaction that no replica could serve when it began. */
  READ_ONLY_TRANSACTION_ON_PRIMARY(true),
  /** Serializable isolation was asked for, which a standby refuses. */
  SERIALIZABLE(true),
  /**
   * An open result set or cursor holds the primary's connection; a second node is not waited for.
   */
  PRIMARY_HELD(true),
  /**
   * The statement writes, or the JDBC method says so ({@code executeUpdate}, a batch, generated
   * keys, updatable).
   */
  WRITE(true),
  /** The statement locks rows or tables. */
  LOCKING_READ(true),
  /** The statement changes the schema. */
  DDL(true),
  /**
   * The statement is {@code CALL}, {@code DO} or a JDBC call escape: what it does cannot be seen.
   */
  CALL(true),
  /** The statement changes or reads what lives in the session. */
  SESSION(true),
  /** The statement controls a transaction, or several statements in one string do. */
  TRANSACTION_CONTROL(true),
  /** Several statements in one string. */
  SEVERAL_STATEMENTS(true),
  /** The statement maintains, copies, notifies, or declares a cursor. */
  UTILITY(true),
  /** The statement was not understood. */
  UNKNOWN_STATEMENT(true),
  /**
   * What the statement calls and reads is not known: the catalogue has not been read yet, or does
   * not have it.
   */
  UNKNOWN_OBJECT(true),
  /** The statement calls a function, by itself or through an operator or view, that may write. */
  VOLATILE_FUNCTION(true),
  /**
   * The statement reads what only the primary has or what differs between nodes: unlogged tables,
   * catalogues, sequences.
   */
  NODE_SPECIFIC(true),
  /**
   * The statement looks like a read, but a replica has refused it before: something in it writes,
   * or needs what only a primary has.
   */
  REFUSED_BY_REPLICA(true),
  /** A write to a table that the statement reads is being committed at this moment. */
  PENDING_WRITE(true),
  /** No replica has yet replayed a write to a table that the statement reads. */
  OWN_WRITES(true),
  /**
   * No replica is known to have all that the caller of this session has already seen. A replica has
   * all that it wrote.
   */
  MONOTONIC_READS(true),
  /** The freshness that was asked for is the primary's: by hint, scope or DataSource. */
  PRIMARY_ASKED(true),
  /** No replica is within the bound that was asked for. */
  BEYOND_BOUND(true),
  /**
   * No replica is confirmed: unreachable, on another timeline, or further behind than the limit.
   */
  NO_REPLICA(true),
  /**
   * A replica refused the statement, was lost, or cancelled it for replay, before it delivered
   * anything, and the primary runs it: the second execution of one that was counted as {@link
   * #READ} on the replica before.
   */
  REPEATED_ON_PRIMARY(true),
  /**
   * A report, while no replica that was declared for reports can serve it. It does not run: the
   * primary is to be spared.
   */
  NO_REPORTING_REPLICA(true),
  /**
   * A replica would have run it, but the DataSource is in shadow mode, in which the primary runs
   * everything.
   */
  SHADOW(true),
  /**
   * A read on a replica that is further behind than {@code maxLag}: one of those that are kept for
   * reads of {@code ANY}, or one that spares a primary on which as many reads as may have spilled
   * over.
   */
  LAGGING_REPLICA(false),
  /**
   * A pure read, on a replica that is as fresh as was asked for; without a primary a change of
   * settings, too.
   */
  READ(false);

  private final boolean primary;

  RouteReason(boolean primary) {
    this.primary = primary;
  }

  /** Whether a decision with this reason goes to the primary. */
  public boolean isPrimary() {
    return primary;
  }
}
