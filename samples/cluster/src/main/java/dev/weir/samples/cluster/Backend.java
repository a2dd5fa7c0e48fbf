package dev.weir.samples.cluster;

/** Where servers run: processes of this machine, or containers. */
interface Backend extends AutoCloseable {

  /** A server that does not exist yet. */
  Server server(String name);

  /** Stops all servers and leaves nothing behind. */
  @Override
  void close();
}
