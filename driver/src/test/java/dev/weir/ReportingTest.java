package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas for reports have timeouts and a fetch size of their own. */
class ReportingTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String TIMEOUT = "select current_setting('statement_timeout')";
  private static final String HINT = "/*+ weir: reporting */ ";

  private final Recording heard = new Recording();

  /** The first replica is for reads, the second for reports. */
  private WeirDataSource.Builder described() {
    PostgresNode replica = cluster.servers().node(1);
    return WeirDataSource.builder()
        .name("test")
        .monitorInterval(Duration.ofMillis(100))
        .listener(heard)
        .primary(cluster.servers().node(0).jdbcUrl())
        .replica(replica.jdbcUrl())
        .reportingReplica(cluster.servers().node(2).jdbcUrl());
  }

  private static WeirDataSource open(WeirDataSource.Builder described) throws Exception {
    WeirDataSource weir = described.build();
    try {
      Cluster.awaitReplicas(weir, 2);
      Cluster.await(
          "the catalogue is known", () -> !weir.explain(TIMEOUT).decision().reason().isPrimary());
      return weir;
    } catch (Exception | Error e) {
      weir.close();
      throw e;
    }
  }

  @Test
  void serverEndsAReportThatTakesLonger() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.addDataSourceProperty("options", "-c work_mem=5MB");
    try (WeirDataSource weir =
        open(described().pool(pool).reportingStatementTimeout(Duration.ofMillis(1_500)))) {
      assertThat(Cluster.query(weir, HINT + TIMEOUT)).isEqualTo("1500ms");
      assertThat(heard.last().node().index()).isEqualTo(2);
      assertThat(Cluster.query(weir, HINT + "select current_setting('work_mem')")).isEqualTo("5MB");
      assertThat(Cluster.query(weir, TIMEOUT)).isEqualTo("0");
      assertThat(heard.last().node().index()).isEqualTo(1);
      assertThat(Cluster.query(weir, "/*+ weir: primary */ " + TIMEOUT)).isEqualTo("0");
      String endless =
          "select count(*) from generate_series(1, 100000) a, generate_series(1, 1000000) b";
      SQLException ended =
          catchThrowableOfType(SQLException.class, () -> Cluster.query(weir, HINT + endless));
      assertThat(ended.getSQLState()).isEqualTo("57014");
      assertThat(weir.routes()).noneMatch(c -> c.reason() == RouteReason.REPEATED_ON_PRIMARY);
    }
  }

  @Test
  void reportFetchesItsRowsInPartsWithinATransaction() throws Exception {
    try (WeirDataSource weir = open(described().reportingFetchSize(10));
        Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      try (Statement s = c.createStatement();
          ResultSet rows = s.executeQuery(HINT + "select n from generate_series(1, 25) n")) {
        assertThat(heard.last().node().index()).isEqualTo(2);
        assertThat(rows.getFetchSize()).isEqualTo(10);
        int read = 0;
        while (rows.next()) {
          read++;
        }
        assertThat(read).isEqualTo(25);
      }
      c.commit();
      try (Statement s = c.createStatement();
          ResultSet rows = s.executeQuery("select n from generate_series(1, 25) n")) {
        assertThat(heard.last().node().index()).isEqualTo(1);
        assertThat(rows.getFetchSize()).isZero();
      }
      c.commit();
    }
  }
}
