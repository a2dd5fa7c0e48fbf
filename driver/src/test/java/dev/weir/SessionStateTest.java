package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a statement leaves in its session, also through what it calls, is found by the connection
 * that left it, and by nobody else: on one server as with replicas, and from the first statement
 * on, when no catalogue has been read yet.
 */
class SessionStateTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table state_row (id serial primary key, v text)",
        "create table state_watched (v text)",
        "create function state_lock(k int) returns boolean language plpgsql as"
            + " 'begin return pg_try_advisory_lock(k); end'",
        "create function state_lock_shared(k int) returns void language plpgsql as"
            + " 'begin perform pg_advisory_lock_shared(k); end'",
        "create function state_set(v text) returns text language plpgsql as"
            + " 'begin return set_config(''app.state'', v, false); end'",
        "create function state_trigger() returns trigger language plpgsql as"
            + " 'begin perform set_config(''app.state'', new.v, false); return null; end'",
        "create trigger state after insert on state_watched for each row"
            + " execute function state_trigger()");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop table state_row, state_watched",
        "drop function state_lock, state_lock_shared, state_set, state_trigger");
  }

  /** How a DataSource comes to be. */
  @FunctionalInterface
  interface Opening {
    WeirDataSource open() throws Exception;
  }

  static Stream<Named<Opening>> dataSources() {
    return Stream.of(
        Named.of("one server", SessionStateTest::one),
        Named.of("with replicas, when they are in order", cluster::open),
        Named.of("with replicas, at once", () -> Cluster.build(cluster.servers(), b -> b)));
  }

  private static WeirDataSource one() {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(4);
    return WeirDataSource.builder()
        .name("state")
        .primary(cluster.servers().node(0).jdbcUrl())
        .pool(pool)
        .build();
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void lockTakenByAFunctionIsTheConnections(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open();
        Connection c = weir.getConnection();
        Connection d = weir.getConnection()) {
      assertThat(Cluster.query(c, "select state_lock(71)")).isEqualTo("t");
      assertThat(Cluster.query(d, "select state_lock(71)")).isEqualTo("f");
      assertThat(Cluster.query(c, "select pg_advisory_unlock(71)")).isEqualTo("t");
      assertThat(Cluster.query(d, "select state_lock(71)")).isEqualTo("t");
      Cluster.query(c, "select state_lock_shared(72)");
      assertThat(Cluster.query(d, "select pg_try_advisory_lock(72)")).isEqualTo("f");
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void settingMadeByAFunctionIsTheConnections(Opening opening) throws Exception {
    assertIsItsOwn(opening, "select state_set('mine')");
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void settingMadeByATriggerIsTheConnections(Opening opening) throws Exception {
    assertIsItsOwn(opening, "insert into state_watched values ('mine')");
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void settingMadeByAnUpdateOfSettingsIsTheConnections(Opening opening) throws Exception {
    assertIsItsOwn(
        opening,
        "update pg_settings set setting = '7MB' where name = 'work_mem'",
        "select current_setting('work_mem')",
        "7MB");
  }

  private void assertIsItsOwn(Opening opening, String set) throws Exception {
    assertIsItsOwn(opening, set, "select coalesce(current_setting('app.state', true), '')", "mine");
  }

  private void assertIsItsOwn(Opening opening, String set, String read, String value)
      throws Exception {
    try (WeirDataSource weir = opening.open()) {
      try (Connection c = weir.getConnection();
          Connection d = weir.getConnection()) {
        Cluster.execute(c, set);
        assertThat(Cluster.query(c, read)).isEqualTo(value);
        assertThat(Cluster.query(d, read)).isNotEqualTo(value);
      }
      List<Connection> all = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          Connection next = weir.getConnection();
          all.add(next);
          next.setAutoCommit(false);
          assertThat(Cluster.query(next, read)).isNotEqualTo(value);
        }
      } finally {
        for (Connection next : all) {
          next.close();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void valueOfASequenceIsNeverAnotherConnections(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open();
        Connection c = weir.getConnection();
        Connection d = weir.getConnection()) {
      for (int round = 0; round < 3; round++) {
        Cluster.execute(c, "insert into state_row (v) values ('c')");
        Cluster.execute(d, "insert into state_row (v) values ('d')");
        assertMineOrRefused(c, "select lastval()", "c");
        assertMineOrRefused(d, "select currval('state_row_id_seq')", "d");
      }
      // It is known by now that the application asks.
      assertThat(valueOf(c, "select lastval()")).isEqualTo(idOf("c"));
      assertThat(valueOf(d, "select currval('state_row_id_seq')")).isEqualTo(idOf("d"));
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void valueThatTheLastStatementDrewIsThere(Opening opening) throws Exception {
    for (boolean autoCommit : List.of(true, false)) {
      try (WeirDataSource weir = opening.open();
          Connection c = weir.getConnection();
          Connection d = weir.getConnection()) {
        for (Connection each : List.of(c, d)) {
          each.setAutoCommit(autoCommit);
          Cluster.execute(
              each, "insert into state_row (v) values ('%d')".formatted(each.hashCode()));
          if (!autoCommit) {
            each.commit();
          }
        }
        assertThat(valueOf(c, "select lastval()")).isEqualTo(idOf("" + c.hashCode()));
        assertThat(valueOf(d, "select currval('state_row_id_seq')"))
            .isEqualTo(idOf("" + d.hashCode()));
      }
    }
  }

  /** Its session may be asked for the value, and rests; what is set next is not lost with it. */
  @ParameterizedTest
  @MethodSource("dataSources")
  void whatIsSetAfterAValueWasDrawnHolds(Opening opening) throws Exception {
    for (String other :
        List.of(
            "set app.state = 'x'",
            "set role postgres",
            "select set_config('app.state', 'x', false)",
            "set statement_timeout = '1min'")) {
      try (WeirDataSource weir = opening.open();
          Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        c.setSchema("public");
        Cluster.execute(c, other);
        Cluster.execute(c, "insert into state_row (v) values ('c')");
        c.commit();
        c.setSchema("pg_temp");
        c.setClientInfo("ApplicationName", "me");
        assertThat(Cluster.query(c, "show search_path")).as(other).isEqualTo("pg_temp");
        assertThat(Cluster.query(c, "show application_name")).as(other).isEqualTo("me");
        c.rollback();
      }
    }
  }

  @Test
  void sessionThatMayBeAskedLeavesTheLastOfAGivenPool() throws Exception {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(cluster.servers().jdbcUrl());
    settings.setMaximumPoolSize(2); // One for the monitor.
    settings.setConnectionTimeout(2_000);
    try (HikariDataSource given = new HikariDataSource(settings);
        WeirDataSource weir =
            WeirDataSource.builder()
                .primary(given)
                .replica(cluster.servers().replicas().get(0).jdbcUrl())
                .monitorInterval(Duration.ofMillis(100))
                .build();
        Connection idle = weir.getConnection()) {
      Cluster.await( // Until then a session is in doubt, and kept.
          "the catalogue is known",
          () -> !weir.explain("select state_lock(1)").cause().contains("catalogue"));
      Cluster.execute(idle, "insert into state_row (v) values ('idle')");
      Cluster.execute(weir, "insert into state_row (v) values ('next')");
    }
  }

  @Test
  void sessionsThatMayBeAskedLeaveOthersToBorrow() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      List<Connection> idle = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Connection next = weir.getConnection();
        idle.add(next);
        Cluster.execute(next, "insert into state_row (v) values ('idle')");
      }
      assertThat(inTransactionsAtOnce(weir, 2)).isEqualTo(2);
      for (Connection next : idle) {
        next.clearWarnings(); // As a pool does that takes it back.
      }
      assertThat(inTransactionsAtOnce(weir, 4)).isEqualTo(4);
      for (Connection next : idle) {
        next.close();
      }
    }
  }

  /** How many sessions that many connections have when each is in a transaction. */
  private static long inTransactionsAtOnce(WeirDataSource weir, int connections)
      throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Connection next = weir.getConnection();
        all.add(next);
        next.setAutoCommit(false);
        Cluster.execute(next, "insert into state_row (v) values ('at once')");
      }
      return all.size();
    } finally {
      for (Connection next : all) {
        next.rollback();
        next.close();
      }
    }
  }

  @Test
  void sessionThatWasToBeAskedAndIsGoneFailsNothingElse() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      Cluster.execute(c, "insert into state_row (v) values ('gone')");
      endSessions();
      c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      Cluster.execute(c, "insert into state_row (v) values ('there')");
      endSessions();
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into state_row (v) values ('there')");
      c.commit();
      endSessions();
      assertThat(c.isValid(5)).isTrue();
      Cluster.execute(c, "insert into state_row (v) values ('there')");
      c.rollback();
    }
  }

  /** Once they have been idle for so long that a pool would look whether they live. */
  private static void endSessions() throws Exception {
    String sessions =
        " from pg_stat_activity where query like any (array['insert into state_row%', 'COMMIT'])"
            + " and backend_type = 'client backend' and pid <> pg_backend_pid()";
    Cluster.await(
        "sessions that are idle",
        () ->
            "t"
                .equals(
                    Cluster.query(
                        cluster.bare(),
                        "select max(state_change) < clock_timestamp() - interval '0.6 s'"
                            + sessions)));
    Cluster.query(cluster.bare(), "select count(pg_terminate_backend(pid, 5000))" + sessions);
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void statementThatMayHaveDrawnMakesNoValueMine(Opening opening) throws Exception {
    for (String perhaps :
        List.of(
            "update state_row set v = v where false",
            "insert into state_row (v) select 'none' where false",
            "do $$begin end$$")) {
      try (WeirDataSource weir = opening.open();
          Connection c = weir.getConnection();
          Connection d = weir.getConnection()) {
        Cluster.execute(c, "insert into state_row (v) values ('c')");
        Cluster.execute(d, "insert into state_row (v) values ('d')");
        Cluster.execute(c, perhaps);
        assertMineOrRefused(c, "select lastval()", "c");
        assertMineOrRefused(d, "select lastval()", "d");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void valueThatAFailedStatementDrewIsNobodyElses(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open();
        Connection c = weir.getConnection();
        Connection d = weir.getConnection()) {
      Cluster.execute(c, "insert into state_row (v) values ('c')");
      assertThat(valueOf(d, "select nextval('state_row_id_seq') / (select 0)")).isEqualTo("22012");
      assertMineOrRefused(c, "select lastval()", "c");
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void whoAsksJustAfterDdlHasNoValueOfOthers(Opening opening) throws Exception {
    for (String first : List.of("select state_set('')", "select pg_backend_pid()", "select 1")) {
      try (WeirDataSource weir = opening.open()) {
        try (Connection c = weir.getConnection()) {
          Cluster.execute(c, "select nextval('state_row_id_seq')");
          Cluster.execute(c, "drop table if exists state_none");
        }
        try (Connection d = weir.getConnection()) {
          Cluster.execute(d, first);
          assertThat(valueOf(d, "select lastval()")).isEqualTo("55000");
        }
      }
    }
  }

  /** Also where as many values were drawn in a session after it was emptied as before. */
  @Test
  void valueOfASessionThatWasEmptiedInBetweenIsNobodyElses() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    WeirDataSource.Builder builder =
        WeirDataSource.builder().primary(cluster.servers().node(0).jdbcUrl()).pool(pool);
    try (WeirDataSource weir = builder.build();
        Connection c = weir.getConnection()) {
      Cluster.await(
          "the catalogue is known",
          () -> !weir.explain("select state_set('')").cause().contains("catalogue"));
      Cluster.execute(c, "insert into state_row (v) values ('c')");
      Cluster.execute(c, "select 1"); // Which lets its session go.
      try (Connection d = weir.getConnection()) {
        assertThat(valueOf(d, "select lastval()")).isEqualTo("55000");
        Cluster.execute(d, "insert into state_row (v) values ('d')");
      }
      assertMineOrRefused(c, "select lastval()", "c");
    }
  }

  private void assertMineOrRefused(Connection c, String ask, String whose) throws SQLException {
    String value = valueOf(c, ask);
    assertThat(value).isIn("55000", idOf(whose));
  }

  private @Nullable String idOf(String whose) throws SQLException {
    return Cluster.query(cluster.bare(), "select max(id) from state_row where v = '" + whose + "'");
  }

  private static @Nullable String valueOf(Connection c, String ask) {
    try {
      return Cluster.query(c, ask);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void whoHasDrawnNothingHasNoValue(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open()) {
      for (int i = 0; i < 5; i++) {
        Cluster.execute(weir, "insert into state_row (v) values ('somebody')");
      }
      try (Connection c = weir.getConnection()) {
        assertThatThrownBy(() -> Cluster.query(c, "select lastval()"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
        c.setAutoCommit(false);
        Cluster.execute(c, "insert into state_row (v) values ('mine')");
        assertThat(Cluster.query(c, "select lastval()"))
            .isEqualTo(Cluster.query(c, "select max(id) from state_row"));
        c.rollback();
      }
    }
  }

  /** By the server, so that the transaction has failed, as with the bare driver. */
  @ParameterizedTest
  @MethodSource("dataSources")
  void valueOfOthersFailsTheTransactionThatAsks(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open()) {
      for (int i = 0; i < 5; i++) {
        Cluster.execute(weir, "insert into state_row (v) values ('somebody')");
      }
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        for (String first : List.of("lock state_row in share mode", "select 1 for update")) {
          Cluster.execute(c, first);
          assertThatThrownBy(() -> Cluster.query(c, "select lastval()"))
              .hasMessage("ERROR: lastval is not yet defined in this session");
          assertThat(valueOf(c, "select 1")).isEqualTo("25P02");
          assertThat(valueOf(c, "select lastval()")).isEqualTo("25P02");
          c.rollback();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void schemaIsShownAsTheDriverSetsIt(Opening opening) throws Exception {
    try (WeirDataSource weir = opening.open();
        Connection c = weir.getConnection();
        Connection bare = cluster.bare().getConnection()) {
      for (String schema : List.of("public", "Mixed", "two words", "user", "a\"b", "x$1", "_1")) {
        c.setSchema(schema);
        bare.setSchema(schema);
        assertThat(Cluster.query(c, "show search_path"))
            .isEqualTo(Cluster.query(bare, "show search_path"));
      }
    }
  }

  @Test
  void statementThatEndsAPinTellsItsCount() throws Exception {
    try (WeirDataSource weir = one();
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      for (String sql :
          List.of(
              "create temporary table state_temporary (i int)",
              "drop table state_temporary",
              "listen state_channel",
              "unlisten *",
              "prepare state_prepared as select 1",
              "deallocate state_prepared")) {
        assertThat(s.execute(sql)).isFalse();
        assertThat(s.getUpdateCount()).as(sql).isZero();
        assertThat((Object) s.getWarnings()).as(sql).isNull();
      }
    }
  }

  @Test
  void failedStatementThatStoodAloneLeavesNothing() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      for (String sql :
          List.of(
              "selec 1",
              "select state_missing(1)",
              "create temporary table state_row as select 1 / 0",
              "select state_set('x'), 1 / 0",
              "begin; select 1 / 0")) {
        assertThatThrownBy(() -> Cluster.execute(c, sql)).isInstanceOf(SQLException.class);
        if (sql.startsWith("begin")) {
          Cluster.execute(c, "rollback");
        }
        long before = Cluster.reads(weir);
        Cluster.await(
            "reads go to replicas after " + sql,
            () -> {
              Cluster.query(c, "select count(*) from state_watched");
              return Cluster.reads(weir) > before;
            });
      }
    }
  }

  @Test
  void lockOfAStatementThatFailedIsKept() throws Exception {
    try (WeirDataSource weir = one();
        Connection c = weir.getConnection();
        Connection d = weir.getConnection()) {
      assertThatThrownBy(
              () -> Cluster.query(c, "select state_lock(73), 1 / (state_lock(73)::int - 1)"))
          .isInstanceOf(SQLException.class);
      assertThat(Cluster.query(d, "select pg_try_advisory_lock(73)")).isEqualTo("f");
      assertThat(Cluster.query(c, "select pg_advisory_unlock(73)")).isEqualTo("t");
    }
  }
}
