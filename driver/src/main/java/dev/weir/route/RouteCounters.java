package dev.weir.route;

import dev.weir.topology.Node;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each decision was made. Thread-safe. */
public final class RouteCounters {
  private final List<Node> nodes;
  private final Map<RouteReason, LongAdder[]> counts = new EnumMap<>(RouteReason.class);

  /**
   * Counts from zero.
   *
   * @param nodes all nodes, by index
   */
  public RouteCounters(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
    for (RouteReason reason : RouteReason.values()) {
      counts.put(reason, nodes.stream().map(node -> new LongAdder()).toArray(LongAdder[]::new));
    }
  }

  /**
   * Counts one execution.
   *
   * @param decision by which it went
   */
  public void count(RouteDecision decision) {
    of(decision.reason())[decision.node().index()].increment();
  }

  /** The decisions that were made at least once, in the order of reasons, then nodes. */
  public List<RouteCount> counted() {
    List<RouteCount> counted = new ArrayList<>();
    for (RouteReason reason : RouteReason.values()) {
      for (Node node : nodes) {
        long count = of(reason)[node.index()].sum();
        if (count > 0) {
          counted.add(new RouteCount(node, reason, count));
        }
      }
    }
    return counted;
  }

  private LongAdder[] of(RouteReason reason) {
    // Every reason has its row.
    return Objects.requireNonNull(counts.get(reason));
  }
}
