package dev.weir.topology;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides what servers are, from what they answer and have answered before: which one is the
 * primary, what a replica has confirmed, when one that was taken out comes back. The monitor calls
 * it with one answer at a time; only {@link #newestPrimarySampleNanos} and {@link #samples} may be
 * asked by any thread.
 *
 * <p>No mark carries a timeline. A connection is written to only if its stamp is of the life that
 * the newest sample of the primary is of, see {@link Sample#isOfAnotherLife}; from the moment a
 * connection to a primary of a newer timeline was opened no sample of an older one is taken, and a
 * life that another has followed is not taken for the primary again. So whatever is confirmed by a
 * sample was written to that sample's server, or is older than the sample before it.
 */
final class Judge {
  /** The trouble of every replica when the DataSource has just been built: nothing to warn of. */
  static final String STARTING = "the primary has not answered yet";

  static final String NOT_SAMPLED = "it has not been sampled yet";

  /** The SQLSTATE of a connection that the server, or here the address, should not have given. */
  private static final String REJECTED = "08004";

  private static final String TAKES_WRITES = "it takes writes on timeline";
  private static final String TWO_SERVERS = "its address leads to two servers that take writes";
  private static final String CANDIDATE = "it takes writes, and the others are asked first";
  private static final String FOREIGN = "it belongs to another cluster than the primary: remove it";
  private static final String RETURNING = "it is in order again, and is used when it stays so";

  /** How long a server that wants to be the primary waits for others that do not answer. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Node> nodes;
  private final List<History> histories;
  private final long returnNanos;
  private final long assumedLagNanos;

  /** Lives of primaries that another one has followed. */
  private final Set<Long> formerLives = new HashSet<>();

  private final PrimarySamples samples = new PrimarySamples();
  private volatile long newestPrimarySampleNanos = NodeState.UNKNOWN;

  /** The newest primary's; 0 if unknown. */
  private long primaryLife;

  /** What the newest primary does not tell. */
  private String primaryUntold = "";

  /** The highest timeline of a primary to which a connection was opened. */
  private int openedTimeline;

  Judge(List<Node> nodes, long returnNanos, long assumedLagNanos) {
    this.assumedLagNanos = assumedLagNanos;
    this.nodes = nodes;
    this.histories = nodes.stream().map(node -> new History()).toList();
    this.returnNanos = returnNanos;
  }

  /** The primary's. */
  PrimarySamples samples() {
    return samples;
  }

  /** When the newest sample of a primary began. */
  long newestPrimarySampleNanos() {
    return newestPrimarySampleNanos;
  }

  /** Whether a trouble is that of a server which takes writes beside the primary. */
  boolean isSplit(String trouble) {
    return trouble.startsWith(TAKES_WRITES) || trouble.startsWith(TWO_SERVERS);
  }

  /** Whether a trouble is none: part of a start or a return. */
  boolean isPassing(String trouble) {
    return trouble.equals(NOT_SAMPLED)
        || trouble.equals(STARTING)
        || trouble.equals(CANDIDATE)
        || trouble.equals(RETURNING);
  }

  /**
   * Whether what this server has just answered can be judged better when the others answer again:
   * it wants to be the primary, or has lost it. True once for each such event.
   */
  boolean asksOthers(Node node) {
    History history = of(node);
    boolean asks = history.asks;
    history.asks = false;
    return asks;
  }

  /**
   * A server could not be sampled.
   *
   * @param silent whether it did not answer at all
   * @return whether it is given up: it has not answered twice in a row. Each attempt after a
   *     failure is made on a new connection, so a single answer that was late, or a connection that
   *     broke, is not enough. True once for each such event.
   */
  boolean failed(Node node, long nowNanos, boolean silent) {
    of(node).failed(nowNanos, silent);
    return silent && of(node).silences == 2;
  }

  /** What a server is by its answer; one that is the primary has that role then. */
  NodeState state(Topology topology, Node node, Sample sample) {
    History history = of(node);
    history.heard(sample);
    if (node.isEndpoint()) {
      return endpoint(node, sample);
    }
    if (sample.inRecovery()) {
      history.candidateNanos = NodeState.UNKNOWN;
      return replica(topology, node, sample);
    }
    String objection = objection(topology, node, sample);
    if (!objection.isEmpty()) {
      return NodeState.unused(node, objection, objection.equals(CANDIDATE) ? 0 : sample.life());
    }
    history.candidateNanos = NodeState.UNKNOWN;
    if (primaryLife != 0 && primaryLife != sample.life()) {
      formerLives.add(primaryLife);
    }
    primaryLife = sample.life();
    primaryUntold = sample.untold();
    if (sample.lsn() != 0) {
      samples.add(sample);
    }
    newestPrimarySampleNanos = sample.startNanos();
    return new NodeState(
        node,
        NodeState.Role.PRIMARY,
        NodeState.UNKNOWN,
        sample.startNanos(),
        NodeState.NOW,
        "",
        sample.life());
  }

  /**
   * A connection of the application was opened.
   *
   * @param stamp what its server is
   * @throws SQLException if that belongs to another cluster than the primary, and must not be used
   */
  void opened(Node node, Sample stamp) throws SQLException {
    if (isForeign(stamp)) {
      throw new SQLException(
          "%s leads to a server of another cluster (system identifier %d) than the primary's (%d): its connection is not used"
              .formatted(node, stamp.systemIdentifier(), samples.systemIdentifier()),
          REJECTED);
    }
    if (!stamp.inRecovery() && samples.systemIdentifier() != 0) {
      openedTimeline = Math.max(openedTimeline, stamp.timeline());
    }
  }

  /** Whether a server belongs to another cluster than the primary, as far as both are known. */
  private boolean isForeign(Sample sample) {
    long cluster = samples.systemIdentifier();
    return cluster != 0 && sample.systemIdentifier() != 0 && sample.systemIdentifier() != cluster;
  }

  /**
   * Why a server that takes writes is not the primary; empty if it is. The highest timeline wins,
   * and a replica that follows a higher one proves that there is one. A server that was not the
   * primary a moment ago is taken for it only when all others have been asked since: what has come
   * back may have been replaced.
   */
  private String objection(Topology topology, Node node, Sample sample) {
    long cluster = cluster(sample);
    if (sample.systemIdentifier() != 0 && sample.systemIdentifier() != cluster) {
      return "it belongs to another cluster (system identifier %d) than the rest (%d): remove it"
          .formatted(sample.systemIdentifier(), cluster);
    }
    int highest = highestTimeline(cluster);
    if (sample.timeline() != 0 && sample.timeline() < highest) {
      return (TAKES_WRITES + " %d, and there is timeline %d: it was replaced. Make it a replica")
          .formatted(sample.timeline(), highest);
    }
    if (formerLives.contains(sample.life())) {
      return (TWO_SERVERS + " on timeline %d, or has led back to one that was replaced")
          .formatted(sample.timeline());
    }
    boolean wasPrimary = topology.primary().equals(node);
    if (!wasPrimary && topology.hasPrimary() && sample.life() == primaryLife && primaryLife != 0) {
      return "it is %s, under another address".formatted(topology.primary());
    }
    boolean another =
        sample.timeline() == 0 ? topology.hasPrimary() : sample.timeline() == samples.timeline();
    if (!wasPrimary && another) {
      return (TAKES_WRITES + " %d, as %s does: two primaries. Stop one of them")
          .formatted(sample.timeline(), topology.primary());
    }
    boolean promoted = samples.timeline() != 0 && sample.timeline() > samples.timeline();
    if (promoted || (wasPrimary && topology.hasPrimary()) || othersAreHeard(node, sample)) {
      return "";
    }
    return CANDIDATE;
  }

  /**
   * Whether a server that has answered is not what it should be, so that its address may belong to
   * another one by now: it is not used for what it has answered, or is a standby where the primary
   * was. What a server does not tell to its user, another one would not tell either.
   */
  boolean isMisplaced(Topology topology, Node node) {
    NodeState state = topology.state(node);
    boolean lost = node.equals(topology.primary()) && !topology.hasPrimary();
    boolean blind =
        state.role() == NodeState.Role.REPLICA && !(of(node).tells && primaryUntold.isEmpty());
    return lost || !(state.trouble().isEmpty() || blind);
  }

  private boolean othersAreHeard(Node node, Sample sample) {
    History history = of(node);
    if (history.candidateNanos == NodeState.UNKNOWN) {
      history.candidateNanos = sample.startNanos();
      history.asks = true;
    }
    long since = history.candidateNanos;
    return sample.startNanos() - since >= PATIENCE_NANOS
        || nodes.stream()
            .allMatch(
                other -> other.equals(node) || other.isEndpoint() || of(other).heardNanos >= since);
  }

  /** The cluster is the primary's; before there was one, that of the first server that answers. */
  private long cluster(Sample sample) {
    if (samples.systemIdentifier() != 0) {
      return samples.systemIdentifier();
    }
    for (History history : histories) {
      if (history.systemIdentifier != 0) {
        return history.systemIdentifier;
      }
    }
    return sample.systemIdentifier();
  }

  private int highestTimeline(long cluster) {
    int highest = Math.max(samples.timeline(), openedTimeline);
    for (History history : histories) {
      if (history.systemIdentifier == cluster) {
        highest = Math.max(highest, history.timeline);
      }
    }
    return highest;
  }

  private NodeState replica(Topology topology, Node node, Sample sample) {
    History history = of(node);
    String trouble = "";
    if (newestPrimarySampleNanos == NodeState.UNKNOWN) {
      trouble = STARTING;
    } else if (isForeign(sample)) {
      trouble = FOREIGN;
    } else if (isAssumed(sample) || isComparable(sample)) {
      history.receiverLostNanos = NodeState.UNKNOWN;
      history.confirmedNanos = Math.max(history.confirmedNanos, confirmedNanos(sample));
    } else if (!goesOn(topology, history, sample)) {
      trouble = incomparable(sample);
    }
    return new NodeState(
        node,
        NodeState.Role.REPLICA,
        trouble.isEmpty() ? history.confirmedNanos : NodeState.UNKNOWN,
        sample.startNanos(),
        NodeState.NOW,
        trouble,
        sample.life());
  }

  /** Whether there is somebody; how far, each connection is asked. */
  private NodeState endpoint(Node node, Sample sample) {
    String trouble =
        newestPrimarySampleNanos == NodeState.UNKNOWN ? STARTING : isForeign(sample) ? FOREIGN : "";
    return new NodeState(
        node, NodeState.Role.REPLICA, NodeState.UNKNOWN, sample.startNanos(), trouble);
  }

  /**
   * Up to when what is visible on a server is confirmed, by one answer of it alone; {@link
   * NodeState#UNKNOWN} if nothing is. The server may be the primary itself, and no other that takes
   * writes.
   */
  long confirmedNanos(Sample sample) {
    if (newestPrimarySampleNanos == NodeState.UNKNOWN || isForeign(sample)) {
      return NodeState.UNKNOWN;
    }
    if (!sample.inRecovery() && sample.life() != primaryLife) {
      return NodeState.UNKNOWN;
    }
    if (isComparable(sample)) {
      return samples.confirmedNanos(sample.lsn());
    }
    return isAssumed(sample) ? sample.startNanos() - assumedLagNanos : NodeState.UNKNOWN;
  }

  /** Whether its position can be compared with the primary's. */
  private boolean isComparable(Sample sample) {
    return sample.timeline() != 0 && sample.timeline() == samples.timeline();
  }

  /** Whether something is believed of it, because it cannot be asked, and that was chosen. */
  private boolean isAssumed(Sample sample) {
    return assumedLagNanos != NodeState.UNKNOWN
        && !isComparable(sample)
        && !(sample.untold().isEmpty() && primaryUntold.isEmpty());
  }

  /** Why nothing is confirmed by an answer. */
  String incomparable(Sample sample) {
    String untold =
        sample.untold().isEmpty() && !primaryUntold.isEmpty()
            ? "of the primary: " + primaryUntold
            : sample.untold();
    if (!untold.isEmpty()) {
      return untold
          + "; without that nothing is confirmed, unless a bound is stated by assumeReplicaLag(..)";
    }
    return sample.timeline() == 0
        ? "its WAL receiver does not stream"
        : "it follows timeline %d, the primary is on %d"
            .formatted(sample.timeline(), samples.timeline());
  }

  /**
   * Whether a replica that has lost its primary goes on serving what it has: as long as the primary
   * has not answered since. With the primary every WAL receiver ends, and what was confirmed in
   * this life of the replica stays visible on it.
   */
  private boolean goesOn(Topology topology, History history, Sample sample) {
    if (history.receiverLostNanos == NodeState.UNKNOWN) {
      history.receiverLostNanos = sample.startNanos();
      history.asks = true;
    }
    return history.confirmedNanos != NodeState.UNKNOWN
        && !(topology.hasPrimary() && newestPrimarySampleNanos > history.receiverLostNanos);
  }

  /** Taken out at once, a server comes back when it has been in order for a while. */
  NodeState returning(NodeState before, NodeState now) {
    History history = of(now.node());
    if (!now.trouble().isEmpty()) {
      if (!now.trouble().equals(RETURNING)) {
        history.ejected |= before.trouble().isEmpty();
        history.inOrderNanos = NodeState.UNKNOWN;
      }
      return now;
    }
    if (!history.ejected || now.role() != NodeState.Role.REPLICA) {
      history.ejected = false;
      return now;
    }
    if (history.inOrderNanos == NodeState.UNKNOWN) {
      history.inOrderNanos = now.sampledNanos();
    }
    if (now.sampledNanos() - history.inOrderNanos < returnNanos) {
      return now.withheld(RETURNING);
    }
    history.ejected = false;
    return now;
  }

  private History of(Node node) {
    return histories.get(node.index());
  }
}
