package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.topology.NodeState;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/**
 * What a list of SQL texts cannot show: what the application calls, in which order, and in which
 * state of its connection. {@link TransactionTest} has the transactions.
 */
class JdbcRoutingTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String NAME = "select name from acct where id = 1";

  private final Recording heard = new Recording();
  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    cluster.run(
        "drop table if exists acct, pictures, of_tenants",
        "create table acct (id int primary key, name text)",
        "insert into acct select n, 'name ' || n from generate_series(1, 50) n",
        "create table pictures (id int, picture bytea)");
    weir = cluster.open(b -> b.listener(heard));
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  private boolean isRead() {
    return heard.reason() == RouteReason.READ;
  }

  private static @Nullable String only(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      assertThat(r.next()).isTrue();
      return r.getString(1);
    }
  }

  private static Stream<Arguments> named(Map<String, ?> cases) {
    return cases.entrySet().stream().map(c -> Arguments.of(Named.of(c.getKey(), c.getValue())));
  }

  // ------------------------------------------------ what may write by the way it is executed, goes
  // to the primary, whatever its text says

  /** A way to execute the text of a read. */
  @FunctionalInterface
  private interface Way {
    void execute(Connection connection) throws SQLException;
  }

  private static Way prepared(String sql, int keys, StatementAction action) {
    return c -> {
      try (PreparedStatement s = c.prepareStatement(sql, keys)) {
        action.run(s);
      }
    };
  }

  /** What is done to a prepared statement. */
  @FunctionalInterface
  private interface StatementAction {
    void run(PreparedStatement statement) throws SQLException;
  }

  private static final Map<String, Way> WAYS =
      Map.of(
          "executeUpdate",
          prepared(NAME, Statement.NO_GENERATED_KEYS, PreparedStatement::executeUpdate),
          "executeLargeUpdate",
          prepared(NAME, Statement.NO_GENERATED_KEYS, PreparedStatement::executeLargeUpdate),
          "executeBatch",
          prepared(
              NAME,
              Statement.NO_GENERATED_KEYS,
              s -> {
                s.addBatch();
                s.executeBatch();
              }),
          "executeLargeBatch",
          prepared(
              NAME,
              Statement.NO_GENERATED_KEYS,
              s -> {
                s.addBatch();
                s.executeLargeBatch();
              }),
          "generated keys",
          prepared(NAME, Statement.RETURN_GENERATED_KEYS, PreparedStatement::execute),
          "generated keys of a query",
          prepared(NAME, Statement.RETURN_GENERATED_KEYS, PreparedStatement::executeQuery),
          "updatable rows",
          c -> {
            try (PreparedStatement s =
                c.prepareStatement(
                    NAME, ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
              s.executeQuery();
            }
          },
          "columns of keys",
          c -> {
            try (Statement s = c.createStatement()) {
              s.execute(NAME, new String[] {"id"});
            }
          });

  static Stream<Arguments> ways() {
    return named(WAYS);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void wayThatMayWriteGoesToThePrimary(Way way) throws Exception {
    try (Connection c = weir.getConnection()) {
      try {
        way.execute(c);
      } catch (SQLException e) {
        // The driver takes no read by some of them; only where it went matters.
      }
    }
    assertThat(heard.begun)
        .isNotEmpty()
        .allMatch(e -> e.decision().reason() == RouteReason.WRITE)
        .allMatch(e -> e.decision().node().equals(weir.topology().primary()));
  }

  @Test
  void callGoesToThePrimaryWhateverItCalls() throws Exception {
    try (Connection c = weir.getConnection();
        CallableStatement s = c.prepareCall("{? = call abs(?)}")) {
      s.registerOutParameter(1, Types.INTEGER);
      s.setInt(2, -3);
      s.execute();
      assertThat(s.getInt(1)).isEqualTo(3);
    }
    assertThat(heard.last().node()).isEqualTo(weir.topology().primary());
  }

  // ------------------------------------------------ a statement moves with its parameters after a
  // write (TransactionTest), but not while something of it is under way

  @Test
  void rowsThatAreOpenStayWhereTheyAreAndTheNextExecutionMoves() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection();
              PreparedStatement s =
                  c.prepareStatement("select name from acct where id >= ? order by id")) {
            s.setInt(1, 1);
            ResultSet rows = s.executeQuery();
            assertThat(isRead()).isTrue();
            assertThat(rows.next()).isTrue();
            Cluster.execute(c, "update acct set name = 'moved'");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("name 2");
            s.setInt(1, 3);
            assertThat(only(s)).isEqualTo("moved");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
            assertThat(rows.isClosed()).isTrue();
          }
        });
  }

  /** On another node nothing would be left of it to send. */
  @Test
  void streamThatWasReadIsNotSentToAnotherNode() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select length(?)")) {
      s.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1, 2, 3}), 3);
      assertThat(only(s)).isEqualTo("3");
      assertThatThrownBy(s::executeQuery)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("stream");
      s.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1, 2}), 2);
      assertThat(only(s)).isEqualTo("2");
    }
  }

  /** As with the bare driver, which reads it when it is set. */
  @Test
  void readerWithoutALengthIsSentAgainAnywhere() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?::text")) {
      s.setCharacterStream(1, new StringReader("again"));
      assertThat(only(s)).isEqualTo("again");
      assertThat(only(s)).isEqualTo("again");
    }
  }

  /** As with the bare driver, which keeps what it has read. */
  @Test
  void streamIsSentAgainOnItsNode() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into pictures values (?, ?)")) {
      c.setAutoCommit(false);
      s.setInt(1, 1);
      s.setBinaryStream(2, new ByteArrayInputStream(new byte[] {1, 2, 3}));
      s.executeUpdate();
      s.executeUpdate();
      c.commit();
      c.setAutoCommit(true);
      assertThat(Cluster.query(c, "select sum(length(picture)) from pictures")).isEqualTo("6");
    }
  }

  @Test
  void batchIsSentWholeToThePrimary() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into pictures values (?, ?)")) {
      for (int i = 1; i <= 3; i++) {
        s.setInt(1, i);
        s.setBinaryStream(2, new ByteArrayInputStream(new byte[i]), i);
        s.addBatch();
        Cluster.query(c, NAME);
        assertThat(isRead()).isTrue();
      }
      assertThat(s.executeBatch()).containsExactly(1, 1, 1);
      assertThat(Cluster.query(c, "select sum(length(picture)) from pictures")).isEqualTo("6");
    }
  }

  // ------------------------------------------------ a transaction is one connection (its other
  // rules: TransactionTest)

  @Test
  void transactionIsOneConnection() throws Exception {
    String pid = "select pg_backend_pid()";
    try (Connection c = weir.getConnection()) {
      Cluster.query(c, NAME);
      c.setAutoCommit(false);
      String first = Cluster.query(c, pid);
      Cluster.query(c, NAME);
      Cluster.execute(c, "update acct set name = 'x' where id = 1");
      assertThat(Cluster.query(c, NAME)).isEqualTo("x");
      assertThat(Cluster.query(c, pid)).isEqualTo(first);
      c.commit();
    }
    assertThat(heard.begun).hasSize(6);
    assertThat(heard.begun.subList(1, 6))
        .allMatch(e -> e.decision().reason() == RouteReason.TRANSACTION);
  }

  // ------------------------------------------------ a write counts when it returns, however it
  // returns

  @Test
  void writeWhoseAnswerIsLostCountsAsWritten() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.addDataSourceProperty("socketTimeout", "2");
    String commitAndHang =
        "do $$ begin update acct set name = 'committed' where id = 1; commit;"
            + " perform pg_sleep(4); end $$";
    try (WeirDataSource hasty = cluster.open(b -> b.pool(pool).listener(heard))) {
      cluster.whileReplicasStandStill(
          () -> {
            assertThatThrownBy(() -> Cluster.execute(hasty, commitAndHang))
                .isInstanceOfSatisfying(
                    SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
            assertThat(Cluster.query(hasty, NAME)).isEqualTo("committed");
            assertThat(heard.reason()).as("it goes on").isEqualTo(RouteReason.PENDING_WRITE);
            Cluster.await(
                "its session has ended",
                () -> {
                  assertThat(Cluster.query(hasty, NAME)).isEqualTo("committed");
                  return heard.reason() == RouteReason.OWN_WRITES;
                });
          });
    }
  }

  // ------------------------------------------------ two-phase commit: who commits marks

  @Test
  void preparedTransactionIsMarkedWhenItIsCommitted() throws Exception {
    try (PostgresCluster servers =
        PostgresCluster.builder().replicas(1).setting("max_prepared_transactions", "5").start()) {
      Cluster.execute(
          servers.primary().dataSource(), "create table acct as select 1 id, 'old' name");
      servers.awaitReplication();
      try (WeirDataSource twoPhase = Cluster.open(servers, b -> b.listener(heard))) {
        try (Connection c = twoPhase.getConnection()) {
          c.setAutoCommit(false);
          Cluster.execute(c, "update acct set name = 'new' where id = 1");
          Cluster.execute(c, "prepare transaction 'both'");
          c.setAutoCommit(true);
          assertThat(Cluster.query(c, NAME)).isEqualTo("old");
        }
        Cluster.await(
            "the replica has all of it",
            () -> "old".equals(Cluster.query(twoPhase, NAME)) && isRead());
        servers.replicas().get(0).pauseReplay();
        Cluster.execute(twoPhase, "commit prepared 'both'");
        assertThat(Cluster.query(twoPhase, NAME)).isEqualTo("new");
        assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
        servers.replicas().get(0).resumeReplay();
      }
    }
  }

  // ------------------------------------------------ what a session was set to holds for all its
  // reads, and for nobody else's

  @Test
  void tenantsSeeTheirOwnRowsOnly() throws Exception {
    cluster.run(
        "create table of_tenants (tenant text, name text)",
        "insert into of_tenants values ('a', 'of a'), ('b', 'of b')",
        "alter table of_tenants enable row level security",
        "create policy own on of_tenants using (tenant = current_setting('app.tenant', true))",
        "drop role if exists tenant",
        "create role tenant",
        "grant select on of_tenants to tenant");
    try (WeirDataSource shared = cluster.open()) {
      try (Connection a = shared.getConnection();
          Connection b = shared.getConnection()) {
        for (Map.Entry<Connection, String> tenant : Map.of(a, "a", b, "b").entrySet()) {
          Cluster.execute(tenant.getKey(), "set role tenant");
          Cluster.execute(tenant.getKey(), "set app.tenant = '" + tenant.getValue() + "'");
        }
        for (int i = 0; i < 20; i++) {
          assertThat(names(a)).containsExactly("of a");
          assertThat(names(b)).containsExactly("of b");
          assertThat(Cluster.query(shared, "select count(*) from of_tenants")).isEqualTo("2");
        }
      }
      assertNobodyHas(shared, "select nullif(current_setting('app.tenant', true), '')");
      assertNobodyHas(shared, "select nullif(current_user, session_user)");
    } finally {
      cluster.run("drop owned by tenant", "drop role tenant");
    }
  }

  private static List<String> names(Connection c) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery("select name from of_tenants")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Test
  void searchPathHoldsForAllReadsOfItsSession() throws Exception {
    cluster.run(
        "create schema if not exists depot",
        "create table if not exists depot.acct as select 1 id, 'of the depot' name");
    try (Connection c = weir.getConnection()) {
      Cluster.query(c, NAME);
      Cluster.execute(c, "set search_path = depot");
      for (int i = 0; i < 10; i++) {
        assertThat(Cluster.query(c, NAME)).isEqualTo("of the depot");
        assertThat(Cluster.query(weir, NAME)).isEqualTo("name 1");
      }
    }
    assertNobodyHas(weir, "select nullif(current_setting('search_path'), '\"$user\", public')");
  }

  /** Asks many connections at once, on the primary and on replicas, for what must be null. */
  private static void assertNobodyHas(WeirDataSource dataSource, String question)
      throws SQLException {
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Connection c = dataSource.getConnection();
        open.add(c);
        c.setReadOnly(i % 2 == 0);
        c.setAutoCommit(i % 4 == 3);
        if (i % 4 == 1) {
          Cluster.execute(c, "select 1"); // In a transaction: the primary's connection is kept.
        }
        assertThat(Cluster.query(c, question)).as(question).isNull();
      }
    } finally {
      for (Connection c : open) {
        c.close();
      }
    }
  }

  // ------------------------------------------------ what reaches into the session pins it to the
  // primary; what any server answers does not

  /** Something that is asked of a connection. */
  @FunctionalInterface
  private interface Question {
    void ask(Connection connection) throws SQLException;
  }

  private static final Map<String, Question> HARMLESS =
      Map.of(
          "isValid",
          c -> assertThat(c.isValid(5)).isTrue(),
          "createArrayOf",
          c -> c.createArrayOf("int4", new Object[] {1, 2}),
          "metadata",
          c -> assertThat(c.getMetaData().getDatabaseMajorVersion()).isPositive(),
          "tables",
          c -> c.getMetaData().getTables(null, null, "acct", null).close(),
          "description",
          c -> c.prepareStatement(NAME).getMetaData(),
          "parameters",
          c -> c.prepareStatement("select ?::int").getParameterMetaData(),
          "unwrap",
          c -> assertThat(c.unwrap(PGConnection.class)).isSameAs(c),
          "escape",
          c -> c.unwrap(PGConnection.class).escapeLiteral("it's"),
          "statement settings",
          c -> {
            try (Statement s = c.createStatement()) {
              s.setFetchSize(7);
              s.setQueryTimeout(7);
              s.setMaxRows(7);
              s.executeQuery(NAME).close();
              assertThat(s.getFetchSize()).isEqualTo(7);
            }
          },
          "an array parameter",
          c -> {
            try (PreparedStatement s =
                c.prepareStatement("select name from acct where id = any (?)")) {
              s.setArray(1, c.createArrayOf("int4", new Object[] {2}));
              assertThat(only(s)).isEqualTo("name 2");
            }
          });

  static Stream<Arguments> harmless() {
    return named(HARMLESS);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void harmlessQuestionPinsNothing(Question question) throws Exception {
    try (Connection c = weir.getConnection()) {
      question.ask(c);
      Cluster.query(c, NAME);
      assertThat(isRead()).isTrue();
      assertThat(active()).isZero();
    }
  }

  /** Connections of the primary's pool that are in use. */
  private int active() throws SQLException {
    return weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }

  private static final Map<String, Question> PINNING =
      Map.of(
          "notifications", c -> c.unwrap(PGConnection.class).getNotifications(),
          "its backend", c -> c.unwrap(PGConnection.class).getBackendPID(),
          "the driver's connection", c -> c.unwrap(org.postgresql.jdbc.PgConnection.class),
          "LISTEN", c -> Cluster.execute(c, "listen news"),
          "an advisory lock", c -> Cluster.query(c, "select pg_advisory_lock(4711)"));

  static Stream<Arguments> pinning() {
    return named(PINNING);
  }

  @ParameterizedTest
  @MethodSource("pinning")
  void whatReachesIntoTheSessionPins(Question question) throws Exception {
    try (Connection c = weir.getConnection()) {
      question.ask(c);
      Cluster.query(c, NAME);
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
    }
    Cluster.await("others are free", () -> Cluster.query(weir, NAME) != null && isRead());
  }

  @Test
  void notificationsArriveWhereTheyAreListenedFor() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "listen news");
      Cluster.execute(weir, "notify news, 'it is raining'");
      PGConnection postgres = c.unwrap(PGConnection.class);
      Cluster.await(
          "it is heard",
          () -> {
            Cluster.query(c, NAME);
            var heardOf = postgres.getNotifications();
            return heardOf != null
                && heardOf.length == 1
                && heardOf[0].getParameter().equals("it is raining");
          });
    }
  }

  // ------------------------------------------------ several statements in one text go to the
  // primary if one of them is not a pure read

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1; update acct set name = 'x' where id = 1",
        "update acct set name = 'x' where id = 1; select 1",
        "select 1; select * from acct for update",
        "select 1; select pg_advisory_xact_lock(1); select 2",
        "select ';'; delete from acct where id = -1"
      })
  void severalStatementsGoToThePrimary(String sql) throws Exception {
    Cluster.execute(weir, sql);
    assertThat(heard.last().node()).isEqualTo(weir.topology().primary());
  }

  // ------------------------------------------------ an idle primary is not a replica that lags

  @Test
  void replicasServeReadsHoweverLongNothingIsWritten() throws Exception {
    try (WeirDataSource idle =
        cluster.open(
            b ->
                b.listener(heard)
                    .monitorInterval(Duration.ofMillis(50))
                    .maxLag(Duration.ofMillis(400)))) {
      Cluster.execute(idle, "update acct set name = 'the last for a while' where id = 1");
      long later = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      Cluster.await(
          "five times the limit has passed",
          () -> idle.topology().nodes().stream().allMatch(n -> n.sampledNanos() > later));
      assertThat(idle.topology().nodes())
          .filteredOn(n -> n.role() == NodeState.Role.REPLICA)
          .allMatch(n -> n.confirmedNanos() > later - TimeUnit.SECONDS.toNanos(1));
      assertThat(Cluster.query(idle, NAME)).isEqualTo("the last for a while");
      assertThat(isRead()).isTrue();
    }
  }

  // ------------------------------------------------ what is left in a session when it is closed,
  // the next borrower does not have

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set work_mem = '5MB'                       | select nullif(current_setting('work_mem'), '4MB')
          select set_config('app.user', 'me', false) | select nullif(current_setting('app.user', true), '')
          set role pg_read_all_data                  | select nullif(current_user, session_user)
          set session characteristics as transaction read only | select nullif(current_setting('default_transaction_read_only'), 'off')
          create temp table left_behind (id int)     | select max(relname::text) from pg_class where relname = 'left_behind' and pg_table_is_visible(oid)
          listen left_behind                         | select max(c) from pg_listening_channels() c
          prepare left_behind as select 1            | select max(name) from pg_prepared_statements where from_sql
          declare left_behind cursor with hold for select 1 | select max(name) from pg_cursors where is_holdable
          select pg_advisory_lock(4712)              | select max(objid::bigint) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
          """)
  void nothingIsLeftForTheNextBorrower(String change, String question) throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, change);
      assertThat(Cluster.query(c, question)).as(question).isNotNull();
    }
    assertNobodyHas(weir, question);
  }
}
