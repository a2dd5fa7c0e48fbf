package dev.weir;

import dev.weir.samples.cluster.PostgresNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real PgBouncer before one server, in transaction mode, with two connections to it. */
final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final Path directory;
  private final int port;

  private PgBouncer(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** Whether there is one on this machine: {@code apt-get install pgbouncer}. */
  static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "pgbouncer")));
  }

  /** Starts one; returns when it lets through. */
  static PgBouncer before(PostgresNode node) throws Exception {
    int port = freePort();
    Path directory = Files.createTempDirectory("pgbouncer");
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "[databases]",
            "* = host=127.0.0.1 port=%d %s".formatted(node.port(), credentials(node)),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = transaction",
            "default_pool_size = 2",
            "server_login_retry = 0.1",
            "ignore_startup_parameters = extra_float_digits",
            ""));
    List<String> command = new ArrayList<>(List.of("pgbouncer", settings.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(1, List.of("-u", "nobody")); // It refuses to run as root.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    PgBouncer bouncer = new PgBouncer(process, directory, port);
    try {
      Cluster.await("PgBouncer lets through", bouncer::letsThrough);
      return bouncer;
    } catch (Exception | Error e) {
      String log = Files.readString(directory.resolve("log"));
      bouncer.close();
      throw new IllegalStateException("PgBouncer does not start: " + log, e);
    }
  }

  /** It signs in by itself, and lets everybody in: that is not what is tested. */
  private static String credentials(PostgresNode node) {
    String url = node.jdbcUrl();
    return url.substring(url.indexOf('?') + 1).replace('&', ' ');
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean letsThrough() {
    try (Connection c = DriverManager.getConnection(jdbcUrl())) {
      return c.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
