package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.meter.DataSourceStatistics;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyChange.Kind;
import dev.weir.topology.TopologyListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever runs an application is told what it suffers from. */
class OperationTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table operated (id int)");
  }

  private static long count(List<TopologyChange> changes, Kind kind) {
    return changes.stream().filter(change -> change.kind() == kind).count();
  }

  @Test
  void replicasBeyondMaxLagAreToldAndThatAllReadsAreOnThePrimary() throws Exception {
    List<TopologyChange> changes = new CopyOnWriteArrayList<>();
    List<String> log =
        Logs.during(
            () -> {
              try (WeirDataSource weir =
                  cluster.open(
                      b ->
                          b.maxLag(Duration.ofMillis(500))
                              .listener((TopologyListener) changes::add))) {
                cluster.whileReplicasStandStill(
                    () -> {
                      Cluster.execute(weir, "insert into operated values (1)");
                      Cluster.await(
                          "both are told", () -> count(changes, Kind.REPLICA_LAGGING) == 2);
                      long samples = weir.statistics().nodes().get(0).samples();
                      long now = System.nanoTime();
                      Cluster.await(
                          "all reads have been on the primary for a moment",
                          () ->
                              System.nanoTime() - now > 1_500_000_000L
                                  && weir.statistics().nodes().get(0).samples() > samples + 3);
                    });
                Cluster.await("both are back", () -> count(changes, Kind.REPLICA_CAUGHT_UP) == 2);
                long samples = weir.statistics().nodes().get(0).samples();
                Cluster.await(
                    "that was seen", () -> weir.statistics().nodes().get(0).samples() > samples);
              }
            });
    assertThat(log).filteredOn(line -> line.contains("is too far behind for reads")).hasSize(2);
    assertThat(log).filteredOn(line -> line.contains("has caught up")).hasSize(2);
    assertThat(log)
        .filteredOn(line -> line.contains("no replica serves reads"))
        .singleElement()
        .asString()
        .contains("WARN", "all are on primary (127.0.0.1:");
    assertThat(log).filteredOn(line -> line.contains("replicas serve reads again")).hasSize(1);
  }

  @Test
  void secondPrimaryIsSaidLoudlyAndAbsencesAreCounted() throws Exception {
    List<String> log =
        Logs.during(
            () -> {
              try (PostgresCluster servers = PostgresCluster.start(1);
                  WeirDataSource weir = Cluster.open(servers, b -> b)) {
                DataSourceStatistics before = weir.statistics();
                assertThat(before.outages().waiting()).isZero();
                assertThat(before.catalog().age()).isNotNull();
                assertThat(before.catalog().failures()).isZero();
                servers.node(0).cut();
                Cluster.await("it is lost", () -> !weir.topology().hasPrimary());
                Thread waiting =
                    new Thread(
                        () -> {
                          try {
                            Cluster.execute(weir, "select pg_notify('x', 'y')");
                          } catch (SQLException e) {
                            throw new IllegalStateException(e);
                          }
                        });
                waiting.start();
                Cluster.await("a write waits", () -> weir.statistics().outages().waiting() == 1);
                servers.promote(servers.node(1));
                waiting.join();
                assertThat(weir.statistics().outages().waiting()).isZero();
                Duration without = weir.statistics().outages().withoutPrimary();
                assertThat(without).isPositive();
                servers.node(0).restoreNetwork();
                Cluster.await(
                    "the old one is seen",
                    () -> weir.topology().nodes().get(0).trouble().contains("it was replaced"));
                assertThat(weir.statistics().outages().withoutPrimary()).isEqualTo(without);
              }
            });
    assertThat(log)
        .filteredOn(line -> line.contains("split brain"))
        .singleElement()
        .asString()
        .contains("WARN", "primary (127.0.0.1:", "takes writes on timeline 1");
    assertThat(log)
        .filteredOn(line -> line.contains("is not the primary any more"))
        .allSatisfy(line -> assertThat(line).contains("primary (127.0.0.1:").doesNotContain(".."));
  }
}
