package dev.weir.route;

import dev.weir.topology.Node;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** How many connections to each node are in use by this DataSource. Thread-safe. */
public final class InFlight {
  private final AtomicIntegerArray counts;

  /**
   * Counts from zero.
   *
   * @param nodes how many nodes there are
   */
  public InFlight(int nodes) {
    counts = new AtomicIntegerArray(nodes);
  }

  /**
   * A connection to a node was taken from its pool.
   *
   * @param node which node
   */
  public void taken(Node node) {
    counts.incrementAndGet(node.index());
  }

  /**
   * A connection to a node went back to its pool.
   *
   * @param node which node
   */
  public void returned(Node node) {
    counts.decrementAndGet(node.index());
  }

  /**
   * Connections in use.
   *
   * @param node of which node
   */
  public int of(Node node) {
    return counts.get(node.index());
  }
}
