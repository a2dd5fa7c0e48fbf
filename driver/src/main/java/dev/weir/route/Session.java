package dev.weir.route;

import dev.weir.topology.Node;
import org.jspecify.annotations.Nullable;

/** What routing asks of the connection that a statement runs on. */
public interface Session {
  /** Whether something lives in the session on the primary that the next statements may need. */
  boolean pinned();

  /** Whether auto-commit is off. */
  boolean inTransaction();

  /** Whether the caller declared the transaction read-only. */
  boolean readOnly();

  /**
   * Whether all reads of a transaction must see one snapshot: isolation of REPEATABLE READ or
   * above.
   */
  boolean oneSnapshot();

  /** Whether serializable isolation was asked for, which a standby refuses. */
  boolean serializable();

  /**
   * The node whose connection cannot be given back now, because a transaction, an open result set
   * or a cursor holds it; the primary if it is among several; null if there is none.
   */
  @Nullable Node held();
}
