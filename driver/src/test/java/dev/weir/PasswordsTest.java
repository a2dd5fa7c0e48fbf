package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.consistency.RedisTokenStore;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.UnaryOperator;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No password is in a log, an exception, a text of an object, or an attribute of JMX. */
@SuppressWarnings("try") // Some resources are only there to be open.
@Tag("proof")
class PasswordsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String SECRET = "sesame-open";
  private static final String NOWHERE = "127.0.0.1:1/shop";

  /** What was said or thrown. */
  private final List<String> seen = new ArrayList<>();

  /** One whose password the primary asks for, unlike those of the others. */
  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create role with_password login password '" + SECRET + "'");
    hba("select 'host all with_password all scram-sha-256' union all select line from hba");
  }

  @AfterAll
  static void askNobodyAgain() throws SQLException {
    hba("select line from hba where line not like '%with_password%'");
  }

  private static void hba(String lines) throws SQLException {
    cluster.run(
        """
        do $$ begin
          create temp table hba as
            select regexp_split_to_table(pg_read_file(current_setting('hba_file')), '\n') line;
          execute format('copy (%s) to %L', $q$ LINES $q$, current_setting('hba_file'));
          drop table hba;
        end $$\
        """
            .replace("LINES", lines),
        "select pg_reload_conf()");
  }

  private static String server(int node) {
    String url = cluster.servers().node(node).jdbcUrl();
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
  }

  private static String secret(String url) {
    return url + "?user=with_password&password=" + SECRET;
  }

  private static HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setUsername("with_password");
    pool.setPassword(SECRET);
    pool.addDataSourceProperty("password", SECRET);
    pool.setConnectionTimeout(300);
    return pool;
  }

  private static WeirDataSource.Builder builder() {
    return WeirDataSource.builder()
        .name("secretive")
        .jmx(true)
        .statementLog(true)
        .pool(pool())
        .monitorInterval(Duration.ofMillis(50))
        .monitorUser("with_password")
        .monitorPassword(SECRET);
  }

  private static WeirDataSource everywhere() {
    return builder()
        .primary(secret(server(0)))
        .replica(secret(server(1)))
        .replica(secret("jdbc:postgresql://" + NOWHERE))
        .pool(secret(server(1)), pool())
        .build();
  }

  /** Does something that may fail, and keeps all that is said. */
  private void during(Cluster.Action action) throws Exception {
    seen.addAll(
        Logs.during(
            () -> {
              try {
                action.run();
              } catch (Exception e) {
                thrown(e);
              }
            }));
  }

  /** The whole of it: causes, suppressed and next exceptions. */
  private void thrown(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    seen.add(text.toString());
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLException next && next.getNextException() != null) {
        thrown(next.getNextException());
      }
    }
  }

  private void checkSeen() {
    assertThat(seen).isNotEmpty();
    assertThat(seen).noneMatch(text -> text.contains("sesame"));
  }

  @Test
  void useWithAServerDownTellsNoPassword() throws Exception {
    during(
        () -> {
          try (WeirDataSource weir = everywhere()) {
            weir.addListener(
                new ExecutionListener() {
                  @Override
                  public void after(Execution execution, Outcome outcome) {
                    seen.add(execution + " " + outcome);
                    throw new IllegalStateException("planned");
                  }
                });
            Cluster.await(
                "the failures of the one that is down are seen",
                () -> weir.statistics().nodes().get(2).failedSamples() > 2);
            texts(weir);
            attributes();
          }
        });
    assertThat(seen).anyMatch(text -> text.contains("configuration:")); // HikariCP's, at DEBUG
    checkSeen();
  }

  /** The text of each public object that an application can get, and of all that they return. */
  private void texts(WeirDataSource weir) throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement();
        PreparedStatement p = c.prepareStatement("select 1");
        var rows = p.executeQuery()) {
      for (Object object :
          List.of(
              weir,
              c,
              s,
              p,
              rows,
              c.getMetaData(),
              builder(),
              weir.topology(),
              weir.statistics(),
              weir.explain("select 1"),
              weir.unwrap(HikariDataSource.class),
              c.unwrap(org.postgresql.PGConnection.class),
              builder().config(),
              Server.of(secret(server(0))).pooled(pool()),
              new Credentials("with_password", SECRET),
              WeirUrl.parse(secret("jdbc:weir:postgresql://" + NOWHERE), new Properties()),
              RedisTokenStore.connect("redis://:" + SECRET + "@localhost:1", Duration.ofDays(1)))) {
        seen.add(String.valueOf(object));
        if (object.getClass().getName().startsWith("dev.weir.")) {
          answers(object);
        }
      }
      seen.add(String.valueOf(c.getMetaData().getUserName()));
    }
  }

  /** What the public methods without arguments return, where they are Weir's own. */
  private void answers(Object object) throws Exception {
    for (Method method : object.getClass().getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && Modifier.isPublic(object.getClass().getModifiers())
          && method.getParameterCount() == 0
          && method.getReturnType().getName().startsWith("dev.weir.")) {
        seen.add(String.valueOf(method.invoke(object)));
      }
    }
  }

  private void attributes() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<ObjectName> beans = new ArrayList<>(server.queryNames(new ObjectName("dev.weir:*"), null));
    beans.addAll(server.queryNames(new ObjectName("com.zaxxer.hikari:*"), null));
    assertThat(beans).hasSizeGreaterThanOrEqualTo(7);
    for (ObjectName bean : beans) {
      seen.add(bean.toString());
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
        if (attribute.isReadable()) {
          seen.add(
              new Attribute(attribute.getName(), server.getAttribute(bean, attribute.getName()))
                  .toString());
        }
      }
    }
  }

  static List<Arguments> failing() {
    return List.of(
        failing(
            "nothing answers", "refused", b -> b.primary(secret("jdbc:postgresql://" + NOWHERE))),
        failing(
            "wrong password",
            "password authentication failed",
            b -> b.primary(server(0) + "?user=with_password&password=" + SECRET + "-wrong")),
        failing(
            "no such user",
            "nobody_here\" does not exist",
            b ->
                b.primary(server(0) + "?user=nobody_here&password=" + SECRET)
                    .monitorUser("nobody_here")
                    .monitorPassword(SECRET)),
        failing(
            "no such database",
            "_not\" does not exist",
            b -> b.primary(secret(server(0) + "_not"))),
        failing(
            "no such property value",
            "sslmode",
            b -> b.primary(secret(server(0)) + "&sslmode=" + "nonsense&connectTimeout=x")),
        failing(
            "no URL", "must begin with jdbc:", b -> b.primary(secret("postgresql://" + NOWHERE))),
        failing(
            "no URL of PostgreSQL",
            "no JDBC driver takes the URL",
            b -> b.primary(secret("jdbc:mysql://" + NOWHERE))),
        failing(
            "no port",
            "no JDBC driver takes the URL",
            b -> b.primary(secret("jdbc:postgresql://db1:port/shop"))),
        failing(
            "user in the address",
            "has an @ in it",
            b -> b.primary("jdbc:postgresql://with_password:" + SECRET + "@" + NOWHERE)),
        failing(
            "a pool of no server",
            "there is one that no server has",
            b -> b.primary(server(0)).pool(secret("jdbc:postgresql://" + NOWHERE), pool())),
        failing(
            "options twice",
            "reportingStatementTimeout cannot be added",
            b ->
                b.primary(server(0))
                    .reportingReplica(secret("jdbc:postgresql://" + NOWHERE) + "&options=-cx=1")
                    .reportingStatementTimeout(Duration.ofSeconds(1))),
        failing("no name", "name must not be blank", b -> b.name("").primary(secret(server(0)))),
        failing(
            "no URI of Redis",
            "a URI of Redis is",
            b ->
                b.tokenStore(
                    RedisTokenStore.connect(
                        "redis://me:" + SECRET + " {@localhost:1", Duration.ofDays(1)))),
        failing(
            "Redis does not answer",
            "JedisConnectionException",
            b ->
                b.primary(server(0))
                    .tokenStore(
                        RedisTokenStore.connect(
                            "redis://me:" + SECRET + "@127.0.0.1:1", Duration.ofDays(1)))));
  }

  private static Arguments failing(
      String what, String said, UnaryOperator<WeirDataSource.Builder> how) {
    return Arguments.of(what, said, how);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failing")
  void failureTellsNoPassword(String what, String said, UnaryOperator<WeirDataSource.Builder> how)
      throws Exception {
    during(
        () -> {
          try (WeirDataSource weir = how.apply(builder()).build();
              var session = Weir.session("somebody")) {
            Cluster.execute(weir, "select 1");
          }
        });
    assertThat(seen).anyMatch(text -> text.contains(said));
    checkSeen();
  }

  /** Spelled so that each is refused somewhere else. */
  @ParameterizedTest
  @MethodSource("badUrls")
  void urlThatIsRefusedTellsNoPassword(String url) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", "with_password");
    properties.setProperty("password", SECRET);
    properties.setProperty("weir.monitorUser", "with_password");
    properties.setProperty("weir.monitorPassword", SECRET);

    during(() -> Objects.requireNonNull(new WeirDriver().connect(url, properties)).close());

    assertThat(seen).anyMatch(text -> text.contains("SQLException") || text.contains("PSQL"));
    checkSeen();
  }

  static List<String> badUrls() {
    String good = "jdbc:weir:postgresql://" + NOWHERE + "?password=" + SECRET;
    return List.of(
        good,
        good + "&weir.maxLagg=1s",
        good + "&weir.maxLag=soon",
        good + "&weir.jmx=perhaps",
        good + "&weir.monitorPasword=" + SECRET,
        "jdbc:weir:postgresql://" + NOWHERE + "?password=%sesame-4711",
        "jdbc:weir:postgresql://" + NOWHERE + "?password=4711%",
        "jdbc:weir:postgres://" + NOWHERE + "?password=" + SECRET,
        "jdbc:weir:postgresql://me:" + SECRET + "@" + NOWHERE,
        "jdbc:weir:postgresql://,db2/shop?password=" + SECRET);
  }
}
