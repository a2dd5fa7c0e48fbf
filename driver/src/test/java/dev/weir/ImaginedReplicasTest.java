package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With one server it is told where statements would have gone, as shadow mode tells it. */
class ImaginedReplicasTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** What is done on one connection. */
  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private static final Map<String, Work> WORKS = new TreeMap<>(works());
  private static @Nullable WeirDataSource shadow;

  /** What was executed, in the order in which it ended. */
  private static final class Told implements ExecutionListener {
    private final List<Execution> executions = new ArrayList<>();
    private final List<@Nullable Freshness> scopes = new ArrayList<>();
    private final List<Boolean> failed = new ArrayList<>();

    @Override
    public void after(Execution execution, Outcome outcome) {
      executions.add(execution);
      scopes.add(FreshnessScope.current());
      failed.add(outcome.failure() != null);
    }

    List<String> imagined(WeirDataSource by) throws SQLException {
      ImaginedReplicas replicas = by.imagineReplicas();
      List<String> decisions = new ArrayList<>();
      for (int i = 0; i < executions.size(); i++) {
        decisions.add(
            text(
                executions.get(i),
                replicas.decide(executions.get(i), scopes.get(i), failed.get(i))));
      }
      return decisions;
    }

    private static String text(Execution execution, RouteDecision decision) {
      return execution.sql() + ": " + decision.reason();
    }
  }

  @SuppressWarnings("try") // Scopes are used by being open.
  private static Map<String, Work> works() {
    return Map.ofEntries(
        Map.entry(
            "reads and writes",
            c -> {
              run(c, "select * from imagined");
              run(c, "insert into apart values (1)");
              run(c, "select * from imagined for update");
              run(c, "select nextval('imagining')");
              run(c, "select set_by_function()");
              run(c, "select 1; select 2");
              run(c, "select 1");
            }),
        Map.entry(
            "a transaction",
            c -> {
              c.setAutoCommit(false);
              run(c, "select * from imagined");
              run(c, "insert into apart values (2)");
              c.commit();
              c.setAutoCommit(true);
              run(c, "select * from imagined");
            }),
        Map.entry(
            "read-only transactions",
            c -> {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              run(c, "select * from imagined");
              run(c, "select * from pg_stat_activity where false");
              run(c, "select * from imagined");
              run(c, "commit");
              c.commit();
              run(c, "select nextval('imagining')");
              c.rollback();
              c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
              run(c, "select * from imagined");
              c.rollback();
              c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
              run(c, "select * from imagined");
              run(c, "select * from pg_stat_activity where false");
              c.rollback();
            }),
        Map.entry(
            "a session",
            c -> {
              run(c, "set work_mem = '8MB'");
              run(c, "select * from imagined");
              run(c, "select pg_advisory_lock(7)");
              run(c, "select * from imagined");
              run(c, "select pg_advisory_unlock(7), pg_sleep(0)");
              run(c, "discard all");
              run(c, "select * from imagined");
            }),
        Map.entry(
            "a temporary table",
            c -> {
              run(c, "create temporary table own (id int)");
              run(c, "select * from imagined");
              run(c, "select * from own");
            }),
        Map.entry(
            "ways to execute",
            c -> {
              try (Statement s = c.createStatement()) {
                s.addBatch("insert into apart values (3)");
                s.addBatch("insert into apart values (4)");
                s.executeBatch();
                s.execute("select 7", Statement.RETURN_GENERATED_KEYS);
              }
              try (Statement s =
                  c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
                s.executeQuery("select id from imagined").close();
              }
              try (PreparedStatement s = c.prepareStatement("select 1 where ? = 1")) {
                s.setInt(1, 1);
                s.executeQuery().close();
              }
            }),
        Map.entry(
            "freshness",
            c -> {
              run(c, "/*+ weir: primary */ select * from imagined");
              run(c, "/*+ weir: any */ select * from imagined");
              try (var scope = Weir.freshness(Freshness.PRIMARY)) {
                run(c, "select * from imagined");
                run(c, "/*+ weir: any */ select * from imagined");
              }
              try (var scope = Weir.freshness(Freshness.bounded(Duration.ofMinutes(1)))) {
                run(c, "select * from imagined");
              }
            }),
        Map.entry(
            "another search path",
            c -> {
              c.setSchema("imaginary");
              run(c, "select * from imagined");
              run(c, "select * from public.imagined");
            }));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("read-only transaction")) {
        throw e;
      }
    }
  }

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table imagined (id int primary key)",
        "create table apart (id int)",
        "create sequence imagining",
        "create schema imaginary",
        "create table imaginary.imagined (id int)",
        "create function set_by_function() returns text volatile language sql"
            + " return set_config('work_mem', '9MB', false)");
    WeirDataSource built = Cluster.build(cluster.servers(), builder -> builder.shadow(true));
    shadow = built;
    Cluster.awaitReplicas(built, 2);
    Cluster.await(
        "reads would go to replicas",
        () ->
            built.explain("select * from imagined").decision().reason() == RouteReason.READ
                && built.explain("/*+ weir: bounded 1m */ select 1").decision().reason()
                    == RouteReason.READ);
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(shadow).close();
  }

  private static Told told(WeirDataSource weir, Work work) throws SQLException {
    Told told = new Told();
    weir.addListener(told);
    try (Connection connection = weir.getConnection()) {
      work.on(connection);
    } finally {
      weir.removeListener(told);
    }
    return told;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reads and writes",
        "a transaction",
        "read-only transactions",
        "a session",
        "a temporary table",
        "ways to execute",
        "freshness",
        "another search path"
      })
  void isAsInShadowMode(String name) throws Exception {
    Work work = Objects.requireNonNull(WORKS.get(name));
    List<String> really =
        told(Objects.requireNonNull(shadow), work).executions.stream()
            .map(each -> Told.text(each, Objects.requireNonNull(each.shadow())))
            .toList();
    try (WeirDataSource observed = Weir.observe(cluster.bare());
        WeirDataSource alone =
            WeirDataSource.builder().primary(cluster.servers().node(0).jdbcUrl()).build()) {
      Cluster.await("the catalogue is read", () -> alone.statistics().catalog().age() != null);
      assertThat(told(observed, work).imagined(observed)).isEqualTo(really);
      assertThat(told(alone, work).imagined(alone)).isEqualTo(really);
    }
  }

  @Test
  void reportsGoToAReportingReplica() throws Exception {
    try (WeirDataSource observed = Weir.observe(cluster.bare())) {
      Told told = told(observed, c -> run(c, "/*+ weir: reporting */ select * from imagined"));
      RouteDecision decision =
          observed.imagineReplicas().decide(told.executions.get(0), null, false);
      assertThat(decision.reason()).isEqualTo(RouteReason.READ);
      assertThat(decision.node().name()).isEqualTo("reporting1");
    }
  }

  @Test
  void whatFailedLeavesNoTable() throws Exception {
    try (WeirDataSource observed = Weir.observe(cluster.bare())) {
      Told told =
          told(
              observed,
              c -> {
                assertThatThrownBy(() -> run(c, "create temporary table own (id int, id int)"))
                    .isInstanceOf(SQLException.class);
                run(c, "select 1");
              });
      assertThat(told.imagined(observed)).last().isEqualTo("select 1: READ");
    }
  }

  @Test
  void hintThatIsNotUnderstoodIsAnError() throws Exception {
    try (WeirDataSource observed = Weir.observe(cluster.bare())) {
      Told told = told(observed, c -> run(c, "/*+ weir: nearest */ select 1"));
      assertThatThrownBy(
              () -> observed.imagineReplicas().decide(told.executions.get(0), null, false))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("nearest");
    }
  }

  @Test
  void nothingIsImaginedWhereReplicasAre() {
    assertThatThrownBy(() -> Objects.requireNonNull(shadow).imagineReplicas())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("there are replicas");
  }
}
