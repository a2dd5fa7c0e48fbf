package dev.weir.jdbc;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.consistency.Marks;
import dev.weir.consistency.ReadMarks;
import dev.weir.lease.Lease;
import dev.weir.lease.Lender;
import dev.weir.route.Needs;
import dev.weir.route.RouteReason;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.sql.SQLException;

/**
 * Whether a connection to a replica, now that it is there, serves the read for which it was taken:
 * the decision was made by what is known of the node, and the connection may lead to another life
 * of it, to another server, or to any of those behind a reader endpoint. Thread-safe.
 */
final class ReplicaCheck {
  private final Chooser chooser;
  private final Lender lender;

  ReplicaCheck(Chooser chooser, Lender lender) {
    this.chooser = chooser;
    this.lender = lender;
  }

  /**
   * Checks one, and waits for what it lacks if that was asked for and the server behind an endpoint
   * has to be asked.
   *
   * @param snapshot whether the reads of a transaction see one snapshot, of which this is the first
   * @param startNanos when the read began
   * @throws SQLException if its server was asked and did not answer
   */
  boolean serves(Lease lease, Needs needs, Freshness freshness, boolean snapshot, long startNanos)
      throws SQLException {
    ReadMarks reads = chooser.router().respected(needs, snapshot);
    if (lease.node().isEndpoint()) {
      return servesBehindEndpoint(lease, freshness, reads, startNanos);
    }
    NodeState state = chooser.topology().state(lease.node());
    if (freshness.kind() != Kind.REPORTING && lease.isOfAnotherLife(state)) {
      lease.soil(); // Also if nothing is asked of its data: of that server nothing is known.
      lender.mistrust(lease);
      return false;
    }
    if (!isGuarded(reads, freshness, snapshot)) {
      return true;
    }
    // A server may have crashed since its newest sample, and come back in the past; and that sample
    // may be of another life than the one by which the read was sent here.
    return lease.openedNanos() <= state.sampledNanos()
        ? isEnough(state, freshness, reads, startNanos)
        : isEnoughByStamp(lease, freshness, reads);
  }

  /** Whether it matters how much of the past a server has. */
  private static boolean isGuarded(ReadMarks reads, Freshness freshness, boolean snapshot) {
    return switch (freshness.kind()) {
      case OWN_WRITES -> snapshot || reads.isGuarded();
      case BOUNDED -> true;
      case PRIMARY, ANY, REPORTING -> false;
    };
  }

  /** Whether what is known of a node is enough: how far behind it is has been looked at before. */
  private boolean isEnough(NodeState state, Freshness freshness, ReadMarks reads, long nowNanos) {
    return freshness.kind() == Kind.BOUNDED
        ? chooser.router().serves(state, freshness, Marks.NEVER, nowNanos)
        : state.confirmedNanos() >= reads.neededNanos(reads.newestNanos(), state.node().index());
  }

  /** Whether its server had all that is needed when it was opened: nothing is asked for that. */
  private boolean isEnoughByStamp(Lease lease, Freshness freshness, ReadMarks reads)
      throws SQLException {
    long now = chooser.now();
    if (lease.known().isFresh()) {
      lease.ask(now);
    }
    return isEnough(lease, freshness, reads, now);
  }

  private boolean servesBehindEndpoint(
      Lease lease, Freshness freshness, ReadMarks reads, long startNanos) throws SQLException {
    if (reaches(lease, freshness, reads, startNanos)) {
      return true;
    }
    long bestNanos = chooser.topology().state(lease.node()).confirmedNanos();
    if (!lease.isInTransaction() && lease.known().isLeftBehind(bestNanos, chooser.now())) {
      lease.soil(); // The next connection may lead to another server.
    }
    return false;
  }

  private boolean reaches(Lease lease, Freshness freshness, ReadMarks reads, long startNanos)
      throws SQLException {
    long wait = freshness.catchUpWait().toNanos();
    long now = chooser.now();
    while (!isEnough(lease, freshness, reads, now)) {
      if (lease.isInTransaction()) {
        return false; // What its server answers in a transaction may be as old as its snapshot.
      }
      if (wait > 0 || lease.known().isWorthAsking(now)) {
        lease.ask(now);
        if (isEnough(lease, freshness, reads, chooser.now())) {
          return true;
        }
      }
      lender.checkOpen(); // Nobody would tell of anything any more.
      chooser.demand();
      Topology seen = chooser.topology();
      long left = startNanos + wait - chooser.now();
      if (left <= 0) {
        return false;
      }
      chooser.await(seen, left);
      now = chooser.now();
    }
    return true;
  }

  /** Why a connection does not serve a read. */
  RouteReason lacking(Lease lease, Freshness freshness) {
    return switch (freshness.kind()) {
      case BOUNDED -> RouteReason.BEYOND_BOUND;
      case ANY -> RouteReason.NO_REPLICA;
      case PRIMARY, OWN_WRITES, REPORTING ->
          lease.node().isEndpoint() && !isWithinMaxLag(lease)
              ? RouteReason.NO_REPLICA
              : RouteReason.OWN_WRITES;
    };
  }

  private boolean isWithinMaxLag(Lease lease) {
    long now = chooser.now();
    return chooser.router().serves(state(lease, now), Freshness.ANY, Marks.NEVER, now);
  }

  /** What is known of its node, with the one number of this connection. */
  private NodeState state(Lease lease, long nowNanos) {
    NodeState node = chooser.topology().state(lease.node());
    return node.ofConnection(lease.known().confirmedNanos(), nowNanos);
  }

  /** The contract, held against the one number of this connection. */
  private boolean isEnough(Lease lease, Freshness freshness, ReadMarks reads, long nowNanos) {
    NodeState state = state(lease, nowNanos);
    boolean pending = freshness.kind() == Kind.OWN_WRITES && reads.pending();
    long neededNanos = reads.neededNanos(reads.newestNanos(), ReadMarks.ANY_NODE);
    return !pending && chooser.router().serves(state, freshness, neededNanos, nowNanos);
  }
}
