package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {

  private static final PostgresCluster cluster =
      PostgresCluster.builder().replicas(2).setting("work_mem", "8MB").database("app").start();

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void writesOnThePrimaryAreSeenOnTheReplicas() throws SQLException {
    Rows.run(cluster.primary(), "CREATE TABLE seen (id int)", "INSERT INTO seen VALUES (42)");
    cluster.awaitReplication();

    assertThat(cluster.replicas()).hasSize(2);
    for (PostgresNode replica : cluster.replicas()) {
      assertThat(Rows.value(replica, "SELECT id FROM seen")).isEqualTo("42");
    }
  }

  @Test
  void replicasRefuseWrites() {
    assertThatThrownBy(() -> Rows.run(cluster.node(1), "CREATE TABLE refused (id int)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void extensionsOfTheAnalyzerAreThere() throws SQLException {
    Rows.run(
        cluster.primary(), "CREATE EXTENSION pg_stat_statements", "CREATE EXTENSION pgstattuple");

    assertThat(Rows.value(cluster.primary(), "SELECT count(*) > 0 FROM pg_stat_statements"))
        .isEqualTo("t");
    assertThat(Rows.value(cluster.primary(), "SELECT tuple_count > 0 FROM pgstattuple('pg_class')"))
        .isEqualTo("t");
  }

  @Test
  void settingsAndDatabaseAreOnEveryServer() throws SQLException {
    for (PostgresNode node : cluster.nodes()) {
      assertThat(Rows.value(node, "SHOW work_mem")).isEqualTo("8MB");
      assertThat(Rows.value(node, "SELECT current_database()")).isEqualTo("app");
      assertThat(Rows.value(node, "SHOW cluster_name")).isEqualTo(node.name());
    }
  }
}
