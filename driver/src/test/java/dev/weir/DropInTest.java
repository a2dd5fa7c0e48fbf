package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.samples.cluster.PostgresNode;
import java.io.StringReader;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PSQLException;

/** What an application does with the bare driver does the same here: found by its own tests. */
class DropInTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();
  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    cluster.run(
        "drop table if exists dropin", "create table dropin (id int primary key, name text)");
    weir = cluster.open(b -> b.listener(heard));
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  private @Nullable String rows() throws SQLException {
    try (Connection c = cluster.bare().getConnection()) {
      return Cluster.query(c, "select count(*) from dropin");
    }
  }

  // ---------------------------------------------------------------- what the driver's parts use

  @Test
  void whatIsCopiedInATransactionIsCommittedWithIt() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      CopyManager copy = c.unwrap(PGConnection.class).getCopyAPI();
      copy.copyIn("copy dropin from stdin", new StringReader("1\tone\n"));
      c.commit();
      assertThat(rows()).isEqualTo("1");
      copy.copyIn("copy dropin from stdin", new StringReader("2\ttwo\n"));
      c.rollback();
      assertThat(rows()).isEqualTo("1");
    }
  }

  @Test
  void copyManagerTakesTheConnectionItself() throws Exception {
    try (Connection c = weir.getConnection()) {
      CopyManager copy = new CopyManager((BaseConnection) c);
      copy.copyIn("copy dropin from stdin", new StringReader("1\tone\n"));
      assertThat(Cluster.query(weir, "select count(*) from dropin")).isEqualTo("1");
    }
  }

  @Test
  void largeObjectIsCommittedWithTheTransaction() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      LargeObjectManager objects = new LargeObjectManager((BaseConnection) c);
      long oid = objects.createLO();
      try (LargeObject object = objects.open(oid)) {
        object.write(new byte[] {1, 2, 3});
      }
      c.commit();
      try (LargeObject object = objects.open(oid)) {
        assertThat(object.size()).isEqualTo(3);
      }
      c.commit();
      objects.delete(oid);
      c.commit();
      assertThat(
              Cluster.query(
                  cluster.bare(),
                  "select count(*) from pg_largeobject_metadata where oid = " + oid))
          .isEqualTo("0");
    }
  }

  @Test
  void questionsOfTheDriverPinNothing() throws Exception {
    try (Connection c = weir.getConnection()) {
      BaseConnection driver = c.unwrap(BaseConnection.class);
      assertThat(driver).isSameAs(c);
      assertThat(driver.haveMinimumServerVersion(90000)).isTrue();
      assertThat(driver.getEncoding().name()).isEqualTo("UTF-8");
      assertThat(driver.escapeString("it's")).isEqualTo("it''s");
      assertThat(driver.getTransactionState()).isEqualTo(TransactionState.IDLE);
      assertThat(Weir.explain(c, "select 1").pinned()).isNull();
      driver.getTypeInfo();
      assertThat(Objects.requireNonNull(Weir.explain(c, "select 1").pinned()).causes())
          .containsExactly("the driver's types");
    }
  }

  // ---------------------------------------------------------------- statements

  @Test
  void resultSetThatTheDriverDoesNotKnowIsRefusedAtOnce() throws Exception {
    int scroll = ResultSet.TYPE_SCROLL_INSENSITIVE;
    int update = ResultSet.CONCUR_UPDATABLE;
    try (Connection c = weir.getConnection()) {
      for (ThrowingCallable wrong :
          List.<ThrowingCallable>of(
              () -> c.createStatement(-1, update),
              () -> c.createStatement(scroll, -1),
              () -> c.createStatement(scroll, update, -1),
              () -> c.prepareStatement("select 1", scroll, -1),
              () -> c.prepareCall("select 1", -1, update))) {
        assertThatThrownBy(wrong)
            .isInstanceOf(PSQLException.class)
            .hasMessageStartingWith("Unknown value for ResultSet")
            .extracting(e -> ((SQLException) e).getSQLState())
            .isEqualTo("22023");
      }
    }
  }

  @Test
  void outParametersRegisteredAfterClearingStay() throws Exception {
    cluster.run(
        "create or replace function doubled(inout n int, out twice int) language sql as"
            + " $$ select n, n * 2 $$");
    try (Connection c = weir.getConnection();
        CallableStatement call = c.prepareCall("{call doubled(?, ?)}")) {
      for (int n = 1; n <= 2; n++) {
        call.registerOutParameter(1, Types.INTEGER);
        call.registerOutParameter(2, Types.INTEGER);
        call.setInt(1, n);
        call.execute();
        assertThat(call.getInt(2)).isEqualTo(2 * n);
        call.clearParameters();
      }
    }
  }

  @Test
  void parametersAreDescribedWithTheTypesTheyAreSetTo() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?")) {
      s.setInt(1, 1);
      assertThat(s.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int4");
      s.setLong(1, 1);
      assertThat(s.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int8");
    }
  }

  @Test
  void statementThatRanOnceIsNotPreparedOnTheServer() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into dropin values (?)")) {
      s.setInt(1, 1);
      s.executeUpdate();
      assertThat(s.unwrap(PGStatement.class).isUseServerPrepare()).isFalse();
    }
  }

  @Test
  void statementIsShownWithItsValuesWhereverItIs() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select name from dropin where id = ?")) {
      s.setInt(1, 4711);
      assertThat(s).hasToString("select name from dropin where id = ('4711'::int4)");
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into dropin values (4711, 'one')");
      assertThat(s).hasToString("select name from dropin where id = ('4711'::int4)");
      s.executeQuery().close();
      s.setInt(1, 4712);
      assertThat(s).hasToString("select name from dropin where id = ('4712'::int4)");
      c.rollback();
    }
  }

  // ---------------------------------------------------------------- connections

  @Test
  void isolationThatSqlHasChosenIsTold() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      c.setAutoCommit(false);
      Cluster.execute(c, "set transaction isolation level serializable");
      assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      c.rollback();
      assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  @Test
  void observedConnectionThatWasLostIsClosed() throws Exception {
    try (Connection c = Weir.observe(cluster.bare()).getConnection()) {
      lose(c);
      assertThat(c.isClosed()).isTrue();
    }
  }

  @Test
  void connectionWhoseTransactionWasLostIsClosedUntilThatIsRolledBack() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      lose(c);
      assertThat(c.isClosed()).isTrue();
      assertThatThrownBy(c::rollback).isInstanceOf(SQLException.class); // As of the bare driver.
      assertThat(c.isClosed()).isFalse();
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void lostConnectionIsClosedWithoutAFailure() throws Exception {
    Connection c = weir.getConnection();
    c.setAutoCommit(false);
    Cluster.execute(c, "insert into dropin values (1)");
    terminate(c);
    assertThat(c.isValid(1)).isFalse(); // Which no pool hears of.
    assertThatCode(c::close).doesNotThrowAnyException();
  }

  @Test
  void wrongArgumentsAreRefusedWithoutAPhysicalConnection() throws Exception {
    try (Connection c = weir.getConnection()) {
      assertThatThrownBy(() -> c.setNetworkTimeout(Runnable::run, -1))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Network timeout");
      assertThatThrownBy(() -> c.abort(null)).hasMessage("executor is null");
      assertThat(c.isClosed()).isFalse();
    }
  }

  @Test
  void whatIsMadeInTheTemporarySchemaEndsWithTheConnection() throws Exception {
    for (String sql :
        List.of(
            "create table pg_temp.mine (id int)",
            "create view pg_temp.mine as select 1",
            "create function pg_temp.mine() returns int language sql as 'select 1'",
            "create sequence if not exists pg_temp.mine",
            "create type pg_temp.mine as enum ('a')",
            "select 1 as id into pg_temp.mine")) {
      for (int i = 0; i < 2; i++) {
        try (Connection c = weir.getConnection()) {
          Cluster.execute(c, sql);
          assertThat(Weir.explain(c, "select 1").pinned()).as(sql).isNotNull();
        }
      }
    }
  }

  @Test
  void statementIsCompletedByTheLastOfItsResults() throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      s.closeOnCompletion();
      for (int i = 0; i < 2; i++) {
        s.execute("select 1; select 2");
        s.getResultSet().close();
        assertThat(s.isClosed()).isFalse();
      }
      assertThat(s.getMoreResults()).isTrue();
      s.getResultSet().close();
      assertThat(s.isClosed()).isTrue();
    }
  }

  @Test
  void statementMayBeToldToCloseOnCompletionAtAnyTime() throws Exception {
    try (Connection c = weir.getConnection()) {
      Statement told = c.createStatement();
      told.execute("select 1; select 2");
      told.closeOnCompletion();
      told.getResultSet().close();
      assertThat(told.isClosed()).isFalse();
      told.getMoreResults();
      told.getResultSet().close();
      assertThat(told.isClosed()).isTrue();

      c.setAutoCommit(false); // Each execution is on the same connection.
      Statement reused = c.createStatement();
      reused.closeOnCompletion();
      reused.execute("select 1; select 2");
      for (int i = 0; i < 3; i++) {
        assertThat(reused.executeQuery("select 3").next()).isTrue();
      }
      reused.getResultSet().close();
      assertThat(reused.isClosed()).isTrue();
    }
  }

  /** Closing the connection hung, in a list of statements that had become a ring. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void statementsMayBeClosedFromOtherThreads() throws Exception {
    ExecutorService cleaners = Executors.newFixedThreadPool(4);
    try (Connection c = weir.getConnection()) {
      for (int i = 0; i < 100_000; i++) {
        PreparedStatement s = c.prepareStatement("select 1");
        cleaners.execute(
            () -> {
              try {
                s.close();
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
      }
    } finally {
      cleaners.shutdownNow();
    }
  }

  @Test
  void replicationProtocolIsSpokenWithThePrimary() throws Exception {
    PostgresNode primary = cluster.servers().primary();
    String url =
        "jdbc:weir:postgresql://%s:%d/postgres?user=postgres&password=postgres&replication=database"
            + "&preferQueryMode=simple&assumeMinServerVersion=10";
    try (Connection c =
        DriverManager.getConnection(url.formatted(primary.host(), primary.port()))) {
      assertThat(Cluster.query(c, "IDENTIFY_SYSTEM")).isNotEmpty();
    }
  }

  private static void lose(Connection c) throws Exception {
    Cluster.execute(c, "insert into dropin values (1)");
    terminate(c);
    assertThatThrownBy(() -> Cluster.execute(c, "insert into dropin values (2)"))
        .isInstanceOf(SQLException.class);
  }

  /** Ends its session on the server, and waits until that is gone. */
  private static void terminate(Connection c) throws SQLException {
    String pid = Cluster.query(c, "select pg_backend_pid()");
    Cluster.query(cluster.bare(), "select pg_terminate_backend(" + pid + ", 30000)");
  }
}
