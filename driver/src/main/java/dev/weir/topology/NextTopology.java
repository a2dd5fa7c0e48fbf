package dev.weir.topology;

/** Waits for the next snapshot of what the servers are. */
@FunctionalInterface
public interface NextTopology {
  /**
   * Waits until there is another snapshot than the one that was seen.
   *
   * @param seen the newest that the caller knows
   * @param nanos how long at most
   * @return the newest one; the same if there has been no other
   * @throws InterruptedException if the thread was interrupted before or meanwhile
   */
  Topology after(Topology seen, long nanos) throws InterruptedException;
}
