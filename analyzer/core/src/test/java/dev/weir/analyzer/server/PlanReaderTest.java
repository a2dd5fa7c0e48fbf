package dev.weir.analyzer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.analyzer.model.StatementPlan;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.SqlShapes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server would run what it is asked about. */
class PlanReaderTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    assumeThat(cluster.version()).as("the version that has such plans").isGreaterThanOrEqualTo(16);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (id bigint PRIMARY KEY, status text, city text)");
      statement.execute("INSERT INTO orders SELECT i, 'new', 'x' FROM generate_series(1, 5000) i");
      statement.execute("CREATE INDEX ON orders (city) WHERE status = 'top secret'");
      statement.execute("CREATE SCHEMA tenant");
      statement.execute("CREATE TABLE tenant.orders (id bigint, status text, city text)");
      statement.execute("CREATE TABLE tenant.own (id bigint)");
      statement.execute("ANALYZE");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static StatementPlan plan(String sql, @Nullable String searchPath) throws SQLException {
    try (ServerSampler sampler =
        new ServerSampler(() -> cluster.primary().dataSource().getConnection())) {
      return sampler.plan(SqlShapes.parse(sql), searchPath);
    }
  }

  @Test
  void planTellsWhatIsReadWhole() throws SQLException {
    StatementPlan plan = plan("select id from orders where status = ? and id > 17", null);
    assertThat(plan.unseen()).isNull();
    assertThat(String.join("\n", plan.lines()))
        .contains("on orders", "status = $1", "id > $2")
        .doesNotContain("17)");
  }

  @Test
  void nothingIsExecuted() throws SQLException {
    assertThat(plan("delete from orders where id = ?", null).lines())
        .isNotEmpty()
        .first()
        .asString()
        .startsWith("Delete on orders");
    assertThat(plan("insert into orders (id, status) values (?, ?)", null).lines()).isNotEmpty();
    assertThat(plan("update orders set status = ? where id = ?", null).lines()).isNotEmpty();
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from orders")) {
      rows.next();
      assertThat(rows.getLong(1)).isEqualTo(5000);
    }
  }

  @Test
  void namesAreLookedUpAsTheSessionDid() throws SQLException {
    assertThat(plan("select id from own", null).unseen())
        .startsWith("it could not be planned: ")
        .contains("own");
    assertThat(plan("select id from own", "tenant, public").lines()).isNotEmpty();
    assertThat(plan("select id from own", null).unseen()).as("it was for one plan").isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  Filter: (status = 'top secret'::text) | Filter: (status = ?::text)",
        "  Index Cond: ((id = $1) AND (n2 > 4711)) | Index Cond: ((id = $1) AND (n2 > ?))",
        "  Filter: (name = 'it''s'::text) | Filter: (name = ?::text)",
        "  Filter: (\"a 'b' 3\" = 1.5) | Filter: (\"a 'b' 3\" = ?)",
        "Seq Scan on t7  (cost=0.00..8.27 rows=1 width=4)"
            + " | Seq Scan on t7  (cost=0.00..8.27 rows=1 width=4)"
      })
  void valuesAreLeftOut(String line, String expected) {
    assertThat(PlanReader.withoutValues(line).strip()).isEqualTo(expected.strip());
  }

  @Test
  void whatHasNoPlanSaysWhy() throws SQLException {
    assertThat(plan("call refresh()", null).unseen())
        .isEqualTo("there is none for this kind of statement");
    Connection connection = cluster.primary().dataSource().getConnection();
    try (connection) {
      assertThat(
              new PlanReader(new Inquiry(connection), connection, 150_004)
                  .plan(SqlShapes.parse("select 1"), null)
                  .unseen())
          .isEqualTo("needs PostgreSQL 16 or later");
    }
  }
}
