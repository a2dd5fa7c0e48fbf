package dev.weir.samples.shop;

import static dev.weir.route.RouteReason.NO_REPLICA;
import static dev.weir.route.RouteReason.OWN_WRITES;
import static dev.weir.route.RouteReason.PENDING_WRITE;
import static dev.weir.route.RouteReason.READ;

import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where statements went between two moments.
 *
 * @param topology which servers there are
 * @param before what was counted until then
 * @param after what was counted until now
 */
record Routes(Topology topology, List<RouteCount> before, List<RouteCount> after) {
  /** Reads that a replica may serve; what else there is has no choice. */
  private static final Set<RouteReason> READS =
      EnumSet.of(READ, OWN_WRITES, PENDING_WRITE, NO_REPLICA);

  List<Node> nodes() {
    return topology.nodes().stream().map(NodeState::node).toList();
  }

  long executions(RouteReason reason) {
    return executions(count -> count.reason() == reason);
  }

  long executions(RouteReason reason, Node node) {
    return executions(count -> count.reason() == reason && count.node().equals(node));
  }

  /** How many reads there were that a replica might serve. */
  long reads() {
    return executions(count -> READS.contains(count.reason()));
  }

  private long executions(Predicate<RouteCount> which) {
    return sum(after, which) - sum(before, which);
  }

  private static long sum(List<RouteCount> counts, Predicate<RouteCount> which) {
    return counts.stream().filter(which).mapToLong(RouteCount::executions).sum();
  }
}
