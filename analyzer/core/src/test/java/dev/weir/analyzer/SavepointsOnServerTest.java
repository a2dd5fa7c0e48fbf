package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Savepoints that methods set are seen as those that texts set, through real drivers. */
class SavepointsOnServerTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table item (id int primary key, n int)");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** What an application does with a connection. */
  private interface Work {
    void run(Connection connection) throws SQLException;
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<String> found(boolean routed, Work work) throws SQLException {
    try (Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS);
        WeirDataSource weir =
            routed
                ? WeirDataSource.builder().primary(cluster.primary().dataSource()).build()
                : Weir.observe("observed", cluster.primary().dataSource())) {
      analyzer.watch(weir);
      try (Unit unit = analyzer.unit("page");
          Connection connection = weir.getConnection()) {
        connection.setAutoCommit(false);
        work.run(connection);
      }
      return analyzer.findings().stream().map(f -> f.code().id() + " " + f.severity()).toList();
    }
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("insert into item values (%d, 0)".formatted(id));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasUndoneIsNotLeft(boolean routed) throws SQLException {
    assertThat(
            found(
                routed,
                c -> {
                  Savepoint start = c.setSavepoint();
                  insert(c, 1);
                  c.rollback(start);
                }))
        .containsExactly("LEAK WARNING");
    assertThat(
            found(
                routed,
                c -> {
                  insert(c, 1);
                  Savepoint start = c.setSavepoint("s");
                  insert(c, 2);
                  c.rollback(start);
                }))
        .containsExactly("LEAK ERROR");
  }
}
