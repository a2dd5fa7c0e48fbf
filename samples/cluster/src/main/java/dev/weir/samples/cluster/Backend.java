package dev.weir.samples.cluster;

import java.util.Map;

/** Where servers run: processes of this machine, or containers. */
interface Backend extends AutoCloseable {

  /**
   * The backend of a name, as in {@code -Dweir.cluster=..}.
   *
   * @param settings of {@code postgresql.conf}, for all servers
   */
  static Backend of(String name, Map<String, String> settings) {
    return switch (name) {
      case "embedded" -> new EmbeddedBackend(settings);
      case "testcontainers" -> containers(settings);
      default ->
          throw new IllegalArgumentException(
              "weir.cluster must be embedded or testcontainers, not " + name);
    };
  }

  private static Backend containers(Map<String, String> settings) {
    try {
      return new ContainerBackend(settings);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "weir.cluster=testcontainers needs org.testcontainers:testcontainers on the class path",
          e);
    }
  }

  /** A server that does not exist yet. */
  Server server(String name);

  /** Stops all servers and leaves nothing behind. */
  @Override
  void close();
}
