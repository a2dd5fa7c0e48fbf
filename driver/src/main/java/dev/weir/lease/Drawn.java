package dev.weir.lease;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a session has of sequences at one moment, and what may be asked of it: never what another
 * connection drew there.
 *
 * @param session which
 * @param draws how often sequences may have given values to it, to whomever, since it was opened;
 *     {@link #NOTHING} if it has none of them any more, {@link #MIXED} if what is there may be
 *     another's
 */
record Drawn(Physical session, long draws) {
  static final long MIXED = -1;

  static final long NOTHING = 0;

  /**
   * A statement is about to be sent that may draw, and may fail after it has. Whether it really
   * does is not known: what others drew in the session must not pass for it, and is dropped.
   *
   * @param mine what this connection drew before, in a session that it has given back
   * @param asks whether the statement asks for values as well
   * @param asked whether any does, or may: else it is enough to know that they may be others'
   */
  static void drawing(Lease lease, @Nullable Drawn mine, boolean asks, boolean asked)
      throws SQLException {
    boolean foreign = lease.hasDrawn() ? lease.isMixed() : !lease.hasOnly(mine);
    if (foreign && asked && lease.isIdle()) {
      lease.forgetValues();
    } else if (foreign && asks) {
      throw Failures.valueGone();
    } else if (foreign) {
      lease.mixes();
    }
    lease.drew();
  }

  /**
   * A statement is about to ask for a value. What a session of this connection drew and has taken
   * away is refused, and what another connection drew is not to be seen.
   *
   * @param mine the same
   */
  static void asking(Lease lease, @Nullable Drawn mine) throws SQLException {
    if (lease.hasDrawn() ? lease.isMixed() : mine != null && !lease.hasOnly(mine)) {
      throw Failures.valueGone();
    }
    if (!lease.hasDrawn() && mine == null) {
      lease.forgetValues();
    }
  }
}
