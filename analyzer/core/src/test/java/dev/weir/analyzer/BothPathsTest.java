package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One application on a real database: through Weir's DataSource, and through datasource-proxy. */
class BothPathsTest {
  /** Nothing about connections and transactions, of which datasource-proxy tells nothing. */
  static final AnalyzerConfig STATEMENTS =
      AnalyzerConfig.builder()
          .profile(
              new Profile(3, Duration.ZERO, 0, 10, 30, Duration.ofHours(1), Duration.ofHours(1), 1))
          .build();

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(1);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table member (id int primary key, name text, visits int)");
      statement.execute("create table booking (id int primary key, member_id int, state text)");
      statement.execute("create table note (id int, what text)");
      statement.execute(
          "insert into member select n, 'member ' || n, 0 from generate_series(1, 40) n");
      statement.execute("insert into booking select n, n, 'new' from generate_series(1, 40) n");
    }
    cluster.awaitReplication();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void weirAndDatasourceProxyGiveTheSameFindings() throws SQLException {
    List<Finding> onWeir;
    try (WeirDataSource weir =
            WeirDataSource.builder()
                .primary(cluster.primary().jdbcUrl())
                .replica(cluster.replicas().get(0).jdbcUrl())
                .build();
        Analyzer analyzer = Analyzer.attach(weir, STATEMENTS)) {
      onWeir = found(analyzer, weir);
      assertThat(analyzer.report(WAIT).entries())
          .as("each finding stands beside its table")
          .allSatisfy(entry -> assertThat(entry.tables()).isNotEmpty());
    }
    List<Finding> onProxy;
    DataSource bare = cluster.primary().dataSource();
    try (Analyzer analyzer = Analyzer.create(STATEMENTS)) {
      DataSource proxy = ProxyDataSourceBuilder.create(bare).build();
      analyzer.watch("proxied", proxy);
      onProxy = found(analyzer, proxy);
      Report report = analyzer.report(WAIT);
      assertThat(report.dataSources()).containsExactly("proxied");
      assertThat(report.entries()).allSatisfy(entry -> assertThat(entry.tables()).isNotEmpty());
    }
    assertThat(onWeir)
        .extracting(finding -> finding.code().id())
        .containsExactlyInAnyOrder("N1", "LU", "LI", "LD", "HR");
    assertThat(onProxy.stream().map(BothPathsTest::essence))
        .containsExactlyInAnyOrderElementsOf(onWeir.stream().map(BothPathsTest::essence).toList());
  }

  /** All but instants, and what datasource-proxy does not tell. */
  private static List<Object> essence(Finding finding) {
    List<Object> essence = new ArrayList<>();
    essence.add(finding.signature());
    essence.add(finding.severity());
    essence.add(finding.subject().key());
    essence.add(String.valueOf(finding.place().callSite()));
    essence.add(String.valueOf(finding.place().loop()));
    essence.add(finding.count(Fact.EXECUTIONS));
    essence.add(finding.count(Fact.MOST_PER_UNIT));
    essence.add(finding.count("mostDistinctKeys"));
    essence.add(finding.count(Fact.AVOIDABLE_ROUND_TRIPS));
    return essence;
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static List<Finding> found(Analyzer analyzer, DataSource dataSource) throws SQLException {
    try (Unit unit = analyzer.unit("booking page");
        Connection connection = dataSource.getConnection()) {
      for (int member : members(connection)) {
        name(connection, member);
        update(connection, "update booking set state = 'seen' where id = ?", member);
        update(connection, "insert into note (id, what) values (?, 'seen')", member);
        update(connection, "delete from note where id = ?", member);
        update(connection, "update member set visits = visits + 1 where id = ?", 1);
      }
    }
    return analyzer.findings();
  }

  private static List<Integer> members(Connection connection) throws SQLException {
    List<Integer> members = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select member_id from booking order by id")) {
      while (rows.next()) {
        members.add(rows.getInt(1));
      }
    }
    return members;
  }

  private static String name(Connection connection, int member) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select name from member where id = ?")) {
      statement.setInt(1, member);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void update(Connection connection, String sql, int key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, key);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
