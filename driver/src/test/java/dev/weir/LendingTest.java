package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteExplanation;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.TopologyChange.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that answers the monitor, and has no connection left for the application. */
class LendingTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int LIMIT = 6;

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create role crowded login connection limit " + LIMIT,
        "grant pg_monitor to crowded",
        "create table lent (id int primary key)",
        "grant all on lent to crowded");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table lent", "drop role crowded");
  }

  /** All servers, of whose connections this user may have few. */
  private static WeirDataSource.Builder builder() {
    HikariConfig pool = new HikariConfig();
    pool.setMinimumIdle(0);
    pool.setMaximumPoolSize(2);
    List<PostgresNode> nodes = cluster.servers().nodes();
    WeirDataSource.Builder builder =
        WeirDataSource.builder().name("test").monitorInterval(Duration.ofMillis(100)).pool(pool);
    builder.primary(url(nodes.get(0)));
    nodes.stream().skip(1).map(LendingTest::url).forEach(builder::replica);
    return builder;
  }

  private static String url(PostgresNode node) {
    return node.jdbcUrl().replaceAll("user=\\w+", "user=crowded");
  }

  /** Takes all connections that a server gives this user. */
  private static List<Connection> fill(PostgresNode node) {
    List<Connection> taken = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (taken.size() <= LIMIT) {
                taken.add(DriverManager.getConnection(url(node)));
              }
            })
        .hasMessageContaining("too many connections");
    return taken;
  }

  private static void read(WeirDataSource weir, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      Cluster.query(weir, "select count(*) from lent");
    }
  }

  /** A connection that reads in a transaction. */
  private static Connection reading(WeirDataSource weir) throws SQLException {
    Connection c = weir.getConnection();
    c.setReadOnly(true);
    c.setAutoCommit(false);
    Cluster.query(c, "select count(*) from lent");
    return c;
  }

  private static void close(List<Connection> all) throws SQLException {
    for (Connection c : all) {
      c.close();
    }
  }

  @Test
  void serverThatLendsNothingGetsNoReadsUntilItLendsAgain() throws Exception {
    PostgresNode full = cluster.servers().node(1);
    List<String> log =
        Logs.during(
            () -> {
              try (WeirDataSource weir = builder().build()) {
                Cluster.awaitReplicas(weir);
                List<Connection> taken = fill(full);
                List<Connection> busy = new ArrayList<>();
                while (failedBorrows(weir, 1) == 0 && busy.size() < 5) {
                  busy.add(reading(weir)); // Its pool may have connections that are lent first.
                }
                assertThat(failedBorrows(weir, 1)).isPositive();
                close(busy);
                String lacks = weir.explain("select count(*) from lent").replicas().get(0).lacks();
                assertThat(lacks)
                    .startsWith("it lends no connection")
                    .contains("too many connections");
                long executions = executions(weir, 1);
                read(weir, 20);
                assertThat(executions(weir, 1)).isEqualTo(executions);
                assertThat(executions(weir, 2)).isGreaterThanOrEqualTo(20);
                assertThat(weir.statistics().topologyChanges().get(Kind.REPLICA_EJECTED)).isZero();

                close(taken);
                Cluster.await(
                    "it serves reads again",
                    () -> {
                      read(weir, 1);
                      return executions(weir, 1) > executions;
                    });
              }
            });
    assertThat(log)
        .filteredOn(line -> line.contains("lends no connection") && line.contains("WARN"))
        .singleElement()
        .asString()
        .contains("replica1 (127.0.0.1:" + full.port() + ")", "too many connections");
    assertThat(log).filteredOn(line -> line.contains("lends connections again")).hasSize(1);
  }

  @Test
  void poolThatIsMerelyBusyIsNoTroubleOfItsServer() throws Exception {
    try (WeirDataSource weir = builder().replicaTimeout(Duration.ofMillis(250)).build()) {
      Cluster.awaitReplicas(weir);
      List<Connection> busy = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        busy.add(reading(weir));
      }
      assertThat(failedBorrows(weir, 1) + failedBorrows(weir, 2)).isPositive();
      assertThat(weir.explain("select count(*) from lent").replicas())
          .extracting(RouteExplanation.Replica::lacks)
          .containsOnly("");
      close(busy);
    }
  }

  @Test
  void exhaustedPoolSaysHowLongWasReallyWaited() throws Exception {
    WeirDataSource.Builder builder = builder();
    HikariConfig pool = new HikariConfig();
    pool.setConnectionTimeout(1_000);
    pool.setMinimumIdle(0);
    pool.setMaximumPoolSize(1);
    try (WeirDataSource weir = builder.pool(pool).replicaTimeout(Duration.ofMillis(250)).build();
        Connection c = weir.getConnection()) {
      Cluster.awaitReplicas(weir);
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into lent values (1)");
      assertThatThrownBy(() -> Cluster.execute(weir, "insert into lent values (2)"))
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageMatching("(?s).*primary \\(.*\\) gave no connection within \\d{4,} ms.*")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("08001"));
      c.rollback();
    }
  }

  private static long failedBorrows(WeirDataSource weir, int node) {
    return weir.statistics().nodes().get(node).failedBorrows();
  }

  private static long executions(WeirDataSource weir, int node) {
    return weir.statistics().nodes().get(node).executions();
  }
}
