package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Real servers, a primary with two replicas, that all tests of this JVM share. A test that does
 * something to them undoes it; one that changes who is primary starts its own.
 */
public final class Cluster implements BeforeAllCallback {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private @Nullable PostgresCluster servers;

  /** The servers, closed when the last test of this JVM is over. */
  private record Shared(PostgresCluster servers) implements AutoCloseable {
    @Override
    public void close() {
      servers.close();
    }
  }

  /** What a test does while something is wrong. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Shared shared =
        context
            .getRoot()
            .getStore(Namespace.create(Cluster.class))
            .getOrComputeIfAbsent(
                "servers", key -> new Shared(PostgresCluster.start(2)), Shared.class);
    servers = shared.servers();
  }

  public PostgresCluster servers() {
    return Objects.requireNonNull(servers);
  }

  /** A DataSource of the bare driver on the primary. */
  public DataSource bare() {
    return servers().primary().dataSource();
  }

  /** Runs statements on the primary, past everything, and waits until the replicas have them. */
  public void run(String... statements) throws SQLException {
    try (Connection c = bare().getConnection();
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    }
    servers().awaitReplication();
  }

  /** A DataSource over all servers, of which the replicas serve reads. */
  public WeirDataSource open() throws Exception {
    return open(builder -> builder);
  }

  /** A DataSource over all servers, of which the replicas serve reads. */
  public WeirDataSource open(UnaryOperator<WeirDataSource.Builder> settings) throws Exception {
    return open(servers(), settings);
  }

  /** The same over other servers. */
  static WeirDataSource open(
      PostgresCluster servers, UnaryOperator<WeirDataSource.Builder> settings) throws Exception {
    WeirDataSource weir = build(servers, settings);
    try {
      awaitReplicas(weir);
      return weir;
    } catch (Exception | Error e) {
      weir.close();
      throw e;
    }
  }

  /** A DataSource over all servers, whatever state they are in. */
  static WeirDataSource build(
      PostgresCluster servers, UnaryOperator<WeirDataSource.Builder> settings) {
    WeirDataSource.Builder builder =
        WeirDataSource.builder().name("test").monitorInterval(Duration.ofMillis(100));
    builder.primary(servers.node(0).jdbcUrl());
    servers.nodes().stream().skip(1).map(PostgresNode::jdbcUrl).forEach(builder::replica);
    return settings.apply(builder).build();
  }

  /** Waits until every replica is confirmed and the catalogue has been read. */
  static void awaitReplicas(WeirDataSource weir) throws Exception {
    await(
        "every replica is confirmed",
        () ->
            weir.topology().nodes().stream()
                    .filter(state -> state.confirmedNanos() != NodeState.UNKNOWN)
                    .count()
                == weir.topology().nodes().size() - 1);
    await(
        "reads are served by replicas",
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(true); // Whatever its pools begin with, and its own freshness is.
            query(c, "/*+ weir: any */ select 1");
          }
          return reads(weir) > 0;
        });
  }

  /** Waits until so many replicas are in order. */
  static void awaitReplicas(WeirDataSource weir, int replicas) throws Exception {
    await(
        replicas + " replicas serve reads",
        () ->
            weir.topology().nodes().stream()
                    .filter(n -> n.role() == NodeState.Role.REPLICA && n.trouble().isEmpty())
                    .count()
                == replicas);
  }

  /** Waits until it is known that every replica has what was committed up to now. */
  static void awaitConfirmed(WeirDataSource weir) throws Exception {
    long now = System.nanoTime();
    await(
        "replicas are known to have that",
        () ->
            weir.topology().nodes().stream()
                .filter(state -> state.role() == NodeState.Role.REPLICA)
                .allMatch(state -> state.confirmedNanos() - now > 0));
  }

  /** How many reads replicas have served. */
  static long reads(WeirDataSource weir) {
    return weir.routes().stream()
        .filter(count -> count.reason() == RouteReason.READ)
        .mapToLong(count -> count.executions())
        .sum();
  }

  /** The first column of the first row of a query on a connection of its own. */
  static @Nullable String query(DataSource dataSource, String sql) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      return query(c, sql);
    }
  }

  /** The first column of the first row of a query. */
  static @Nullable String query(Connection connection, String sql) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery(sql)) {
      assertThat(row.next()).as(sql).isTrue();
      return row.getString(1);
    }
  }

  /** Runs a statement on a connection of its own. */
  static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      execute(c, sql);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(sql);
    }
  }

  /** Does something while no replica replays anything. */
  public void whileReplicasStandStill(Action action) throws Exception {
    servers().awaitReplication();
    servers().replicas().forEach(PostgresNode::pauseReplay);
    try {
      action.run();
    } finally {
      servers().replicas().forEach(PostgresNode::resumeReplay);
      servers().awaitReplication();
    }
  }

  /** Waits until a condition holds, for a bounded time. */
  public static void await(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(LIMIT);
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }
}
