package dev.weir.samples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server as a process of this machine, with its data directory and its log in the cluster's
 * directory.
 */
final class EmbeddedServer implements Server {

  // Below what Linux and macOS hand out to outgoing connections, so a port is still free after a
  // restart.
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final int ATTEMPTS = 10;
  private static final Duration CHILD_ENDS = Duration.ofMillis(500);

  /** The first version of PostgreSQL that has them. */
  private static final int BUILTIN_LOCALES = 17;

  private static final int LOG_LINES = 30;

  private final String name;
  private final Path data;
  private final Path log;
  private final Binaries binaries;
  private final Launcher launcher;
  private final Map<String, String> settings;

  // Written by the thread that launches, read by any.
  private volatile int port = freePort();
  private volatile @Nullable Process process;

  EmbeddedServer(
      String name,
      Path cluster,
      Binaries binaries,
      Launcher launcher,
      Map<String, String> settings) {
    this.name = name;
    this.data = cluster.resolve(name);
    this.log = cluster.resolve(name + ".log");
    this.binaries = binaries;
    this.launcher = launcher;
    this.settings = settings;
  }

  @Override
  public void create() {
    List<String> command = new ArrayList<>(List.of(binaries.program("initdb"), "-D", data + ""));
    command.addAll(List.of("-U", Console.USER, "-A", "trust", "-E", "UTF8", "--no-locale"));
    if (binaries.version() >= BUILTIN_LOCALES) {
      // The same order of strings on every machine, and the letters of all languages.
      command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    }
    command.addAll(List.of("--no-sync", "--no-instructions"));
    launcher.run(command);
    append("postgresql.conf", "include 'cluster.conf'\n");
  }

  @Override
  public void createStandby(Server primary) {
    launcher.run(List.of("cp", "-Rp", ((EmbeddedServer) primary).data + "", data + ""));
    follow(primary);
  }

  @Override
  public void copy(Server primary) {
    freeSharedMemory();
    try {
      Trees.delete(data);
      OnlineCopy.of(((EmbeddedServer) primary).data, Console.of(primary), data);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy %s to %s".formatted(primary, name), e);
    }
    follow(primary);
  }

  /**
   * A killed server leaves a segment of shared memory, which only its lock file names: by key and
   * number in line 7.
   */
  private void freeSharedMemory() {
    Path lock = data.resolve("postmaster.pid");
    if (Files.exists(lock)) {
      launcher.run(
          List.of("sh", "-c", "ipcrm -m \"$(sed -n '7s/.* //p' \"$0\")\" || :", lock + ""));
    }
  }

  /** What makes a data directory a standby's; of settings given twice the last counts. */
  private void follow(Server primary) {
    append("standby.signal", "");
    append("postgresql.auto.conf", "primary_conninfo = '%s'\n".formatted(primary.conninfo()));
  }

  private void append(String file, String text) {
    try {
      Files.writeString(
          data.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + data.resolve(file), e);
    }
  }

  @Override
  public void launch() {
    StringBuilder configuration = new StringBuilder();
    configuration.append("cluster_name = '%s'\nport = %d\n".formatted(name, port));
    settings.forEach(
        (key, value) -> configuration.append("%s = %s\n".formatted(key, Console.literal(value))));
    try {
      Files.writeString(data.resolve("cluster.conf"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure " + name, e);
    }
    launcher.own(data);
    process = launcher.launch(List.of(binaries.program("postgres"), "-D", data + ""), log);
  }

  @Override
  public void awaitReady() {
    for (int attempt = 1; ; attempt++) {
      Await.until(
          name + " accepts connections",
          Await.LIMIT,
          () -> !isRunning() || Console.of(this).answers(),
          this::logTail);
      if (isRunning()) {
        return;
      }
      String reason = logTail();
      boolean portTaken = reason.contains("could not bind");
      // A child that a killed server made in its last moment ends by itself when it notices.
      boolean childLeft = reason.contains("pre-existing shared memory block");
      if (attempt == ATTEMPTS || !(portTaken || childLeft)) {
        throw new IllegalStateException(name + " does not start: " + reason);
      }
      if (childLeft) {
        Await.pause(CHILD_ENDS);
      }
      truncateLog();
      port = portTaken ? freePort() : port;
      launch();
    }
  }

  @Override
  public void stop() {
    Process stopping = running();
    signal("INT", List.of(stopping.toHandle()));
    awaitEnd(List.of(stopping.toHandle()));
  }

  @Override
  public void kill() {
    List<ProcessHandle> all = freeze();
    signal("KILL", all);
    awaitEnd(all);
  }

  @Override
  public void hang() {
    freeze();
  }

  @Override
  public void unhang() {
    Process frozen = running();
    signal("CONT", Stream.concat(frozen.descendants(), Stream.of(frozen.toHandle())).toList());
  }

  /** Stops the parent first: then it makes no more children while they are listed. */
  private List<ProcessHandle> freeze() {
    Process parent = running();
    signal("STOP", List.of(parent.toHandle()));
    List<ProcessHandle> children = parent.descendants().toList();
    signal("STOP", children);
    return Stream.concat(Stream.of(parent.toHandle()), children.stream()).toList();
  }

  private void signal(String signal, List<ProcessHandle> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill \"$@\" || :", "kill", "-" + signal));
    processes.forEach(one -> command.add(Long.toString(one.pid())));
    launcher.run(command);
  }

  private void awaitEnd(List<ProcessHandle> processes) {
    Await.until(
        name + " has stopped",
        Await.LIMIT,
        () -> !isRunning() && processes.stream().allMatch(EmbeddedServer::hasEnded),
        this::logTail);
  }

  /**
   * Gone, or a zombie that runs no program any more and waits for an init process that collects it,
   * maybe for ever.
   */
  private static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
  }

  private Process running() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      throw new IllegalStateException(name + " is not running");
    }
    return current;
  }

  @Override
  public boolean isRunning() {
    Process current = process;
    return current != null && current.isAlive();
  }

  @Override
  public InetSocketAddress address() {
    return Loopback.port(port);
  }

  @Override
  public String conninfo() {
    return "host=%s port=%d user=%s".formatted(Loopback.HOST, port, Console.USER);
  }

  private String logTail() {
    try (Stream<String> stream = Files.lines(log, StandardCharsets.UTF_8)) {
      List<String> lines = stream.toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "it left no log: " + e;
    }
  }

  private void truncateLog() {
    try {
      Files.writeString(log, "");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + log, e);
    }
  }

  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (ServerSocket probe =
          new ServerSocket(candidate, 1, Loopback.port(candidate).getAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Taken: try another.
      }
    }
    throw new IllegalStateException(
        "no free TCP port between %d and %d".formatted(FIRST_PORT, LAST_PORT));
  }

  @Override
  public String toString() {
    return name;
  }
}
