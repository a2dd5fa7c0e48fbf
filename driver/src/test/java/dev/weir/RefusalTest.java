package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.route.RouteReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads that a replica refuses: the primary runs them, if that can do no harm, and Weir learns from
 * it. What makes them be refused happens past Weir, which reads the catalogue only once here.
 */
@Tag("proof")
class RefusalTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String ENTRIES = "select count(*) from entries";
  private static final String LOOK = "select look(7)";

  private final Recording heard = new Recording();
  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    cluster.run(
        "drop table if exists entries, plain, keyless",
        "drop function if exists look, compiled, twice(int), twice(text), once(json), once(jsonb)",
        "drop collation if exists fresh",
        "drop schema if exists mine cascade",
        "create table entries (n int)",
        "create table plain (id int primary key, name text)",
        "insert into plain select n, 'name ' || n from generate_series(1, 9) n",
        "create function look(x int) returns int language sql stable as"
            + " $$ select count(*)::int + x from entries $$",
        "create function compiled(int) returns int language internal stable as 'int4abs'",
        "create table keyless (id int, name text)",
        "create function twice(a int) returns int language sql stable return 1",
        "create function once(a json) returns int language sql stable return 1",
        "create function once(a jsonb) returns int language sql stable return 1");
    weir = cluster.open(b -> b.listener(heard).catalogInterval(Duration.ofHours(1)));
    Cluster.await("look is a read", () -> Cluster.query(weir, LOOK) != null && isRead());
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  private boolean isRead() {
    return heard.reason() == RouteReason.READ;
  }

  /** Makes the function that Weir believes to read do something else. */
  private static void lookDoes(String body) throws SQLException {
    cluster.run(
        "create or replace function look(x int) returns int language plpgsql as $$ begin "
            + body
            + "; return x; end $$");
  }

  private static void lookWrites() throws SQLException {
    lookDoes("insert into entries values (x)");
  }

  private static void assertEntries(int expected) throws SQLException {
    assertThat(Cluster.query(cluster.bare(), ENTRIES)).isEqualTo(Integer.toString(expected));
  }

  private long counted(RouteReason reason) {
    return weir.routes().stream()
        .filter(count -> count.reason() == reason)
        .mapToLong(count -> count.executions())
        .sum();
  }

  // ---------------------------------------------------------------- what is not for replicas

  @Test
  void hiddenWriteRunsOnThePrimaryOnce() throws Exception {
    lookWrites();
    long reads = counted(RouteReason.READ);
    assertThat(Cluster.query(weir, LOOK)).isEqualTo("7");
    assertEntries(1);
    assertThat(counted(RouteReason.READ)).isEqualTo(reads + 1);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
  }

  @Test
  void listenersHearOfTheExecutionThatCounted() throws Exception {
    lookWrites();
    Cluster.query(weir, LOOK);
    assertThat(heard.begun).hasSize(1);
    assertThat(heard.ended).hasSize(1);
    assertThat(heard.ended.get(0).decision().reason()).isEqualTo(RouteReason.REPEATED_ON_PRIMARY);
    assertThat(heard.ended.get(0).decision().node()).isEqualTo(weir.topology().primary());
    assertThat(heard.outcomes.get(0).succeeded()).isTrue();
  }

  @Test
  void verdictHoldsForTheFingerprintAndForPlansMadeBefore() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement before = c.prepareStatement("select look(?)")) {
      before.setInt(1, 1);
      before.executeQuery().close();
      Cluster.query(c, "select look(8)");
      lookWrites();
      Cluster.query(c, LOOK);
      heard.forget();
      Cluster.query(c, LOOK);
      Cluster.query(c, "select look(8)");
      Cluster.query(c, "SELECT  look( 9 )");
      before.setInt(1, 10);
      before.executeQuery().close();
    }
    assertThat(heard.begun)
        .hasSize(4)
        .allMatch(e -> e.decision().reason() == RouteReason.REFUSED_BY_REPLICA);
    assertThat(counted(RouteReason.REFUSED_BY_REPLICA)).isEqualTo(4);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
    assertEntries(5);
  }

  @Test
  void hiddenWriteIsReadBack() throws Exception {
    lookWrites();
    cluster.whileReplicasStandStill(
        () -> {
          for (int entries = 1; entries <= 3; entries++) {
            Cluster.query(weir, LOOK);
            assertThat(Cluster.query(weir, ENTRIES)).isEqualTo(Integer.toString(entries));
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          25006 | perform nextval('numbers')
          25006 | perform pg_current_xact_id()
          25006 | perform * from plain for update
          XX000 | perform pg_logical_emit_message(false, 'a', 'b')
          55000 | perform pg_current_wal_lsn()
          0A000 | perform * from unlogged
          """)
  void standbyRefusesOnceWhatThePrimaryRuns(String state, String body) throws Exception {
    cluster.run(
        "create sequence if not exists numbers", "create unlogged table if not exists unlogged ()");
    lookDoes(body);
    assertThatThrownBy(() -> Cluster.query(cluster.servers().replicas().get(0).dataSource(), LOOK))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));

    assertThat(Cluster.query(weir, LOOK)).isEqualTo("7");
    assertThat(heard.ended.get(0).decision().reason()).isEqualTo(RouteReason.REPEATED_ON_PRIMARY);
    assertThat(Cluster.query(weir, LOOK)).isEqualTo("7");
    assertThat(heard.reason()).isEqualTo(RouteReason.REFUSED_BY_REPLICA);
  }

  @Test
  void tableThatIsNoLongerLoggedIsReadOnThePrimary() throws Exception {
    cluster.run("alter table plain set unlogged");
    String said =
        saidDuring(
            () -> {
              assertThat(Cluster.query(weir, "select name from plain where id = 3"))
                  .isEqualTo("name 3");
              assertThat(heard.ended.get(0).decision().reason())
                  .isEqualTo(RouteReason.REPEATED_ON_PRIMARY);
              assertThat(Cluster.query(weir, "select name from plain where id = 4"))
                  .isEqualTo("name 4");
              assertThat(heard.reason()).isEqualTo(RouteReason.REFUSED_BY_REPLICA);
            });
    assertThat(said).as("the replica's connection goes on").doesNotContain("broken");
  }

  @Test
  void verdictIsToldOnceWithoutLiterals() throws Exception {
    lookWrites();
    String said =
        saidDuring(
            () -> {
              Cluster.query(weir, LOOK);
              Cluster.await("replicas have it", () -> reason(ENTRIES) == RouteReason.READ);
              Cluster.query(weir, LOOK);
            });
    assertThat(said)
        .containsOnlyOnce("refused")
        .contains("INFO", "test - ", "25006", "look(?)", "runs on the primary")
        .doesNotContain("look(7)");
  }

  private static String saidDuring(Cluster.Action action) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  // ---------------------------------------------------------------- what is not run again

  @Test
  void whoDeclaredToOnlyReadIsToldThatItWrites() throws Exception {
    lookWrites();
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      assertRefused(c);
      assertRefused(c);
      c.setAutoCommit(false);
      assertRefused(c);
      c.rollback();
      assertEntries(0);
      Cluster.query(weir, LOOK); // From here on it is known.
      assertRefused(c);
      c.rollback();
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
    assertEntries(1);
  }

  @Test
  void transactionIsNotRunInParts() throws Exception {
    lookWrites();
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, ENTRIES);
      assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      assertRefused(c);
      c.rollback();
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isZero();
    assertEntries(0);
  }

  private static void assertRefused(Connection c) {
    assertThatThrownBy(() -> Cluster.query(c, LOOK))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void streamIsNotSentTwice() throws Exception {
    lookWrites();
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select look(length(?))")) {
      s.setBinaryStream(1, new ByteArrayInputStream(new byte[4]), 4);
      assertThatThrownBy(s::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
      assertEntries(0);
      s.setCharacterStream(1, new StringReader("four"));
      assertThat(only(s)).isEqualTo("4");
      assertThat(heard.reason()).isEqualTo(RouteReason.REFUSED_BY_REPLICA);
    }
    assertEntries(1);
  }

  /** What a function in C has done before the error, nobody knows. */
  @Test
  void whatMayHaveEffectsElsewhereIsNotRunAgain() throws Exception {
    assertThat(Cluster.query(weir, "select compiled(7)")).isEqualTo("7");
    assertThat(isRead()).isTrue();
    cluster.run(
        "create or replace function compiled(int) returns int language sql as"
            + " $$ insert into entries values ($1) returning n $$");
    assertThatThrownBy(() -> Cluster.query(weir, "select compiled(7)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    assertEntries(0);
    assertThat(Cluster.query(weir, "select compiled(7)")).isEqualTo("7");
    assertThat(heard.reason()).isEqualTo(RouteReason.REFUSED_BY_REPLICA);
    assertEntries(1);
  }

  @Test
  void statementThatRanOutOfTimeIsNotRunAgain() throws Exception {
    lookDoes("perform pg_sleep(30)");
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      s.setQueryTimeout(1);
      assertThatThrownBy(() -> s.executeQuery(LOOK))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isZero();
  }

  @Test
  void callerGetsWhatThePrimaryThrows() throws Exception {
    lookDoes("insert into entries values (x); raise exception 'no' using errcode = 'WE123'");
    SQLException thrown = catchThrowableOfType(SQLException.class, () -> Cluster.query(weir, LOOK));
    assertThat(thrown.getSQLState()).isEqualTo("WE123");
    assertThat(thrown.getSuppressed())
        .singleElement()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    assertThat(heard.outcomes).hasSize(1);
    assertThat(heard.outcomes.get(0).failure() == thrown).isTrue();
    assertEntries(0);
  }

  // ---------------------------------------------------------------- as if nothing had happened

  @Test
  void statementIsTheSameOnThePrimary() throws Exception {
    lookWrites();
    try (Connection c = weir.getConnection();
        PreparedStatement s =
            c.prepareStatement(
                "select look(n), ?::text from generate_series(1, ?) n",
                ResultSet.TYPE_SCROLL_INSENSITIVE,
                ResultSet.CONCUR_READ_ONLY)) {
      s.setMaxRows(3);
      s.setFetchSize(2);
      s.setQueryTimeout(20);
      s.setString(1, "bound");
      s.setInt(2, 5);
      try (ResultSet rows = s.executeQuery()) {
        assertThat(heard.ended).hasSize(1);
        assertThat(rows.getStatement()).isSameAs(s);
        assertThat(rows.last()).isTrue();
        assertThat(rows.getRow()).isEqualTo(3);
        assertThat(rows.first()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("bound");
        assertThat(rows.getFetchSize()).isEqualTo(2);
        assertThat(s.getResultSet()).isSameAs(rows);
      }
      assertThat(s.getMaxRows()).isEqualTo(3);
      assertThat(s.getQueryTimeout()).isEqualTo(20);
      assertThat(s.getUpdateCount()).isEqualTo(-1);
      assertThat(s.getMoreResults()).isFalse();
      assertThat(c.getAutoCommit()).isTrue();
      assertThat(c.isValid(5)).isTrue();
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void executeAnswersAsOnThePrimary(boolean observed) throws Exception {
    if (!observed) {
      weir.removeListener(heard);
    }
    lookWrites();
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.execute(LOOK)).isTrue();
      try (ResultSet rows = s.getResultSet()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(7);
      }
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
    assertEntries(1);
  }

  @Test
  void rowsThatAreOpenOnTheReplicaGoOn() throws Exception {
    lookWrites();
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery("select id from plain")) {
      assertThat(rows.next()).isTrue();
      assertThat(Cluster.query(c, LOOK)).isEqualTo("7");
      assertThat(rows.next()).isTrue();
    }
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
    Cluster.await("replicas serve", () -> Cluster.query(weir, "select 1") != null && isRead());
  }

  private static String only(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      assertThat(r.next()).isTrue();
      return r.getString(1);
    }
  }

  // ---------------------------------------------------------------- what a replica does not know
  // yet

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          42703 | alter table plain add column added int                | select added from plain
          42883 | create function twice(a text) returns int stable return 1  | select twice('x'::text)
          42704 | create collation fresh from "C"                       | select 'x' collate fresh
          3F000 | create schema mine; create collation mine.fresh from "C" | select 'x' collate mine.fresh
          42803 | alter table keyless add primary key (id)              | select name from keyless group by id
          42702 | alter table keyless drop column name                  | select name from plain, keyless
          42725 | drop function once(json)                             | select once('1')
          """)
  void changeMadeElsewhereIsSeenOnThePrimary(String state, String change, String read)
      throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(cluster.bare(), change);
          assertThatThrownBy(
                  () -> Cluster.query(cluster.servers().replicas().get(0).dataSource(), read))
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
          Cluster.execute(weir, read);
          assertThat(heard.ended)
              .singleElement()
              .satisfies(
                  e ->
                      assertThat(e.decision().reason()).isEqualTo(RouteReason.REPEATED_ON_PRIMARY));
          // No replica has it: reads wait for it as for a write.
          Cluster.await(
              "the catalogue is read again", () -> reason(read) == RouteReason.OWN_WRITES);
          assertThat(reason("select count(*) from entries")).isEqualTo(RouteReason.OWN_WRITES);
        });
    Cluster.await("replicas serve it", () -> reason(read) == RouteReason.READ);
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isEqualTo(1);
  }

  private RouteReason reason(String sql) throws SQLException {
    Cluster.execute(weir, sql);
    return heard.reason();
  }

  /** It costs no more than one more execution a second, and keeps no other read from a replica. */
  @Test
  void mistakeIsNotRunTwiceEachTime() throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> Cluster.query(weir, "select nobody_knows_it from plain"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
      assertThat(reason("select count(*) from plain")).isEqualTo(RouteReason.READ);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(counted(RouteReason.REPEATED_ON_PRIMARY)).isBetween(1L, 2 + seconds);
  }

  /** Servers that will always differ: the statement is served, and nothing else pays for it. */
  @Test
  void lastingDifferenceKeepsNoOtherReadFromReplicas() throws Exception {
    try (WeirDataSource differing = differing()) {
      String read = "select id from only_here";
      Cluster.execute(differing, read);
      assertThat(heard.ended.get(heard.ended.size() - 1).decision().reason())
          .isEqualTo(RouteReason.REPEATED_ON_PRIMARY);
      Cluster.await(
          "replicas serve",
          () -> {
            Cluster.query(differing, "select count(*) from plain");
            return isRead();
          });
      for (int i = 0; i < 50; i++) {
        Cluster.execute(differing, read);
        Cluster.query(differing, "select count(*) from plain");
        assertThat(heard.reason()).isEqualTo(RouteReason.READ);
      }
    }
  }

  /** Its replica means other tables by the same names. */
  private WeirDataSource differing() throws Exception {
    cluster.run(
        "create schema if not exists hidden",
        "create table if not exists hidden.only_here (id int)");
    String primary = cluster.servers().primary().jdbcUrl();
    String replica = cluster.servers().replicas().get(0).jdbcUrl();
    WeirDataSource differing =
        WeirDataSource.builder()
            .primary(primary + (primary.contains("?") ? "&" : "?") + "currentSchema=public,hidden")
            .replica(replica)
            .monitorInterval(Duration.ofMillis(100))
            .catalogInterval(Duration.ofHours(1))
            .listener(heard)
            .build();
    Cluster.awaitReplicas(differing);
    return differing;
  }

  // ---------------------------------------------------------------- descriptions

  @Test
  void statementIsDescribedWhereItsObjectsAreKnown() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(cluster.bare(), "alter table plain add column added int");
          try (Connection c = weir.getConnection();
              Statement s = c.createStatement();
              ResultSet rows = s.executeQuery("select id from plain");
              PreparedStatement described =
                  c.prepareStatement("select added from plain where id = ?")) {
            assertThat(isRead()).isTrue();
            assertThat(described.getMetaData().getColumnName(1)).isEqualTo("added");
            assertThat(described.getParameterMetaData().getParameterCount()).isEqualTo(1);
            assertThat(rows.next()).isTrue();
          }
        });
  }
}
