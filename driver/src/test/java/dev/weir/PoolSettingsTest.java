package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools that differ from node to node. */
@SuppressWarnings("try") // Some resources are only there to be open.
class PoolSettingsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static HikariConfig sized(int connections) {
    HikariConfig settings = new HikariConfig();
    settings.setMaximumPoolSize(connections);
    return settings;
  }

  private static String url(int node) {
    return cluster.servers().node(node).jdbcUrl();
  }

  private static int maximum(NodeStatistics node) {
    return Objects.requireNonNull(node.pool()).maximum();
  }

  @Test
  void eachPoolMayHaveSettingsOfItsOwn() throws Exception {
    HikariConfig primary = sized(3);
    primary.addDataSourceProperty("ApplicationName", "of the primary");
    HikariConfig others = sized(4);
    others.addDataSourceProperty("ApplicationName", "of the others");
    try (WeirDataSource weir =
        cluster.open(b -> b.pool(url(0), primary).pool(url(2), sized(5)).pool(others))) {
      assertThat(weir.statistics().nodes())
          .extracting(PoolSettingsTest::maximum)
          .containsExactly(3, 4, 5);
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        assertThat(Cluster.query(c, "show application_name")).isEqualTo("of the primary");
        c.rollback();
        c.setReadOnly(true);
        assertThat(Cluster.query(c, "select current_setting('application_name')"))
            .isNotEqualTo("of the primary");
        c.rollback();
      }
    }
  }

  /** Whatever the URL says: its parameters are for the application's connections. */
  @Test
  void monitorsConnectionsAreSetAsItNeedsThem() throws Exception {
    String before = Cluster.query(cluster.bare(), "select clock_timestamp()");
    String theMonitors =
        "select exists (select from pg_stat_activity where application_name = 'weir-monitor'"
            + " and backend_start > '%s')".formatted(before);
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(url(0) + "&ApplicationName=of+the+application&socketTimeout=0")
            .replica(url(1))
            .build()) {
      try (Connection c = weir.getConnection()) {
        assertThat(Cluster.query(c, "show application_name")).isEqualTo("of the application");
      }
      Cluster.await(
          "the monitor asks the primary",
          () -> "t".equals(Cluster.query(cluster.bare(), theMonitors)));
    }
  }

  @Test
  void settingsForAServerThatIsNotThereAreRejected() {
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .primary(url(0))
            .pool("jdbc:postgresql://elsewhere/shop?password=sesame", sized(1));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "pool(url, ..) must have the URL of a server as it is given to primary(..),"
                + " replica(..), ..; there is one that no server has");
  }

  @Test
  void settingsAreCopied() throws Exception {
    HikariConfig settings = sized(2);
    WeirDataSource.Builder builder =
        WeirDataSource.builder().primary(url(0)).pool(url(0), settings);
    settings.setMaximumPoolSize(7);
    try (WeirDataSource weir = builder.build()) {
      assertThat(maximum(weir.statistics().nodes().get(0))).isEqualTo(2);
    }
  }

  /** What a user's HikariCP reports to, it reports to for each pool, under the pool's name. */
  @Test
  void registryIsKeptForEachPool() throws Exception {
    MeterRegistry all = new SimpleMeterRegistry();
    MeterRegistry own = new SimpleMeterRegistry();
    HikariConfig settings = sized(4);
    settings.setMetricRegistry(all);
    HikariConfig different = sized(6);
    different.setMetricRegistry(own);
    try (WeirDataSource weir = cluster.open(b -> b.pool(settings).pool(url(2), different))) {
      assertThat(all.find("hikaricp.connections.max").gauges())
          .extracting(gauge -> gauge.getId().getTag("pool"))
          .containsExactlyInAnyOrder("test-primary", "test-replica1");
      assertThat(own.find("hikaricp.connections.max").gauges())
          .singleElement()
          .extracting(Gauge::value)
          .isEqualTo(6.0);
    }
  }

  /** Those of Dropwizard, which is not here to be asked. */
  @Test
  void healthCheckPropertiesAreKeptForEachPool() throws Exception {
    HikariConfig settings = sized(4);
    settings.addHealthCheckProperty("connectivityCheckTimeoutMs", "123");
    try (WeirDataSource weir = cluster.open(b -> b.pool(settings))) {
      assertThat(
              weir.unwrap(com.zaxxer.hikari.HikariDataSource.class)
                  .getHealthCheckProperties()
                  .getProperty("connectivityCheckTimeoutMs"))
          .isEqualTo("123");
    }
  }
}
