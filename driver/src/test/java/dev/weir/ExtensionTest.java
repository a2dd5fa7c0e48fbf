package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.JoiningExtension.Joined;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the class path joins every DataSource, and harms none. */
class ExtensionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static WeirDataSource.Builder nowhere() {
    return WeirDataSource.builder().primary("jdbc:postgresql://localhost:1/x");
  }

  private static WeirDataSource with(String how) {
    return WeirDataSource.builder()
        .primary(cluster.bare())
        .setting(JoiningExtension.PREFIX, how)
        .build();
  }

  @Test
  void hearsOfEveryDataSourceThatIsMadeAndClosed() throws Exception {
    WeirDataSource built = WeirDataSource.builder().primary(cluster.bare()).build();
    WeirDataSource observed = Weir.observe(cluster.bare());
    for (WeirDataSource weir : List.of(built, observed)) {
      Joined joined = weir.unwrap(Joined.class);
      assertThat(joined.dataSource).isSameAs(weir);
      assertThat(joined.how).isNull();
      assertThat(joined.closed).isFalse();
      weir.close();
      assertThat(joined.closed).isTrue();
    }
  }

  @Test
  void hasItsSettingsByBuilderUrlPropertiesAndOptions() throws Exception {
    String name = JoiningExtension.PREFIX;
    String url = cluster.servers().primary().jdbcUrl().replace("jdbc:", "jdbc:weir:");
    Properties properties = new Properties();
    properties.setProperty(name, "gladly");
    properties.setProperty("weir.linger", "0");
    try (WeirDataSource built = with("gladly");
        WeirDataSource observed =
            Weir.observe(cluster.bare(), options -> options.setting(name, "gladly"));
        Connection byUrl =
            DriverManager.getConnection(
                url + "&weir.linger=0&" + name + "=gladly&" + name + ".times=2");
        Connection byProperties = DriverManager.getConnection(url, properties)) {
      List<Joined> joined = new ArrayList<>();
      for (DataSource weir :
          List.of(
              built,
              observed,
              byUrl.unwrap(WeirDataSource.class),
              byProperties.unwrap(WeirDataSource.class))) {
        joined.add(weir.unwrap(Joined.class));
      }
      assertThat(joined).extracting(each -> each.how).containsOnly("gladly");
      assertThat(joined).extracting(each -> each.times).containsExactly(1, 1, 2, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail in configure", "fail in attach", "fail in close"})
  void extensionThatFailsIsLeftOutAndToldOnce(String how) throws Exception {
    List<String> log =
        Logs.during(
            () -> {
              try (WeirDataSource weir = with(how)) {
                assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
              }
            });
    assertThat(log).filteredOn(line -> line.contains("failed, and is left out")).hasSize(1);
  }

  @Test
  void wrongValueFailsBeforeAServerIsAsked() {
    assertThatThrownBy(() -> nowhere().setting(JoiningExtension.PREFIX, "wrong").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weir.joining must not be wrong");
    assertThatThrownBy(() -> nowhere().setting(JoiningExtension.PREFIX + ".times", "no").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weir.joining.times must be a whole number of at least 1; it is 'no'");
  }

  @ParameterizedTest
  @CsvSource({
    "weir.maxlag, weir.maxLag",
    "weir.max_lag, weir.maxLag",
    "weir.poolsize, weir.poolSize",
    "weir.monitorintervall, weir.monitorInterval",
    "weir.nam, weir.name",
    "weir.joinin, weir.joining",
    "weir.joining.tims, weir.joining.times",
    "weir.analyse, weir.analyze",
  })
  void settingThatNobodyHasNamesTheNearest(String unknown, String nearest) {
    assertThatThrownBy(() -> nowhere().setting(unknown, "1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no setting " + unknown + "; the nearest is " + nearest);
  }

  @Test
  void settingOfAnExtensionThatIsNotThereNamesTheDependency() {
    assertThatThrownBy(() -> nowhere().setting("weir.analyze", "development").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weir.analyze needs dev.weir:weir-analyzer on the class path");
  }

  @Test
  void optionsOfAnObservedDataSourceHaveNoneOfRouting() {
    assertThatThrownBy(
            () -> Weir.observe(cluster.bare(), options -> options.setting("weir.maxLag", "1s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weir.maxLag");
  }

  // ---------------------------------------------------------------- the way to it

  @Test
  void connectionLeadsToItsDataSourceAlsoThroughAPool() throws Exception {
    String url = cluster.servers().primary().jdbcUrl().replace("jdbc:", "jdbc:weir:");
    try (HikariDataSource pool = new HikariDataSource();
        WeirDataSource around = Weir.observe("around", pool)) {
      pool.setJdbcUrl(url + "&weir.name=inner&weir.linger=0");
      try (Connection c = pool.getConnection()) {
        assertThat(c.isWrapperFor(WeirDataSource.class)).isTrue();
        WeirDataSource weir = c.unwrap(WeirDataSource.class);
        assertThat(weir.name()).isEqualTo("inner");
        assertThat(Weir.explain(c, "select 1").decision().reason())
            .isNotEqualTo(RouteReason.PINNED);
        Cluster.query(c, "select 1");
        assertThat(weir.routes()).isNotEmpty();
      }
      try (Connection c = around.getConnection()) {
        assertThat(c.isWrapperFor(WeirDataSource.class)).isTrue();
        assertThat(c.unwrap(WeirDataSource.class)).isSameAs(around);
      }
    }
  }
}
