package dev.weir.topology;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides what servers are, from what they answer and have answered before: which one is the
 * primary, what a replica has confirmed, when one that was taken out comes back. The monitor calls
 * it with one answer at a time; only {@link #newestPrimarySampleNanos} and {@link #samples} may be
 * asked by any thread.
 */
final class Judge {
  /** The trouble of every replica when the DataSource has just been built: nothing to warn of. */
  private static final String STARTING = "the primary has not answered yet";

  static final String NOT_SAMPLED = "it has not been sampled yet";

  private static final String CANDIDATE = "it takes writes, and the others are asked first";
  private static final String RETURNING = "it is in order again, and is used when it stays so";

  /** How long a server that wants to be the primary waits for others that do not answer. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Node> nodes;
  private final List<History> histories;
  private final long returnNanos;
  private final PrimarySamples samples = new PrimarySamples();
  private volatile long newestPrimarySampleNanos = NodeState.UNKNOWN;

  Judge(List<Node> nodes, long returnNanos) {
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

  void failed(Node node, long nowNanos) {
    of(node).failed(nowNanos);
  }

  /** What a server is by its answer; one that is the primary has that role then. */
  NodeState state(Topology topology, Node node, Sample sample) {
    History history = of(node);
    history.heard(sample);
    if (sample.inRecovery()) {
      history.candidateNanos = NodeState.UNKNOWN;
      return replica(topology, node, sample);
    }
    String objection = objection(topology, node, sample);
    if (!objection.isEmpty()) {
      return NodeState.unknown(node, objection);
    }
    history.candidateNanos = NodeState.UNKNOWN;
    samples.add(sample);
    newestPrimarySampleNanos = sample.startNanos();
    return new NodeState(node, NodeState.Role.PRIMARY, NodeState.UNKNOWN, sample.startNanos(), "");
  }

  /**
   * Why a server that takes writes is not the primary; empty if it is. The highest timeline wins,
   * and a replica that follows a higher one proves that there is one. A server that was not the
   * primary a moment ago is taken for it only when all others have been asked since: what has come
   * back may have been replaced.
   */
  private String objection(Topology topology, Node node, Sample sample) {
    long cluster = cluster(sample);
    if (sample.systemIdentifier() != cluster) {
      return "it belongs to another cluster (system identifier %d) than the rest (%d): remove it"
          .formatted(sample.systemIdentifier(), cluster);
    }
    int highest = highestTimeline(cluster);
    if (sample.timeline() < highest) {
      return "it takes writes on timeline %d, and there is timeline %d: it was replaced. Make it a replica"
          .formatted(sample.timeline(), highest);
    }
    boolean wasPrimary = topology.primary().equals(node);
    if (!wasPrimary && sample.timeline() == samples.timeline()) {
      return "it takes writes on timeline %d, as %s does: two primaries. Stop one of them"
          .formatted(sample.timeline(), topology.primary());
    }
    boolean promoted = samples.timeline() != 0 && sample.timeline() > samples.timeline();
    if (promoted || (wasPrimary && topology.hasPrimary()) || othersAreHeard(node, sample)) {
      return "";
    }
    return CANDIDATE;
  }

  private boolean othersAreHeard(Node node, Sample sample) {
    History history = of(node);
    if (history.candidateNanos == NodeState.UNKNOWN) {
      history.candidateNanos = sample.startNanos();
      history.asks = true;
    }
    long since = history.candidateNanos;
    return sample.startNanos() - since >= PATIENCE_NANOS
        || nodes.stream().allMatch(other -> other.equals(node) || of(other).heardNanos >= since);
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
    int highest = samples.timeline();
    for (History history : histories) {
      if (history.systemIdentifier == cluster) {
        highest = Math.max(highest, history.timeline);
      }
    }
    return highest;
  }

  private NodeState replica(Topology topology, Node node, Sample sample) {
    History history = of(node);
    long cluster = samples.systemIdentifier();
    String trouble = "";
    if (cluster == 0) {
      trouble = STARTING;
    } else if (sample.systemIdentifier() != cluster) {
      trouble = "it belongs to another cluster than the primary: remove it";
    } else if (sample.timeline() == samples.timeline()) {
      history.receiverLostNanos = NodeState.UNKNOWN;
      history.confirmedNanos =
          Math.max(history.confirmedNanos, samples.confirmedNanos(sample.lsn()));
    } else if (!goesOn(topology, history, sample)) {
      trouble =
          sample.timeline() == 0
              ? "its WAL receiver does not stream, or its timeline may not be seen (then: GRANT"
                  + " pg_monitor TO the monitor's user)"
              : "it follows timeline %d, the primary is on %d"
                  .formatted(sample.timeline(), samples.timeline());
    }
    return new NodeState(
        node,
        NodeState.Role.REPLICA,
        trouble.isEmpty() ? history.confirmedNanos : NodeState.UNKNOWN,
        sample.startNanos(),
        trouble);
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
