package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where statements go, on a real primary with two real replicas. */
class RoutingTest {
  private static PostgresCluster cluster;
  private final List<RouteDecision> decisions = new ArrayList<>();
  private WeirDataSource weir;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(2);
    try (Connection c = cluster.primary().dataSource().getConnection();
        Statement s = c.createStatement()) {
      s.execute("create table account (id int primary key, name text)");
      s.execute("insert into account select n, 'name ' || n from generate_series(1, 100) n");
    }
    cluster.awaitReplication();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() throws Exception {
    weir =
        WeirDataSource.builder()
            .name("test")
            .primary(cluster.primary().jdbcUrl())
            .replica(cluster.replicas().get(0).jdbcUrl())
            .replica(cluster.replicas().get(1).jdbcUrl())
            .listener(
                new ExecutionListener() {
                  @Override
                  public void after(Execution execution, Outcome outcome) {
                    decisions.add(execution.decision());
                  }
                })
            .build();
    awaitReplicaReads();
    decisions.clear();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  private void awaitReplicaReads() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    do {
      decisions.clear();
      try (Connection c = weir.getConnection();
          Statement s = c.createStatement();
          ResultSet r = s.executeQuery("select name from account where id = 1")) {
        r.next();
      }
    } while (System.nanoTime() < end && decisions.get(0).reason() != RouteReason.READ);
  }

  @Test
  void readGoesToReplica() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select name from account where id = ?")) {
      s.setInt(1, 7);
      try (ResultSet r = s.executeQuery()) {
        assertThat(r.next()).isTrue();
        assertThat(r.getString(1)).isEqualTo("name 7");
      }
    }
    assertThat(decisions).hasSize(1);
    assertThat(decisions.get(0).reason()).isEqualTo(RouteReason.READ);
    assertThat(decisions.get(0).node().name()).startsWith("replica");
  }

  @Test
  void ownWriteIsReadFromPrimaryUntilReplicasHaveIt() throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.executeUpdate("update account set name = 'x' where id = 8")).isEqualTo(1);
      long start = System.nanoTime();
      RouteReason reason;
      int reads = 0;
      do {
        try (ResultSet r = s.executeQuery("select name from account where id = 8")) {
          r.next();
          assertThat(r.getString(1)).isEqualTo("x");
        }
        reads++;
        reason = decisions.get(decisions.size() - 1).reason();
      } while (reason == RouteReason.OWN_WRITES);
      System.out.println(reads + " reads, " + (System.nanoTime() - start) / 1e6 + " ms " + reason);
    }
    System.out.println(weir.routes());
  }
}
