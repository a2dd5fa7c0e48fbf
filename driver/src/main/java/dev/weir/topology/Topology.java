package dev.weir.topology;

import java.util.List;

/**
 * What the servers of a DataSource are at one moment. Immutable; the monitor publishes a new one
 * after each sample.
 *
 * @param primary where writes go: the server that last answered to be the primary on the highest
 *     timeline seen; before any has, the first of the list
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

  /** Whether the primary answers to be it: false before one was found, and after it was lost. */
  public boolean hasPrimary() {
    return state(primary).role() == NodeState.Role.PRIMARY;
  }

  /**
   * Whether any server lives, as far as is known: one that has not been asked yet may. No server is
   * asked.
   */
  public boolean isAnyAlive() {
    return nodes.stream()
        .anyMatch(
            state ->
                state.role() != NodeState.Role.UNKNOWN
                    || state.trouble().equals(Judge.NOT_SAMPLED));
  }

  /**
   * The same servers, but for one that a read has not reached.
   *
   * @param node which
   * @param trouble why it was not reached
   */
  public Topology without(Node node, String trouble) {
    return with(NodeState.unknown(node, trouble));
  }

  Topology with(NodeState state) {
    NodeState[] all = nodes.toArray(NodeState[]::new);
    all[state.node().index()] = state;
    return new Topology(primary, List.of(all));
  }
}
