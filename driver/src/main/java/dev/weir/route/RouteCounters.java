package dev.weir.route;

import dev.weir.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How often each decision was made. Thread-safe. */
public final class RouteCounters {
  private final List<Node> nodes;
  private final LongAdder[][] counts;

  /**
   * Counts from zero.
   *
   * @param nodes all nodes, by index
   */
  public RouteCounters(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
    this.counts = new LongAdder[RouteReason.values().length][nodes.size()];
    for (LongAdder[] row : counts) {
      for (int i = 0; i < row.length; i++) {
        row[i] = new LongAdder();
      }
    }
  }

  /**
   * Counts one execution.
   *
   * @param decision by which it went
   */
  public void count(RouteDecision decision) {
    counts[decision.reason().ordinal()][decision.node().index()].increment();
  }

  /** The decisions that were made at least once, in the order of reasons, then nodes. */
  public List<RouteCount> counted() {
    List<RouteCount> counted = new ArrayList<>();
    for (RouteReason reason : RouteReason.values()) {
      for (Node node : nodes) {
        long count = counts[reason.ordinal()][node.index()].sum();
        if (count > 0) {
          counted.add(new RouteCount(node, reason, count));
        }
      }
    }
    return counted;
  }
}
