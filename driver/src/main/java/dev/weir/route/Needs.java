package dev.weir.route;

import dev.weir.consistency.ReadMarks;

/**
 * What a statement needs of the node that runs it, by itself: whatever the session, the transaction
 * and the servers are.
 *
 * @param reason why it needs the primary, or {@link RouteReason#READ} if a replica can run it
 * @param cause what exactly, such as {@code function nextval}; empty if the reason says it all
 * @param onlySets whether all that it does is to change settings of the session: in a read-only
 *     transaction, the replica that serves it does that
 * @param reads the writes that it must see
 */
public record Needs(RouteReason reason, String cause, boolean onlySets, ReadMarks reads) {
  /**
   * The same, of one caller.
   *
   * @param other the writes that it must see
   */
  public Needs with(ReadMarks other) {
    return new Needs(reason, cause, onlySets, other);
  }

  /** Whether a replica that has all writes can run it. */
  public boolean replicaWillDo() {
    return !reason.isPrimary();
  }
}
