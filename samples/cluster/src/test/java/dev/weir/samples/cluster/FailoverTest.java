package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailoverTest {

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.start(2);
    Rows.run(cluster.primary(), "CREATE TABLE rows (id int)");
    cluster.awaitReplication();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void promotedReplicaLeadsAndTheOthersFollow() throws SQLException {
    PostgresNode old = cluster.primary();
    PostgresNode next = cluster.node(1);
    old.kill();
    cluster.promote(next);

    assertThat(cluster.primary()).isSameAs(next);
    assertThat(cluster.replicas()).containsExactly(cluster.node(2));
    assertThat(cluster.nodes()).containsExactly(old, next, cluster.node(2));
    assertThat(cluster.jdbcUrl()).isEqualTo(next.jdbcUrl());
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (1)");
    cluster.awaitReplication();
    assertThat(count(cluster.node(2))).isEqualTo("1");
  }

  @Test
  void replicaThatWasDownFollowsTheNewPrimaryWhenItStarts() throws SQLException {
    cluster.node(2).stop();
    cluster.promote(cluster.node(1));
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (1)");
    cluster.node(2).start();
    cluster.awaitReplication();

    assertThat(count(cluster.node(2))).isEqualTo("1");
  }

  @Test
  void replicaThatHungFollowsTheNewPrimaryWhenItGoesOn() throws SQLException {
    cluster.node(2).hang();
    cluster.promote(cluster.node(1));
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (1)");
    cluster.node(2).unhang();
    cluster.awaitReplication();

    assertThat(count(cluster.node(2))).isEqualTo("1");
  }

  @Test
  void deposedPrimaryTakesWritesThatTheOthersNeverSee() throws SQLException {
    PostgresNode old = cluster.primary();
    old.stop();
    cluster.promote(cluster.node(1));
    old.start();
    Rows.run(old, "INSERT INTO rows VALUES (1)");
    cluster.awaitReplication();

    assertThat(count(old)).isEqualTo("1");
    assertThat(count(cluster.primary())).isEqualTo("0");
    assertThat(count(cluster.node(2))).isEqualTo("0");
  }

  @Test
  void othersFollowTheNewPrimaryWhileTheOldOneGoesOnWriting() throws Exception {
    PostgresNode old = cluster.primary();
    FutureTask<Void> writing =
        new FutureTask<>(
            () -> {
              Rows.run(
                  old,
                  "DO $$ BEGIN FOR i IN 1..3000 LOOP INSERT INTO rows VALUES (0); COMMIT;"
                      + " END LOOP; END $$");
              return null;
            });
    new Thread(writing).start();
    cluster.promote(cluster.node(2));
    writing.get();
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (1)");
    cluster.awaitReplication();

    assertThat(Rows.value(cluster.node(1), "SELECT count(*) FROM rows WHERE id = 1"))
        .isEqualTo("1");
  }

  @Test
  void recreatedPrimaryIsAReplicaOfTheNewOne() throws SQLException {
    PostgresNode old = cluster.primary();
    cluster.promote(cluster.node(2));
    Rows.run(old, "INSERT INTO rows VALUES (1)");
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (2)");
    cluster.recreate(old);
    cluster.awaitReplication();

    assertThat(cluster.replicas()).containsExactly(old, cluster.node(1));
    assertThat(Rows.value(old, "SELECT string_agg(id::text, ',') FROM rows")).isEqualTo("2");
    assertThat(Rows.value(old, "SELECT pg_is_in_recovery()")).isEqualTo("t");
  }

  @Test
  void replicaAddedLaterHasWhatWasThereAndFollows() throws SQLException {
    Rows.run(cluster.primary(), "INSERT INTO rows SELECT generate_series(1, 100000)");
    PostgresNode added = cluster.addReplica();
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (0)");
    cluster.awaitReplication();

    assertThat(cluster.replicas()).containsExactly(cluster.node(1), cluster.node(2), added);
    assertThat(added.name()).isEqualTo("node3");
    assertThat(count(added)).isEqualTo("100001");
  }

  @Test
  void onlyAReplicaIsPromotedAndNoPrimaryRecreated() {
    assertThatThrownBy(() -> cluster.promote(cluster.primary()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node0")
        .hasMessageContaining("is not a replica");
    assertThatThrownBy(() -> cluster.recreate(cluster.primary()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String count(PostgresNode node) throws SQLException {
    return Rows.value(node, "SELECT count(*) FROM rows");
  }
}
