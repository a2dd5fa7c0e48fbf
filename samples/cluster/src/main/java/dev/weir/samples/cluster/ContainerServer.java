package dev.weir.samples.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** A server as a container, which keeps its data as long as it is not replaced by a copy. */
final class ContainerServer implements Server {

  private static final int PORT = 5432;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int LOG_CHARACTERS = 4000;

  /** The image lets clients of other machines in, but not their replication. */
  private static final String ALLOW_REPLICATION =
      "echo 'host replication all all trust' >> \"$PGDATA/pg_hba.conf\"\n";

  /** A standby copies its primary ($0) as soon as that answers; started again, it has its data. */
  private static final String STANDBY =
      "until [ -s \"$PGDATA/PG_VERSION\" ]"
          + " || pg_basebackup -d \"$0\" -D \"$PGDATA\" -R -X stream --checkpoint=fast --no-sync;"
          + " do sleep 0.1; done; exec docker-entrypoint.sh \"$@\"";

  private final String name;
  private final DockerImageName image;
  private final Network network;
  private final Map<String, String> settings;

  // Written by the thread that launches, read by any.
  private volatile @Nullable Server upstream;
  private volatile @Nullable GenericContainer<?> container;

  ContainerServer(
      String name, DockerImageName image, Network network, Map<String, String> settings) {
    this.name = name;
    this.image = image;
    this.network = network;
    this.settings = settings;
  }

  @Override
  public void create() {
    upstream = null;
  }

  @Override
  public void createStandby(Server primary) {
    upstream = primary;
  }

  @Override
  public void copy(Server primary) {
    remove();
    upstream = primary;
  }

  @Override
  public void launch() {
    GenericContainer<?> existing = container;
    if (existing == null) {
      GenericContainer<?> made = make();
      container = made;
      made.start();
    } else {
      docker().startContainerCmd(existing.getContainerId()).exec();
    }
  }

  // GenericContainer closes itself in remove().
  @SuppressWarnings("resource")
  private GenericContainer<?> make() {
    List<String> command = new ArrayList<>(List.of("postgres", "-c", "cluster_name=" + name));
    command.addAll(List.of("-c", "listen_addresses=*"));
    settings.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    GenericContainer<?> made =
        new GenericContainer<>(image)
            .withNetwork(network)
            .withNetworkAliases(name)
            .withExposedPorts(PORT)
            .withEnv("POSTGRES_PASSWORD", Console.PASSWORD)
            .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
            .withEnv("POSTGRES_INITDB_ARGS", "--no-sync")
            .withCopyToContainer(
                Transferable.of(ALLOW_REPLICATION), "/docker-entrypoint-initdb.d/replication.sh")
            .withCommand(command.toArray(String[]::new))
            .waitingFor(new NoWait());
    Server primary = upstream;
    if (primary != null) {
      made.withCreateContainerCmdModifier(
          create -> create.withEntrypoint("bash", "-c", STANDBY, primary.conninfo()));
    }
    return made;
  }

  @Override
  public void awaitReady() {
    Await.until(
        name + " accepts connections",
        Await.LIMIT,
        () -> !isRunning() || Console.of(this).answers(),
        this::logTail);
    if (!isRunning()) {
      throw new IllegalStateException(name + " does not start: " + logTail());
    }
  }

  @Override
  public void stop() {
    docker()
        .stopContainerCmd(running())
        .withTimeout(Math.toIntExact(STOP_LIMIT.toSeconds()))
        .exec();
  }

  @Override
  public void kill() {
    unhang();
    docker().killContainerCmd(running()).exec();
    Await.until(name + " has ended", Await.LIMIT, () -> !isRunning(), this::logTail);
  }

  @Override
  public void hang() {
    docker().pauseContainerCmd(running()).exec();
  }

  @Override
  public void unhang() {
    if (Boolean.TRUE.equals(inspect().getState().getPaused())) {
      docker().unpauseContainerCmd(running()).exec();
    }
  }

  /** Removes the container and its data, if there is one. */
  void remove() {
    GenericContainer<?> existing = container;
    if (existing != null) {
      existing.stop();
      container = null;
    }
  }

  @Override
  public boolean isRunning() {
    return container != null && Boolean.TRUE.equals(inspect().getState().getRunning());
  }

  // The engine publishes a port on every address of its host, so any one will do.
  @SuppressWarnings("AddressSelection")
  @Override
  public InetSocketAddress address() {
    Ports.Binding[] bindings =
        inspect().getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(PORT));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException(name + " is not running");
    }
    return new InetSocketAddress(
        existing().getHost(), Integer.parseInt(bindings[0].getHostPortSpec()));
  }

  @Override
  public String conninfo() {
    return "host=%s port=%d user=%s".formatted(name, PORT, Console.USER);
  }

  private String running() {
    if (!isRunning()) {
      throw new IllegalStateException(name + " is not running");
    }
    return existing().getContainerId();
  }

  private GenericContainer<?> existing() {
    GenericContainer<?> existing = container;
    if (existing == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return existing;
  }

  private InspectContainerResponse inspect() {
    return docker().inspectContainerCmd(existing().getContainerId()).exec();
  }

  private DockerClient docker() {
    return existing().getDockerClient();
  }

  private String logTail() {
    String log = existing().getLogs();
    return log.substring(Math.max(0, log.length() - LOG_CHARACTERS));
  }

  @Override
  public String toString() {
    return name;
  }

  /** Readiness is asked for elsewhere, after all containers were started. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
