package dev.weir.topology;

/**
 * Is told when the servers of a DataSource change: who is the primary, which replicas are used.
 * Called on threads of the monitor, one change at a time, in their order; it should return soon.
 * What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface TopologyListener {
  /**
   * Something has changed.
   *
   * @param change what, and why
   */
  void changed(TopologyChange change);
}
