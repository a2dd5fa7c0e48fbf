package dev.weir.route;

import dev.weir.topology.Node;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Chooses one of the replicas that can serve a read: two at random by their weights, of these the
 * one with fewer requests in flight for its weight; then, if one takes less than half the time of
 * the other, that one. A replica that has requests and answers none gets no more while there is
 * another. Thread-safe; allocates nothing.
 */
final class Balancer {
  /** Sets of nodes are bits, by index. */
  private static final int MOST_NODES = Long.SIZE;

  private final Node[] nodes;
  private final int[] weights;
  private final Load load;
  private final IntUnaryOperator random;

  /**
   * Creates it.
   *
   * @param weights of the nodes, by index
   * @param random from 0 to a bound, exclusive
   */
  Balancer(List<Node> nodes, List<Integer> weights, Load load, IntUnaryOperator random) {
    if (nodes.size() > MOST_NODES) {
      throw new IllegalArgumentException(
          "a DataSource can have %d servers; these are %d".formatted(MOST_NODES, nodes.size()));
    }
    this.nodes = nodes.toArray(Node[]::new);
    this.weights = weights.stream().mapToInt(Integer::intValue).toArray();
    this.load = load;
    this.random = random;
  }

  /** The set of one node. */
  static long set(Node node) {
    return 1L << node.index();
  }

  /**
   * Chooses.
   *
   * @param set of nodes, not empty
   */
  Node choose(long set, long nowNanos) {
    if (Long.bitCount(set) == 1) {
      return nodes[Long.numberOfTrailingZeros(set)];
    }
    int total = 0;
    for (long left = set; left != 0; left &= left - 1) {
      total += weight(Long.numberOfTrailingZeros(left));
    }
    Node chosen = better(pick(set, total), pick(set, total));
    return load.isSilent(chosen, nowNanos) && !load.probes(chosen, nowNanos)
        ? answering(set, chosen, nowNanos)
        : chosen;
  }

  private Node pick(long set, int total) {
    int at = random.applyAsInt(total);
    long left = set;
    int index = Long.numberOfTrailingZeros(left);
    while (at >= weight(index)) {
      at -= weight(index);
      left &= left - 1;
      index = Long.numberOfTrailingZeros(left);
    }
    return nodes[index];
  }

  private int weight(int index) {
    return weights[index];
  }

  private Node better(Node one, Node other) {
    long busy = (long) load.inFlight(one) * weight(other.index());
    long otherBusy = (long) load.inFlight(other) * weight(one.index());
    if (busy != otherBusy) {
      return busy < otherBusy ? one : other;
    }
    float otherLatency = load.latencyNanos(other);
    return otherLatency != 0 && otherLatency < load.latencyNanos(one) / 2 ? other : one;
  }

  /** The best of those that answer; the one that was chosen if none does. */
  private Node answering(long set, Node silent, long nowNanos) {
    Node best = null;
    for (long left = set; left != 0; left &= left - 1) {
      Node node = nodes[Long.numberOfTrailingZeros(left)];
      if (!load.isSilent(node, nowNanos)) {
        best = best == null ? node : better(best, node);
      }
    }
    return best == null ? silent : best;
  }
}
