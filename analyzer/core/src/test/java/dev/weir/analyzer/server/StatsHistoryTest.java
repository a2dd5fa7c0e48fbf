package dev.weir.analyzer.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.TableHistory;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatsHistoryTest {

  private static PostgresCluster cluster;
  private static TableSampler sampler;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().setting("autovacuum", "off").start();
    sampler = new TableSampler(cluster.primary().dataSource());
  }

  @AfterAll
  static void close() {
    sampler.close();
    cluster.close();
  }

  @Test
  void theDifferenceIsWhatHappenedSinceTheFirstLook() throws SQLException {
    run("CREATE TABLE counted (id int)", "INSERT INTO counted VALUES (1), (2)");
    StatsHistory history = new StatsHistory(sampler, 100);
    history.baseline();
    run("INSERT INTO counted VALUES (3)", "UPDATE counted SET id = 0");
    TableName name = new TableName(null, "counted");
    history.sample(Set.of(name));

    TableHistory seen = history.history(name).orElseThrow();

    assertThat(seen.before().inserts()).isEqualTo(2);
    assertThat(seen.now().inserts()).isEqualTo(3);
    assertThat(seen.before().deadRows()).isZero();
    assertThat(seen.now().deadRows()).isEqualTo(3);
    assertThat(seen.now().columns()).hasSize(1);
    assertThat(history.history(new TableName("public", "counted"))).contains(seen);
  }

  @Test
  void aTableNeverSeenHasNoHistory() {
    StatsHistory history = new StatsHistory(sampler, 100);
    history.sample(Set.of(new TableName(null, "nowhere")));

    assertThat(history.history(new TableName(null, "nowhere"))).isEmpty();
  }

  @Test
  void countersThatBeganAnewBeginTheHistoryAnew() throws SQLException {
    run("CREATE TABLE reset (id int)", "INSERT INTO reset SELECT generate_series(1, 10)");
    TableName name = new TableName(null, "reset");
    StatsHistory history = new StatsHistory(sampler, 100);
    history.sample(Set.of(name));
    run(
        "SELECT pg_stat_reset_single_table_counters('reset'::regclass)",
        "INSERT INTO reset VALUES (1)");
    history.sample(Set.of(name));

    TableHistory anew = history.history(name).orElseThrow();
    assertThat(anew.before()).isSameAs(anew.now());
    assertThat(anew.now().inserts()).isEqualTo(1);

    run("INSERT INTO reset VALUES (2)");
    history.sample(Set.of(name));
    assertThat(history.history(name).orElseThrow().before()).isSameAs(anew.now());
  }

  @Test
  void theTableLookedAtLongestAgoGoesFirst() throws SQLException {
    run("CREATE TABLE one (id int)", "CREATE TABLE two (id int)", "CREATE TABLE three (id int)");
    StatsHistory history = new StatsHistory(sampler, 2);
    for (String table : new String[] {"one", "two", "three"}) {
      history.sample(Set.of(new TableName(null, table)));
    }

    assertThat(history.history(new TableName(null, "one"))).isEmpty();
    assertThat(history.history(new TableName(null, "two"))).isPresent();
    assertThat(history.history(new TableName(null, "three"))).isPresent();
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      statement.execute("SELECT pg_stat_force_next_flush()");
      statement.execute("SELECT");
    }
  }
}
