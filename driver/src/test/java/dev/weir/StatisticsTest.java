package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.meter.DataSourceStatistics;
import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import dev.weir.topology.NodeState.Role;
import dev.weir.topology.TopologyChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A DataSource tells what it did and does, in numbers. */
class StatisticsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table counted (id int primary key)");
  }

  @Test
  void eachServerHasItsNumbers() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into counted values (1)");
      DataSourceStatistics now = weir.statistics();
      c.rollback();

      assertThat(now.dataSource()).isEqualTo("test");
      assertThat(now.shadow()).isEmpty();
      assertThat(now.staleReads()).isZero();
      assertThat(now.nodes())
          .extracting(NodeStatistics::role)
          .containsExactly(Role.PRIMARY, Role.REPLICA, Role.REPLICA);
      for (NodeStatistics node : now.nodes()) {
        boolean primary = node.role() == Role.PRIMARY;
        assertThat(node.samples()).isPositive();
        assertThat(node.failedSamples()).isZero();
        assertThat(node.sampleAge()).isPositive();
        assertThat(node.confirmedAge() == null).isEqualTo(primary);
        assertThat(node.inFlight()).isEqualTo(primary ? 1 : 0);
        DataSourceStatistics.Pool pool = Objects.requireNonNull(node.pool());
        assertThat(pool.active()).isEqualTo(primary ? 1 : 0);
        assertThat(pool.waiting()).isZero();
        assertThat(pool.maximum()).isEqualTo(10);
        assertThat(node.executions())
            .isEqualTo(
                now.routes().stream()
                    .filter(count -> count.node().equals(node.node()))
                    .mapToLong(RouteCount::executions)
                    .sum());
      }
      assertThat(now.routes()).isEqualTo(weir.routes());
      assertThat(now.topologyChanges())
          .containsOnlyKeys(TopologyChange.Kind.values())
          .containsEntry(TopologyChange.Kind.PRIMARY_FOUND, 1L)
          .containsEntry(TopologyChange.Kind.PRIMARY_LOST, 0L);
      assertThat(now.topologyChanges().get(TopologyChange.Kind.REPLICA_RETURNED))
          .isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void whatIsNotKnownIsNotZero() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection()) {
      Cluster.query(c, "select 1");
      List<NodeStatistics> nodes = weir.statistics().nodes();

      assertThat(nodes).hasSize(1);
      assertThat(nodes.get(0).role()).isEqualTo(Role.UNKNOWN);
      assertThat(nodes.get(0).confirmedAge()).isNull();
      assertThat(nodes.get(0).sampleAge()).isNull();
      assertThat(nodes.get(0).pool()).isNull();
      assertThat(nodes.get(0).inFlight()).isEqualTo(1);
      assertThat(nodes.get(0).executions()).isEqualTo(1);
    }
  }

  @Test
  void pinsAreCountedWhileTheyLastAndMeasuredWhenTheyEnd() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      try (Connection c = weir.getConnection();
          Connection other = weir.getConnection()) {
        Cluster.query(c, "select pg_advisory_lock(43) is null");
        Cluster.execute(other, "create temporary table counted_here (id int)");
        assertThat(weir.statistics().pins().active()).isEqualTo(2);
        assertThat(weir.statistics().pins().ended().count()).isZero();

        Cluster.query(c, "select pg_advisory_unlock(43)");
        assertThat(weir.statistics().pins().active()).isEqualTo(1);
        assertThat(weir.statistics().pins().ended().count()).isEqualTo(1);
      }
      DataSourceStatistics.Pins pins = weir.statistics().pins();
      assertThat(pins.active()).isZero();
      assertThat(pins.ended().count()).isEqualTo(2);
      assertThat(pins.ended().max()).isPositive();
      assertThat(pins.ended().total()).isGreaterThan(pins.ended().max());
    }
  }

  @Test
  void stickinessLastsUntilAReplicaHasTheWrite() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, "insert into counted values (2)");
            long samples = weir.statistics().nodes().get(1).samples();
            Cluster.await(
                "the replica was asked again",
                () -> weir.statistics().nodes().get(1).samples() > samples + 1);
            assertThat(weir.statistics().stickiness().count()).isZero();
          });
      Cluster.await("a replica has the write", () -> weir.statistics().stickiness().count() == 1);
      assertThat(weir.statistics().stickiness().max()).isPositive();
      assertThat(weir.statistics().stickiness().quantile(0.5)).isPresent();
    }
  }

  @Test
  void readsSpillOverToThePrimaryWhereNoReplicaCould() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      long before = weir.statistics().spillOver();
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, "insert into counted values (3)");
            Cluster.query(weir, "select count(*) from counted"); // OWN_WRITES
            Cluster.query(weir, "/*+ weir: bounded 0ms */ select count(*) from counted");
            Cluster.query(weir, "/*+ weir: primary */ select count(*) from counted");
            Cluster.query(weir, "/*+ weir: any */ select count(*) from counted");
          });
      assertThat(weir.statistics().spillOver()).isEqualTo(before + 2);
      assertThat(weir.routes())
          .extracting(RouteCount::reason)
          .contains(RouteReason.OWN_WRITES, RouteReason.BEYOND_BOUND, RouteReason.PRIMARY_ASKED);
    }
  }
}
