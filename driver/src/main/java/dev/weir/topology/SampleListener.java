package dev.weir.topology;

/**
 * Is told of every sample, after its topology was published. Called by one thread at a time, while
 * others wait to publish: it must return at once, and must not throw.
 */
@FunctionalInterface
public interface SampleListener {
  /**
   * A server was asked.
   *
   * @param node which
   * @param answered whether it answered
   * @param topology what the servers are from then on
   */
  void sampled(Node node, boolean answered, Topology topology);
}
