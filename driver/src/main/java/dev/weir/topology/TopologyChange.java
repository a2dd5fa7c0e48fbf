package dev.weir.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * One change of the servers.
 *
 * @param kind what happened
 * @param node to which server
 * @param reason why, in words; empty if there is nothing to say
 * @param topology what the servers are from then on
 */
public record TopologyChange(Kind kind, Node node, String reason, Topology topology) {
  /** What may happen to a server. */
  public enum Kind {
    /** It is the primary from now on: the first, another one, or the same again. */
    PRIMARY_FOUND,
    /** The primary does not answer, or is none any more; writes wait. */
    PRIMARY_LOST,
    /** A replica gets no more reads. */
    REPLICA_EJECTED,
    /**
     * A replica did not answer twice in a row, the second time on a new connection: what waits for
     * it on connections in use is aborted.
     */
    REPLICA_GIVEN_UP,
    /** A replica gets reads: for the first time, or again. */
    REPLICA_RETURNED,
    /** A replica is further behind than {@code maxLag}: it gets only reads that allow for that. */
    REPLICA_LAGGING,
    /** It has caught up, to within half of that. */
    REPLICA_CAUGHT_UP
  }

  /** What has changed from one topology to the next. */
  static List<TopologyChange> between(Topology before, Topology after) {
    List<TopologyChange> changes = new ArrayList<>();
    Node old = before.primary();
    Node now = after.primary();
    if (after.hasPrimary() && !(before.hasPrimary() && old.equals(now))) {
      String reason = old.equals(now) || !hadPrimary(before) ? "" : "it was " + old;
      changes.add(new TopologyChange(Kind.PRIMARY_FOUND, now, reason, after));
    } else if (before.hasPrimary() && !after.hasPrimary()) {
      String trouble = after.state(now).trouble();
      String reason = trouble.isEmpty() ? "it is a standby now" : trouble;
      changes.add(new TopologyChange(Kind.PRIMARY_LOST, now, reason, after));
    }
    for (NodeState state : after.nodes()) {
      boolean used = before.state(state.node()).isReplicaInOrder();
      if (used && !state.isReplicaInOrder() && state.role() != NodeState.Role.PRIMARY) {
        changes.add(new TopologyChange(Kind.REPLICA_EJECTED, state.node(), state.trouble(), after));
      } else if (!used && state.isReplicaInOrder()) {
        changes.add(new TopologyChange(Kind.REPLICA_RETURNED, state.node(), "", after));
      }
    }
    return changes;
  }

  /** Whether what a topology calls the primary is more than a guess. */
  private static boolean hadPrimary(Topology topology) {
    long lastNanos = topology.state(topology.primary()).lagUntilNanos();
    return topology.hasPrimary() || (lastNanos != NodeState.NOW && lastNanos != NodeState.UNKNOWN);
  }
}
