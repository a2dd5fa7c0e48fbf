package dev.weir.topology;

import java.util.List;

/**
 * What the servers of a DataSource are at one moment. Immutable; the monitor publishes a new one
 * after each sample.
 *
 * @param primary where writes go: the server that last answered to be the primary on the highest
 *     timeline seen
 * @param nodes all servers, by index
 */
public record Topology(Node primary, List<NodeState> nodes) {
  /**
   * The state of one server.
   *
   * @param node one of this topology's
   */
  public NodeState state(Node node) {
    return nodes.get(node.index());
  }

  Topology with(NodeState state) {
    NodeState[] all = nodes.toArray(NodeState[]::new);
    all[state.node().index()] = state;
    return new Topology(primary, List.of(all));
  }
}
