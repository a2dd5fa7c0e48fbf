package dev.weir.topology;

/**
 * Is told when the servers of a DataSource change: who is the primary, which replicas are used.
 * Called on threads of the monitor, one change at a time, in their order; it should return soon.
 * What it throws, errors included, is counted, logged once for each class, and goes no further; a
 * listener that throws 100 times in a row is switched off for the rest of the DataSource's life.
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
