package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.TopologyChange.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions of Weir's own are idle for long, and what ends them says nothing of their servers. */
@Tag("proof")
class OwnSessionsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create role sleepy login",
        "grant pg_monitor to sleepy",
        "alter role sleepy set idle_session_timeout = '300ms'",
        "alter role sleepy set statement_timeout = '77ms'",
        "alter role sleepy set lock_timeout = '77ms'");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop role sleepy");
  }

  private static WeirDataSource open(Duration interval) throws Exception {
    List<PostgresNode> nodes = cluster.servers().nodes();
    WeirDataSource.Builder builder =
        WeirDataSource.builder().name("test").monitorInterval(interval).primary(url(nodes.get(0)));
    nodes.stream().skip(1).map(OwnSessionsTest::url).forEach(builder::replica);
    WeirDataSource weir = builder.build();
    Cluster.awaitReplicas(weir, nodes.size() - 1);
    return weir;
  }

  private static String url(PostgresNode node) {
    return node.jdbcUrl().replaceAll("user=\\w+", "user=sleepy");
  }

  @Test
  void catalogueIsReadThoughThePoolsReadLittleAtATime() throws Exception {
    List<PostgresNode> nodes = cluster.servers().nodes();
    String little = "&maxResultBuffer=4K";
    cluster.run(
        "do 'begin for i in 1 .. 300 loop"
            + " execute format(''create table own_%s (id int)'', i); end loop; end'");
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(nodes.get(0).jdbcUrl() + little)
            .replica(nodes.get(1).jdbcUrl() + little)
            .build()) {
      Cluster.awaitReplicas(weir, 1);
      long before = Cluster.reads(weir);
      Cluster.await(
          "a replica reads",
          () -> {
            Cluster.query(weir, "select count(*) from own_1");
            return Cluster.reads(weir) > before;
          });
    } finally {
      cluster.run(
          "do 'begin for i in 1 .. 300 loop"
              + " execute format(''drop table own_%s'', i); end loop; end'");
    }
  }

  private static void awaitSamples(WeirDataSource weir, int more) throws Exception {
    for (int i = 0; i < weir.statistics().nodes().size(); i++) {
      int node = i;
      long before = weir.statistics().nodes().get(node).samples();
      Cluster.await(
          "it was sampled again",
          () -> weir.statistics().nodes().get(node).samples() >= before + more);
    }
  }

  private static String monitors() throws SQLException {
    return String.valueOf(
        Cluster.query(
            cluster.bare(),
            "select string_agg(pid::text, ',' order by pid) from pg_stat_activity"
                + " where usename = 'sleepy' and application_name = 'weir-monitor'"));
  }

  private static void assertNothingHappened(WeirDataSource weir) {
    assertThat(weir.statistics().nodes())
        .extracting(NodeStatistics::failedSamples)
        .containsOnly(0L);
    assertThat(weir.statistics().topologyChanges())
        .containsEntry(Kind.PRIMARY_LOST, 0L)
        .containsEntry(Kind.REPLICA_EJECTED, 0L);
  }

  @Test
  void timeoutsOfTheServerDoNotEndThem() throws Exception {
    try (WeirDataSource weir = open(Duration.ofSeconds(1))) {
      String before = monitors();
      awaitSamples(weir, 3);
      assertThat(monitors()).isEqualTo(before);
      assertNothingHappened(weir);
    }
  }

  @Test
  void theirStatementsHaveTimeoutsOfTheirOwn() throws Exception {
    try (WeirDataSource weir = open(Duration.ofMillis(200));
        var c = weir.connectToPrimary()) {
      assertThat(Cluster.query(c, "show statement_timeout")).isEqualTo("30s");
      assertThat(Cluster.query(c, "show lock_timeout")).isEqualTo("30s");
      assertThat(Cluster.query(c, "show idle_session_timeout")).isEqualTo("0");
    }
  }

  @Test
  void sessionThatWasTerminatedIsOpenedAnewBeforeAnybodyIsJudged() throws Exception {
    try (WeirDataSource weir = open(Duration.ofMillis(200))) {
      for (PostgresNode node : cluster.servers().nodes()) {
        Cluster.query(
            node.dataSource(),
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where usename = 'sleepy' and application_name = 'weir-monitor'");
      }
      awaitSamples(weir, 3);
      assertNothingHappened(weir);
    }
  }
}
