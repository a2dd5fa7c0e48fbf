package dev.weir.samples.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers as containers of the official PostgreSQL image, or one with its entry point, on a network
 * of their own. What this JVM leaves behind when it is killed, Testcontainers removes.
 */
final class ContainerBackend implements Backend {

  private static final String DEFAULT_IMAGE = "postgres:18";

  private final DockerImageName image =
      DockerImageName.parse(System.getProperty("weir.cluster.image", DEFAULT_IMAGE));
  private final Network network = Network.newNetwork();
  private final List<ContainerServer> servers = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings;

  ContainerBackend(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public Server server(String name) {
    ContainerServer server = new ContainerServer(name, image, network, settings);
    servers.add(server);
    return server;
  }

  @Override
  public void close() {
    servers.forEach(ContainerServer::remove);
    network.close();
  }
}
