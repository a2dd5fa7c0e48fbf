package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements on which other systems were measured: which server runs each, why, and what a read
 * on the same connection does next.
 */
class StatementRoutingTest {
  private static final Recording heard = new Recording();

  /** What must have been done on the same connection for a statement to mean anything. */
  private static final Map<String, String> BEFORE =
      Map.of(
          "S2", "create temp table tmp1 (id int)",
          "S4", "select nextval('s')",
          "S5", "select nextval('s')",
          "S13", "prepare pw as insert into u(t_id, v) values (1, 1)",
          "A4", "select pg_advisory_lock(1)",
          "F15", "set role app_user");

  /** What shows on a replica that the session's state has come with it. */
  private static final Map<String, List<String>> STATE =
      Map.of(
          "S7", List.of("select current_setting('statement_timeout')", "5s"),
          "S9", List.of("select current_setting('app.tenant')", "42"),
          "S10", List.of("select current_setting('search_path')", "app, public"),
          "S11", List.of("select current_user::text", "app_user"));

  private static PostgresCluster servers;
  private static WeirDataSource weir;

  /** For those after which every statement that advances a sequence keeps its session. */
  private static WeirDataSource asking;

  /**
   * A row of the two tables.
   *
   * @param expected R a replica, P the primary, PIN the primary for what follows too, STATE what is
   *     set in the session goes with it
   * @param reason of the decision
   * @param next the reason of a plain read after it
   */
  private record Row(String id, String expected, String sql, RouteReason reason, RouteReason next) {
    @Override
    public String toString() {
      return id + " " + expected + " " + sql;
    }
  }

  @BeforeAll
  static void open() throws Exception {
    servers = PostgresCluster.start(2);
    try (Connection c = servers.primary().dataSource().getConnection()) {
      Cluster.execute(c, text("routing-tests-schema.sql"));
    }
    servers.awaitReplication();
    weir = Cluster.open(servers, b -> b.listener(heard));
    asking = Cluster.open(servers, b -> b.listener(heard));
  }

  @AfterAll
  static void close() {
    weir.close();
    asking.close();
    servers.close();
  }

  private static String text(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StatementRoutingTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Stream<String[]> lines(String resource) throws IOException {
    return text(resource).lines().filter(line -> !line.isBlank()).map(line -> line.split("\t", -1));
  }

  static Stream<Row> rows() throws IOException {
    Map<String, String[]> reasons =
        lines("routing-tests-reasons.tsv").collect(Collectors.toMap(line -> line[0], line -> line));
    return lines("sql/routing-tests.tsv")
        .map(line -> row(line, Objects.requireNonNull(reasons.get(line[0]))));
  }

  private static Row row(String[] line, String[] reasons) {
    return new Row(
        line[0],
        line[1],
        line[3].replace("\\n", "\n").replace("\\\\", "\\"),
        RouteReason.valueOf(reasons[1]),
        RouteReason.valueOf(reasons[2]));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void statementGoesWhereItBelongs(Row row) throws Exception {
    String before = BEFORE.get(row.id());
    WeirDataSource dataSource = before != null && before.contains("nextval") ? asking : weir;
    Cluster.await(
        "replicas have everything, and the catalogue is known",
        () -> {
          Cluster.query(dataSource, "select f_stable(1)");
          return heard.reason() == RouteReason.READ;
        });
    try (Connection c = dataSource.getConnection()) {
      if (before != null) {
        Cluster.execute(c, before);
      }
      Execution ran = run(c, row);
      assertThat(ran.decision().reason()).isEqualTo(row.reason());
      assertThat(ran.decision().node().index() == 0).isEqualTo(row.reason().isPrimary());
      assertThat(row.reason().isPrimary()).isEqualTo(!row.expected().equals("R"));
      assertThat(next(c)).isEqualTo(row.next());
      if (row.expected().equals("PIN")) {
        assertThat(List.of(row.reason(), row.next())).contains(RouteReason.PINNED);
      }
      List<String> state = STATE.get(row.id());
      if (state != null) {
        assertThat(Cluster.query(c, state.get(0))).isEqualTo(state.get(1));
        assertThat(heard.reason()).isEqualTo(RouteReason.READ);
      }
    }
  }

  /** Runs it, also where it fails: only where it went matters. */
  private static Execution run(Connection c, Row row) {
    heard.forget();
    try (Statement s = c.createStatement()) {
      s.setQueryTimeout(5);
      s.execute(row.sql());
    } catch (SQLException e) {
      assertThat(heard.ended).as("it was sent").isNotEmpty();
    }
    return heard.ended.get(0);
  }

  /** The reason of a read, when no write is waited for any more. */
  private static @Nullable RouteReason next(Connection c) throws Exception {
    Cluster.await(
        "no write is waited for, and the catalogue is known",
        () -> {
          try {
            Cluster.query(c, "select 1");
          } catch (SQLException e) {
            // The transaction that SQL began has failed.
          }
          return heard.reason() != RouteReason.OWN_WRITES
              && heard.reason() != RouteReason.UNKNOWN_OBJECT;
        });
    return heard.reason();
  }
}
