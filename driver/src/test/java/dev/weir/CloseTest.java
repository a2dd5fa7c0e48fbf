package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What runs when a DataSource is closed may end, but not for ever. */
@SuppressWarnings("try") // Some resources are only there to be open.
class CloseTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String REFUSED = " - the DataSource is closed";

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table closed (id int)");
  }

  /** Closes on another thread, and returns when that has begun. */
  private static CompletableFuture<Void> closing(WeirDataSource weir) throws Exception {
    CompletableFuture<Void> closed = CompletableFuture.runAsync(weir::close);
    Cluster.await("it refuses connections", () -> isRefused(weir));
    return closed;
  }

  private static boolean isRefused(WeirDataSource weir) {
    try (Connection c = weir.getConnection()) {
      return false;
    } catch (SQLException e) {
      return (weir.name() + REFUSED).equals(e.getMessage());
    }
  }

  private static String rows() throws SQLException {
    return String.valueOf(Cluster.query(cluster.bare(), "select count(*) from closed"));
  }

  @Test
  void transactionEndsAndNewConnectionsAreRefused() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofMinutes(5)));
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into closed values (1)");
      String before = rows();
      CompletableFuture<Void> closed = closing(weir);
      assertThatThrownBy(weir::getConnection)
          .isInstanceOf(SQLNonTransientConnectionException.class)
          .hasMessage("test" + REFUSED)
          .hasFieldOrPropertyWithValue("SQLState", "08001");
      assertThatThrownBy(weir::connectToPrimary).hasMessage("test" + REFUSED);
      assertThat(closed).isNotDone();
      Cluster.execute(c, "insert into closed values (2)");
      c.commit();
      closed.get(30, TimeUnit.SECONDS);
      assertThat(Integer.parseInt(rows()) - Integer.parseInt(before)).isEqualTo(2);
      assertThatThrownBy(() -> Cluster.query(c, "select 1")).hasMessageContaining("closed");
    }
  }

  @Test
  void openResultSetOnAReplicaIsReadToItsEnd() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofMinutes(5)));
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      c.setAutoCommit(false);
      c.setReadOnly(true);
      s.setFetchSize(1);
      ResultSet rows =
          s.executeQuery(
              "select pg_sleep(0.02) from generate_series(1, 20), pg_is_in_recovery() r where r");
      CompletableFuture<Void> closed = closing(weir);
      int read = 0;
      while (rows.next()) {
        read++;
      }
      assertThat(read).isEqualTo(20);
      assertThat(closed).isNotDone();
      rows.close();
      c.rollback();
      closed.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatRunsLongerIsAborted() throws Exception {
    WeirDataSource weir =
        cluster.open(b -> b.name("aborting").closeTimeout(Duration.ofMillis(100)));
    try (Connection c = weir.getConnection()) {
      CompletableFuture<String> sleeping =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  c.setAutoCommit(false);
                  return String.valueOf(Cluster.query(c, "select pg_sleep(300)"));
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      Cluster.await("it sleeps", () -> weir.statistics().nodes().get(0).inFlight() == 1);
      List<String> said = Logs.during(weir::close);
      assertThatThrownBy(() -> sleeping.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(Exception.class);
      assertThat(said)
          .anyMatch(
              line ->
                  line.contains("WARN")
                      && line.endsWith(
                          "aborting - closed while connections are in use, after waiting for 100 ms"
                              + " (closeTimeout); they are aborted: [primary]"));
    }
  }

  /** Who has a connection and nothing on it does not keep it open. */
  @Test
  void idleConnectionIsNotWaitedFor() throws Exception {
    WeirDataSource weir = cluster.open(b -> b.closeTimeout(Duration.ofDays(1)));
    try (Connection c = weir.getConnection()) {
      Cluster.query(c, "select 1");
      weir.close();
      assertThatThrownBy(() -> Cluster.query(c, "select 1")).hasMessageContaining("closed");
    }
  }

  /** What is observed is the application's: it stays as it is. */
  @Test
  void givenDataSourceIsNotWaitedFor() throws Exception {
    try (HikariDataSource given = new HikariDataSource()) {
      given.setJdbcUrl(cluster.servers().jdbcUrl());
      WeirDataSource weir = Weir.observe(given);
      try (Connection c = weir.getConnection()) {
        weir.close();
        assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
        assertThatThrownBy(weir::getConnection).hasMessage("weir" + REFUSED);
      }
    }
  }

  /** The order in which an application closes its things is its own. */
  @Test
  void poolsThatWereGivenMayBeClosedFirst() throws Exception {
    List<String> said =
        Logs.during(
            () -> {
              List<HikariDataSource> pools = new ArrayList<>();
              WeirDataSource weir =
                  WeirDataSource.builder()
                      .primary(pool(pools, 0))
                      .replica(pool(pools, 1))
                      .monitorInterval(Duration.ofSeconds(5)) // Nobody looks while they are closed.
                      .build();
              Cluster.awaitReplicas(weir);
              pools.forEach(HikariDataSource::close);
              weir.close();
            });
    assertThat(said)
        .filteredOn(line -> line.contains("WARN ") || line.contains("ERROR "))
        .isEmpty();
  }

  private static HikariDataSource pool(List<HikariDataSource> all, int node) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(cluster.servers().node(node).jdbcUrl());
    pool.setMaximumPoolSize(3);
    all.add(pool);
    return pool;
  }
}
