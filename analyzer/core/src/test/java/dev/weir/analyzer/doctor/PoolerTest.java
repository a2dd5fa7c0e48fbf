package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.PoolSample;
import dev.weir.analyzer.server.PgBouncer;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolerTest {
  @Test
  void whoWaitsInPgBouncerIsTold() throws Exception {
    Path program = program();
    assumeTrue(
        program != null,
        "there is no pgbouncer on this machine: install it (apt install pgbouncer)");
    Path folder = Files.createTempDirectory("weir-pgbouncer");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (PostgresCluster cluster = PostgresCluster.start(0)) {
      Process pooler = start(Objects.requireNonNull(program), folder, cluster.primary(), port);
      try {
        String url = "jdbc:postgresql://127.0.0.1:%d/".formatted(port);
        String client = url + "postgres?user=postgres&prepareThreshold=0";
        Ward.until("it answers", () -> pools(url).isSeen());
        Ward ward = Ward.of(cluster.primary());
        Checkup well = Doctor.examine(ward.observe().behind(pools(url)));
        assertThat(Ward.all(well, "PB", "")).isEmpty();
        assertThat(Ward.verdict(well, Area.CONNECTIONS).why())
            .endsWith("nobody waits in PgBouncer");

        CompletableFuture<Void> waiting;
        try (Connection holder = DriverManager.getConnection(client);
            Statement statement = holder.createStatement()) {
          holder.setAutoCommit(false);
          statement.execute("SELECT 1");
          waiting = CompletableFuture.runAsync(() -> run(client));
          Ward.until(
              "somebody has waited for a second",
              () -> pools(url).rows().stream().anyMatch(pool -> pool.waitedMillis() >= 1_000));
          Checkup checkup = Doctor.examine(ward.observe().behind(pools(url)));
          Report.Entry entry = Ward.the(checkup, "PB", "database postgres and role postgres");
          assertThat(entry.words())
              .matches("1 client waits for up to .*; 1 of 1 connection of the server are taken");
          assertThat(entry.advice().fix()).startsWith("End long transactions first.");
          assertThat(Ward.verdict(checkup, Area.CONNECTIONS).state()).isEqualTo(State.LOOK);
          holder.rollback();
        }
        waiting.join();
        assertThat(Ward.all(Doctor.examine(ward.observe().behind(pools(url))), "PB", "")).isEmpty();
      } finally {
        pooler.destroy();
        pooler.waitFor();
        Files.delete(folder.resolve("log"));
        Files.delete(folder.resolve("pgbouncer.ini"));
        Files.delete(folder);
      }
      Answer<PoolSample> gone = pools("jdbc:postgresql://127.0.0.1:%d/".formatted(port));
      Checkup checkup = Doctor.examine(Ward.of(cluster.primary()).observe().behind(gone));
      assertThat(Ward.verdict(checkup, Area.CONNECTIONS).why())
          .startsWith("PgBouncer could not be asked: ");
    }
  }

  private static Answer<PoolSample> pools(String url) {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    return PgBouncer.pools(url + "pgbouncer", properties);
  }

  private static void run(String url) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 2");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Path program() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static Process start(Path program, Path folder, PostgresNode node, int port)
      throws IOException {
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        postgres = host=%s port=%d dbname=postgres user=postgres pool_size=1
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        admin_users = postgres
        pool_mode = transaction
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(node.host(), node.port(), port));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to be that.
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }
}
