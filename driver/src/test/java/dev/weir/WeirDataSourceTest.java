package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import dev.weir.route.SpillOver;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.NodeState;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

class WeirDataSourceTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  // ---------------------------------------------------------------- what cannot work

  static Stream<Arguments> rejected() {
    return Stream.of(
        rejected("name must not be blank", b -> b.name(" ")),
        rejected("maxLag must be at least 10 ms; it is 9 ms", b -> b.maxLag(Duration.ofMillis(9))),
        rejected(
            "monitorInterval must be at least 10 ms; it is 0 ms",
            b -> b.monitorInterval(Duration.ZERO)),
        rejected(
            "catalogInterval must be at least 1000 ms; it is 999 ms",
            b -> b.catalogInterval(Duration.ofMillis(999))),
        rejected(
            "maxLag must be longer than monitorInterval, or no replica would ever be used; they"
                + " are 500 ms and 500 ms",
            b -> b.maxLag(Duration.ofMillis(500)).monitorInterval(Duration.ofMillis(500))),
        rejected(
            "there are settings for reports, but no server was named by reportingReplica(..), in a URL"
                + " weir.reportingReplica, in Spring Boot weir.reporting-replicas",
            b -> b.reportingFetchSize(100)),
        rejected(
            "reportingFetchSize must be at least 0 rows; it is -1", b -> b.reportingFetchSize(-1)),
        rejected(
            "reportingStatementTimeout must be from 1 ms to 2147483647 ms, or 0 for none; it is"
                + " PT-1S",
            b -> b.reportingStatementTimeout(Duration.ofSeconds(-1))),
        rejected(
            "reportingReplicaTimeout must be at least 250 ms; it is 249 ms",
            b ->
                b.reportingReplica("jdbc:postgresql://db3/shop")
                    .reportingReplicaTimeout(Duration.ofMillis(249))),
        rejected(
            "reportingStatementTimeout cannot be added to the options in the URL of a reporting"
                + " replica: put -c statement_timeout=.. there instead",
            b ->
                b.reportingReplica("jdbc:postgresql://db3/shop?options=-c%20work_mem=1GB")
                    .reportingStatementTimeout(Duration.ofSeconds(1))),
        rejected(
            "keepLaggards(..) and the lag in spillOver(..) are for replicas that are named by"
                + " replica(..): of the servers behind a readerEndpoint(..) none is kept",
            b -> b.readerEndpoint("jdbc:postgresql://readers/shop").keepLaggards(1)),
        rejected("keepLaggards must be at least 0; it is -1", b -> b.keepLaggards(-1)),
        rejected(
            "the lag in spillOver must be longer than maxLag, or it allows for nothing; they are"
                + " 10000 ms and 10000 ms",
            b -> b.spillOver(SpillOver.atMost(1).orLagging(Duration.ofSeconds(10)))),
        rejected(
            "the weight of a replica must be from 1 to 1000; it is 0",
            b -> b.replica("jdbc:postgresql://db2/shop", 0)),
        rejected("planCacheBytes must be at least 0 bytes; it is -1", b -> b.planCacheBytes(-1)),
        rejected(
            "a server's URL must begin with jdbc: ; this does not",
            b -> b.replica("postgresql://db2/shop?password=hush")));
  }

  private static Arguments rejected(
      String message, UnaryOperator<WeirDataSource.Builder> settings) {
    return Arguments.of(message, settings);
  }

  @ParameterizedTest
  @MethodSource("rejected")
  void settingThatCannotWorkIsRejected(
      String message, UnaryOperator<WeirDataSource.Builder> settings) {
    assertThatThrownBy(
            () ->
                settings
                    .apply(WeirDataSource.builder().primary("jdbc:postgresql://localhost:1/x"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void primaryMustBeNamed() {
    assertThatThrownBy(() -> WeirDataSource.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("primary");
  }

  /** What was made before the fault was found is closed again. */
  @Test
  void buildThatFailsLeavesNothing() throws Exception {
    assertThatThrownBy(
            () ->
                WeirDataSource.builder()
                    .name("half-built")
                    .primary(cluster.servers().primary().jdbcUrl())
                    .replica("jdbc:nobody://db2/shop?password=hush")
                    .build())
        .isInstanceOf(RuntimeException.class)
        .hasMessageNotContaining("hush");
    Cluster.await(
        "its threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("half-built")));
  }

  @Test
  void credentialsBelongToThePools() throws Exception {
    try (WeirDataSource weir =
        WeirDataSource.builder().primary(cluster.servers().node(0).jdbcUrl()).build()) {
      assertThatThrownBy(() -> weir.getConnection("me", "hush"))
          .isInstanceOf(SQLFeatureNotSupportedException.class)
          .hasMessageNotContaining("hush");
      assertThatThrownBy(() -> weir.setLoginTimeout(1))
          .isInstanceOf(SQLFeatureNotSupportedException.class);
      assertThat(weir.getLoginTimeout()).isZero();
      assertThat(weir.getLogWriter()).isNull();
    }
  }

  // ---------------------------------------------------------------- observing

  @Test
  void whoIsObservedConnectsAsAnotherUser() throws Exception {
    cluster.run("create role another_user login password 'hush'");
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection("another_user", "hush")) {
      assertThat(Cluster.query(c, "select current_user")).isEqualTo("another_user");
    } finally {
      cluster.run("drop role another_user");
    }
  }

  @Test
  void observedConnectionKeepsItsSession() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection()) {
      String pid = Cluster.query(c, "select pg_backend_pid()");
      Cluster.execute(c, "set application_name = 'mine'");
      Cluster.execute(c, "create temp table mine (id int)");
      assertThat(Cluster.query(c, "select count(*) from mine")).isEqualTo("0");
      assertThat(Cluster.query(c, "show application_name")).isEqualTo("mine");
      assertThat(Cluster.query(c, "select pg_backend_pid()")).isEqualTo(pid);
      assertThat(weir.routes())
          .allMatch(count -> count.reason() == RouteReason.SINGLE_NODE)
          .isNotEmpty();
    }
  }

  @Test
  void observedConnectionHasTheModesOfItsPool() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(cluster.bare());
    config.setAutoCommit(false);
    config.setReadOnly(true);
    try (HikariDataSource pool = new HikariDataSource(config);
        WeirDataSource weir = Weir.observe(pool);
        Connection c = weir.getConnection()) {
      assertThat(c.getAutoCommit()).isFalse();
      assertThat(c.isReadOnly()).isTrue();
      assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
      c.rollback();
    }
  }

  @Test
  void observedPoolThatGivesNoneSaysSoAtOnce() throws Exception {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setPortNumbers(new int[] {1});
    try (WeirDataSource weir = Weir.observe(nowhere)) {
      assertThatThrownBy(weir::getConnection)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }
  }

  @Test
  void closingAnObserverLeavesThePoolOpen() throws Exception {
    try (HikariDataSource pool = pool(cluster.servers().primary().jdbcUrl())) {
      Weir.observe(pool).close();
      assertThat(pool.isClosed()).isFalse();
      assertThat(Cluster.query(pool, "select 1")).isEqualTo("1");
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  // ---------------------------------------------------------------- pools that were given

  /** The monitor has used some of their connections; what it set must not stay there. */
  @Test
  void givenPoolsAreLeftAsTheyWere() throws Exception {
    try (HikariDataSource primary = pool(cluster.servers().primary().jdbcUrl());
        HikariDataSource replica = pool(cluster.servers().replicas().get(0).jdbcUrl())) {
      try (WeirDataSource weir =
          WeirDataSource.builder()
              .primary(primary)
              .replica(replica)
              .monitorInterval(Duration.ofMillis(100))
              .build()) {
        Cluster.awaitReplicas(weir);
        assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
      }
      for (HikariDataSource pool : List.of(primary, replica)) {
        assertThat(pool.isClosed()).isFalse();
        Cluster.await(
            "all connections are back",
            () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        try (Connection one = pool.getConnection();
            Connection two = pool.getConnection()) {
          assertThat(Cluster.query(one, "show statement_timeout")).isEqualTo("0");
          assertThat(Cluster.query(two, "show statement_timeout")).isEqualTo("0");
        }
      }
    }
  }

  // ---------------------------------------------------------------- pools of its own

  @Test
  void ownPoolsHaveTheCredentialsAndPropertiesThatWereGiven() throws Exception {
    cluster.run(
        "drop role if exists pool_user", "create role pool_user login password 'pool secret'");
    HikariConfig pool = new HikariConfig();
    pool.setUsername("pool_user");
    pool.setPassword("pool secret");
    pool.addDataSourceProperty("ApplicationName", "given to the pool");
    pool.setConnectionInitSql("set extra_float_digits = 0");
    PostgresNode node = cluster.servers().primary();
    String primary = "jdbc:postgresql://%s:%d/postgres".formatted(node.host(), node.port());
    try (WeirDataSource weir =
            WeirDataSource.builder()
                .primary(primary + "?options=-cwork_mem%3D5MB")
                .pool(pool)
                .build();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, "select current_user")).isEqualTo("pool_user");
      assertThat(Cluster.query(c, "show application_name")).isEqualTo("given to the pool");
      assertThat(Cluster.query(c, "show work_mem")).isEqualTo("5MB");
      assertThat(Cluster.query(c, "show extra_float_digits")).isEqualTo("0");
      assertThat(weir.unwrap(HikariDataSource.class).getJdbcUrl()).startsWith(primary);
    }
  }

  /** It was opened before the sample that confirms the write, whoever uses it first and when. */
  @Test
  void firstReadOnEachConnectionToAReplicaIsServedByIt() throws Exception {
    int size = 4;
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(size);
    pool.addDataSourceProperty("ApplicationName", "first reads");
    cluster.run("create table if not exists first_reads (n int)");
    PostgresNode replica = cluster.servers().replicas().get(0);
    Recording heard = new Recording();
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(cluster.servers().primary().jdbcUrl())
            .replica(replica.jdbcUrl())
            .monitorInterval(Duration.ofMillis(100))
            .pool(pool)
            .listener(heard)
            .build()) {
      Cluster.awaitReplicas(weir);
      Cluster.await(
          "the pool is full",
          () ->
              String.valueOf(size)
                  .equals(
                      Cluster.query(
                          replica.dataSource(),
                          "select count(*) from pg_stat_activity where application_name ="
                              + " 'first reads'")));
      Cluster.execute(weir, "insert into first_reads values (1)");
      long written = System.nanoTime();
      Cluster.await(
          "the write is confirmed",
          () -> weir.topology().nodes().get(1).confirmedNanos() > written);
      heard.forget();
      List<Connection> open = new ArrayList<>();
      try {
        for (int i = 0; i < size; i++) {
          Connection c = weir.getConnection();
          open.add(c);
          c.createStatement().executeQuery("select n from first_reads").next();
        }
      } finally {
        for (Connection c : open) {
          c.close();
        }
      }
    }
    assertThat(heard.begun).hasSize(size).allMatch(e -> e.decision().reason() == RouteReason.READ);
  }

  // ---------------------------------------------------------------- the rest

  @Test
  void wrapsItsPoolAndItsDriver() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      assertThat(weir.unwrap(WeirDataSource.class)).isSameAs(weir);
      assertThat(weir.unwrap(DataSource.class)).isSameAs(weir);
      assertThat(weir.isWrapperFor(HikariDataSource.class)).isTrue();
      assertThat(weir.unwrap(HikariDataSource.class).getPoolName()).isEqualTo("test-primary");
      assertThat(weir.isWrapperFor(Thread.class)).isFalse();
      try (Connection c = weir.getConnection();
          Statement s = c.createStatement()) {
        assertThat(c.unwrap(Connection.class)).isSameAs(c);
        assertThat(c.isWrapperFor(PGConnection.class)).isTrue();
        assertThat(c.unwrap(PGConnection.class).getBackendPID())
            .isEqualTo(
                Integer.parseInt(String.valueOf(Cluster.query(c, "select pg_backend_pid()"))));
        assertThat(s.getConnection()).isSameAs(c);
        assertThat(s.unwrap(Statement.class)).isSameAs(s);
      }
    }
  }

  @Test
  void connectToPrimaryIsPastEverything() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open(b -> b.listener(heard))) {
      heard.forget();
      try (Connection c = weir.connectToPrimary()) {
        assertThat(Cluster.query(c, "select pg_is_in_recovery()")).isEqualTo("f");
      }
      assertThat(heard.begun).isEmpty();
    }
  }

  /** Connections that cannot be closed. */
  private static final class Stuck extends PGSimpleDataSource {
    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Stuck.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                  connection.close();
                  throw new IllegalStateException("planned");
                }
                return method.invoke(connection, arguments);
              });
    }
  }

  @Test
  void whatCannotBeClosedKeepsNothingElseOpen() throws Exception {
    Stuck replica = new Stuck();
    replica.setUrl(cluster.servers().replicas().get(0).jdbcUrl());
    WeirDataSource weir =
        WeirDataSource.builder()
            .name("stuck")
            .primary(cluster.servers().jdbcUrl())
            .replica(replica)
            .build();
    Cluster.await(
        "the replica is watched",
        () -> weir.topology().nodes().get(1).confirmedNanos() != NodeState.UNKNOWN);
    assertThatThrownBy(weir::close).hasMessage("stuck - could not be closed");
    assertThat(weir.unwrap(HikariDataSource.class).isClosed()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("weir-stuck-monitor-primary");
  }

  @Test
  void closedDataSourceHasNoThreadsAndGivesNothing() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.name("to-close"));
    weir.close();
    weir.close();
    Cluster.await(
        "its threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("to-close")));
    assertThatThrownBy(() -> Cluster.query(weir, "select 1")).isInstanceOf(SQLException.class);
  }
}
