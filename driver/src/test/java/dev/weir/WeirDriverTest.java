package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.route.RouteExplanation;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jdbc:weir:} URLs, as whoever only has a URL uses them. */
class WeirDriverTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String CREDENTIALS = "?user=postgres&password=postgres";

  private static String url(String more) {
    return "jdbc:weir:postgresql://"
        + cluster.servers().nodes().stream()
            .map(node -> node.host() + ":" + node.port())
            .collect(Collectors.joining(","))
        + "/postgres"
        + CREDENTIALS
        + "&weir.monitorInterval=100ms&weir.linger=0"
        + more;
  }

  private static WeirDriver driver() throws SQLException {
    return (WeirDriver) DriverManager.getDriver("jdbc:weir:postgresql://db1/shop");
  }

  /** Threads that a DataSource of this name has. */
  private static List<String> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(thread -> thread.startsWith(name) || thread.startsWith("weir-" + name))
        .toList();
  }

  @Test
  void driverManagerGivesAConnectionThatRoutes() throws Exception {
    try (Connection c = DriverManager.getConnection(url("&weir.name=by-url"))) {
      assertThat(c.toString()).startsWith("by-url");
      Cluster.await(
          "a replica serves a read",
          () -> "t".equals(Cluster.query(c, "select pg_is_in_recovery()")));
    }
  }

  @Test
  void freshnessAndReplicasForReportsAreInTheUrl() throws Exception {
    String reporting = cluster.servers().node(2).host() + ":" + cluster.servers().node(2).port();
    try (Connection c =
        DriverManager.getConnection(
            url("&weir.freshness=bounded+250ms+wait+50ms&weir.reportingReplica=" + reporting))) {
      RouteExplanation told = Weir.explain(c, "select 1");
      assertThat(told.freshness()).hasToString("bounded 250ms wait 50ms");
      assertThat(told.replicas())
          .extracting(replica -> replica.node().name())
          .containsExactly("replica1", "replica2", "reporting1");
    }
  }

  @Test
  void shadowModeIsInTheUrl() throws Exception {
    try (Connection c = DriverManager.getConnection(url("&weir.shadow=true"))) {
      assertThat(Weir.explain(c, "select 1").shadow()).isTrue();
    }
    try (Connection c = DriverManager.getConnection(url("&weir.shadow=false"))) {
      assertThat(Weir.explain(c, "select 1").shadow()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void detectionOfStaleReadsIsInTheUrl(boolean detect) throws Exception {
    cluster.run("drop table if exists by_url", "create table by_url (id int)");
    try (Connection c =
        DriverManager.getConnection(url("&weir.freshness=any&weir.detectStaleReads=" + detect))) {
      String said =
          StaleReadTest.saidDuring(
              () ->
                  cluster.whileReplicasStandStill(
                      () -> {
                        Cluster.execute(c, "insert into by_url values (1)");
                        Cluster.await(
                            "a replica serves it",
                            () -> "0".equals(Cluster.query(c, "select count(*) from by_url")));
                      }));
      assertThat(said.contains("may have missed a write")).isEqualTo(detect);
    }
  }

  @Test
  void connectionsOfOneUrlShareADataSourceUntilTheLastIsClosed() throws Exception {
    int before = driver().open();
    String url = url("&weir.name=shared");
    Connection one = DriverManager.getConnection(url);
    Connection two = DriverManager.getConnection(url);
    assertThat(driver().open()).isEqualTo(before + 1);
    Connection other = DriverManager.getConnection(url("&weir.name=unshared"));
    assertThat(driver().open()).isEqualTo(before + 2);
    one.close();
    one.close();
    assertThat(Cluster.query(two, "select 1")).isEqualTo("1");
    assertThat(threads("shared")).isNotEmpty();
    two.close();
    other.close();
    assertThat(driver().open()).isEqualTo(before);
    Cluster.await("its threads are gone", () -> threads("shared").isEmpty());
    try (Connection again = DriverManager.getConnection(url)) {
      assertThat(Cluster.query(again, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void propertiesAreTheDriversOrWeirs() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "from properties");
    properties.setProperty("weir.name", "with-properties");
    try (Connection c = DriverManager.getConnection(url(""), properties)) {
      assertThat(c.toString()).startsWith("with-properties");
      assertThat(Cluster.query(c, "show application_name")).isEqualTo("from properties");
    }
  }

  @Test
  void metadataHasTheUrlThatTheBareDriverHas() throws Exception {
    PostgresNode primary = cluster.servers().primary();
    String address = "postgresql://" + primary.host() + ":" + primary.port() + "/postgres";
    String parameters = CREDENTIALS + "&ApplicationName=a%20b&options=-c%20work_mem%3D3MB";
    Properties beside = new Properties();
    beside.setProperty("loginTimeout", "5");
    try (Connection bare = DriverManager.getConnection("jdbc:" + address + parameters, beside);
        Connection c =
            DriverManager.getConnection(
                "jdbc:weir:" + address + "?weir.name=by-url&" + parameters.substring(1) + "&",
                beside)) {
      assertThat(c.getMetaData().getURL()).isEqualTo(bare.getMetaData().getURL());
      assertThat(Cluster.query(c, "show work_mem")).isEqualTo("3MB");
    }
  }

  @Test
  void otherUrlsAreNotItsOwn() throws Exception {
    Driver driver = driver();
    assertThat(driver.acceptsURL("jdbc:postgresql://db1/shop")).isFalse();
    assertThat(driver.connect("jdbc:postgresql://db1/shop", new Properties())).isNull();
    assertThat(driver.getPropertyInfo("jdbc:weir:postgresql://db1/shop", new Properties()))
        .extracting(info -> info.name)
        .contains("weir.maxLag", "weir.poolSize");
    assertThat(
            driver.getPropertyInfo(
                "jdbc:weir:postgresql://db1/shop?weir.maxLag=3s", new Properties()))
        .filteredOn(info -> info.name.equals("weir.maxLag"))
        .extracting(info -> info.value)
        .containsExactly("3s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&weir.maxLg=1s",
        "&weir.linger=long",
        "&weir.joining=wrong",
        "&weir.joining.tims=2",
        "&weir.maxLag=soon",
        "&weir.maxLag=1ms",
        "&weir.poolSize=many",
        "&weir.poolSize=0",
        "&weir.weights=1",
        "&weir.spillOver=many",
        "&weir.spillOver=1 lagging 1s",
        "&weir.keepLaggards=-1",
        "&weir.name=",
        "&weir.freshness=soon",
        "&weir.freshness=reporting",
        "&weir.reportingReplica=",
        "&weir.shadow=yes",
        "&weir.detectStaleReads=",
      })
  void settingThatCannotWorkIsAnSqlExceptionThatNamesIt(String setting) throws Exception {
    int before = driver().open();
    String name = setting.substring("&weir.".length(), setting.indexOf('='));
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:weir:postgresql://localhost:1/x?user=me&password=hush" + setting))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContaining(name)
        .satisfies(WeirDriverTest::isSilentAboutThePassword);
    assertThat(driver().open()).isEqualTo(before);
  }

  @Test
  void primaryThatIsDownIsAnSqlExceptionAndLeavesNothing() throws Exception {
    int before = driver().open();
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:weir:postgresql://localhost:1/x?user=me&password=hush&weir.name=nowhere"))
        .isInstanceOf(SQLException.class)
        .satisfies(WeirDriverTest::isSilentAboutThePassword);
    assertThat(driver().open()).isEqualTo(before);
    Cluster.await("its threads are gone", () -> threads("nowhere").isEmpty());
  }

  @Test
  void wrongPasswordIsAnSqlExceptionThatDoesNotRepeatIt() {
    PostgresNode primary = cluster.servers().primary();
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:weir:postgresql://%s:%d/postgres?user=nobody&password=hush"
                        .formatted(primary.host(), primary.port())))
        .isInstanceOf(SQLException.class)
        .satisfies(WeirDriverTest::isSilentAboutThePassword);
  }

  private static void isSilentAboutThePassword(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      assertThat(message).doesNotContain("hush");
      assertThat(Stream.of(t.getSuppressed()).map(String::valueOf))
          .noneMatch(s -> s.contains("hush"));
    }
  }
}
