package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.ProxyConnection;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;

/**
 * A DataSource that is observed works as it did: every call goes through at once, nothing is asked
 * that the application has not asked, and what listeners are told is what happened.
 */
class ObservingTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  @BeforeEach
  void create() throws SQLException {
    cluster.run(
        "drop table if exists watched",
        "create table watched (id int primary key, name text)",
        "insert into watched values (1, 'one')");
  }

  private WeirDataSource observed(DataSource dataSource) {
    WeirDataSource weir = Weir.observe("observed", dataSource);
    weir.addListener(heard);
    return weir;
  }

  // ---------------------------------------------------------------- the session

  /** What an application does on its connection. */
  @FunctionalInterface
  private interface Call {
    void on(Connection c) throws SQLException;
  }

  private static Map<String, Call> calls() {
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("nothing", c -> {});
    calls.put("isValid", c -> c.isValid(1));
    calls.put("a statement that is only prepared", c -> c.prepareStatement("select ?"));
    calls.put("settings asked", ObservingTest::askSettings);
    calls.put("createArrayOf", c -> c.createArrayOf("text", new Object[] {"a"}));
    calls.put("metadata", c -> c.getMetaData().getTables(null, null, "watched", null).close());
    calls.put("a query", c -> Cluster.query(c, "select name from watched"));
    calls.put("setReadOnly", c -> c.setReadOnly(true));
    calls.put("setReadOnly back", c -> c.setReadOnly(false));
    calls.put("setSchema", c -> c.setSchema("public"));
    calls.put("setClientInfo", c -> c.setClientInfo("ApplicationName", "watched"));
    calls.put("a notification", c -> Cluster.execute(c, "listen watched"));
    calls.put("notifications asked", c -> c.unwrap(PGConnection.class).getNotifications());
    calls.put("an advisory lock", c -> Cluster.query(c, "select pg_advisory_lock(77) is null"));
    calls.put("a temporary table", c -> Cluster.execute(c, "create temp table mine (id int)"));
    calls.put("setAutoCommit(false)", c -> c.setAutoCommit(false));
    calls.put("a commit of nothing", Connection::commit);
    calls.put("setTransactionIsolation", c -> c.setTransactionIsolation(8));
    calls.put("a write", c -> Cluster.execute(c, "update watched set name = 'x' where id = 1"));
    calls.put("a savepoint", Connection::setSavepoint);
    calls.put("settings asked in a transaction", ObservingTest::askSettings);
    calls.put("a rollback", Connection::rollback);
    calls.put("another write", c -> Cluster.execute(c, "update watched set name = 'x'"));
    calls.put("a commit", Connection::commit);
    calls.put("a statement that fails", c -> Cluster.execute(c, "select * from no_such_table"));
    calls.put("a rollback of what failed", Connection::rollback);
    calls.put("a read", c -> Cluster.query(c, "select count(*) from watched"));
    calls.put("setAutoCommit(true)", c -> c.setAutoCommit(true));
    calls.put("a setting", c -> Cluster.execute(c, "set work_mem = '5MB'"));
    calls.put("clearWarnings", Connection::clearWarnings);
    return calls;
  }

  private static void askSettings(Connection c) throws SQLException {
    c.getAutoCommit();
    c.isReadOnly();
    c.getHoldability();
    c.getNetworkTimeout();
    c.getClientInfo();
    c.getWarnings();
    c.isClosed();
  }

  /** Its activity and its locks, as the server shows them after each call. */
  private static List<String> sessions(Connection admin, Connection c) throws SQLException {
    String pid = Cluster.query(c, "select pg_backend_pid()");
    String activity =
        """
        select concat_ws(', ', state, query, xact_start is null, backend_xmin is null,
            backend_xid is null, application_name,
            (select count(*) from pg_locks l where l.pid = a.pid and locktype <> 'virtualxid'))
        from pg_stat_activity a where pid = %s
        """;
    List<String> seen = new ArrayList<>();
    calls()
        .forEach(
            (name, call) -> {
              try {
                call.on(c);
              } catch (SQLException e) {
                seen.add(e.getSQLState() + " " + e.getMessage());
              }
              try {
                seen.add(name + ": " + Cluster.query(admin, activity.formatted(pid)));
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    return seen;
  }

  @Test
  void sessionIsThatOfTheBareDriverAfterEachCall() throws Exception {
    try (Connection admin = cluster.bare().getConnection();
        WeirDataSource weir = observed(cluster.bare())) {
      List<String> bare;
      try (Connection c = cluster.bare().getConnection()) {
        bare = sessions(admin, c);
      }
      create();
      try (Connection c = weir.getConnection()) {
        assertThat(sessions(admin, c)).isEqualTo(bare);
      }
    }
  }

  @Test
  void notificationArrivesAfterACommit() throws Exception {
    try (WeirDataSource weir = observed(cluster.bare());
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "listen watched");
      c.commit();
      Cluster.execute(cluster.bare(), "notify watched, 'news'");
      assertThat(c.unwrap(PGConnection.class).getNotifications(10_000))
          .extracting(n -> n.getParameter())
          .containsExactly("news");
    }
  }

  // ---------------------------------------------------------------- ends of transactions

  private List<String> ends(Call call) throws SQLException {
    heard.forget();
    try (WeirDataSource weir = observed(cluster.bare())) {
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        call.on(c);
      }
    }
    return heard.transactions.stream().map(ObservingTest::text).toList();
  }

  private static String text(TransactionEnd end) {
    return (end.committed() ? "commit" : "rollback") + (end.failure() == null ? "" : " failed");
  }

  @Test
  void transactionEndsOnceAsItEnded() throws Exception {
    Call read = c -> Cluster.query(c, "select 1");
    assertThat(ends(c -> {})).isEmpty();
    assertThat(ends(Connection::commit)).isEmpty();
    assertThat(ends(Connection::rollback)).isEmpty();
    assertThat(ends(c -> c.setAutoCommit(true))).isEmpty();
    assertThat(ends(read)).containsExactly("rollback");
    assertThat(ends(c -> all(c, read, Connection::commit))).containsExactly("commit");
    assertThat(ends(c -> all(c, read, Connection::commit, Connection::commit)))
        .containsExactly("commit");
    assertThat(ends(c -> all(c, read, Connection::rollback, Connection::commit)))
        .containsExactly("rollback");
    assertThat(ends(c -> all(c, read, o -> o.setAutoCommit(true)))).containsExactly("commit");
    assertThat(ends(c -> all(c, read, o -> o.setAutoCommit(true), read))).containsExactly("commit");
    assertThat(ends(c -> all(c, o -> o.setAutoCommit(true), read, o -> o.setAutoCommit(false))))
        .isEmpty();
    assertThat(ends(c -> all(c, read, Connection::commit, read)))
        .containsExactly("commit", "rollback");
    assertThat(ends(c -> all(c, read, o -> o.rollback(o.setSavepoint()), Connection::commit)))
        .containsExactly("commit");
    assertThat(ends(c -> all(c, read, o -> o.abort(Runnable::run)))).containsExactly("rollback");
  }

  private static void all(Connection c, Call... calls) throws SQLException {
    for (Call call : calls) {
      call.on(c);
    }
  }

  @Test
  void commitThatFailsIsToldWithItsFailureAndEndsTheTransaction() throws Exception {
    cluster.run(
        "drop table if exists deferred_here",
        "create table deferred_here (id int unique deferrable initially deferred)");
    List<String> ends =
        ends(
            c -> {
              Cluster.execute(c, "insert into deferred_here values (1), (1)");
              assertThatThrownBy(c::commit)
                  .isInstanceOf(SQLException.class)
                  .satisfies(e -> assertThat(heard.transactions.get(0).failure() == e).isTrue());
              c.rollback();
            });
    assertThat(ends).containsExactly("commit failed");
  }

  @Test
  void connectionIsReturnedOnceHoweverItEnds() throws Exception {
    try (WeirDataSource weir = observed(cluster.bare())) {
      Connection c = weir.getConnection();
      assertThat(weir.statistics().nodes().get(0).inFlight()).isEqualTo(1);
      assertThatThrownBy(() -> c.abort(null)).isInstanceOf(SQLException.class);
      assertThat(heard.returned).isEmpty();
      c.abort(Runnable::run);
      c.close();
      c.close();
      assertThat(c.isClosed()).isTrue();
      assertThat(heard.returned).isEqualTo(heard.checkedOut).hasSize(1);
      assertThat(weir.statistics().nodes().get(0).inFlight()).isZero();
    }
  }

  // ---------------------------------------------------------------- what else is told

  @Test
  void uncheckedExceptionOfTheDriverIsAFailure() throws Exception {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("the application's stream");
          }

          @Override
          public int read(byte[] to, int from, int length) {
            return read();
          }
        };
    try (WeirDataSource weir = observed(cluster.bare());
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?::bytea")) {
      s.setBinaryStream(1, failing, 10);
      assertThatThrownBy(s::executeQuery).isInstanceOf(IllegalStateException.class);
    }
    assertThat(heard.outcomes).noneMatch(Outcome::succeeded).hasSize(1);
  }

  @Test
  void everyWayToExecuteIsToldAndCounted() throws Exception {
    String sql = "update watched set name = 'x' where id = 1";
    try (WeirDataSource weir = observed(cluster.bare());
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        PreparedStatement p = c.prepareStatement(sql);
        CallableStatement call = c.prepareCall(sql)) {
      s.execute(sql);
      s.execute(sql, Statement.NO_GENERATED_KEYS);
      s.execute(sql, new int[0]);
      s.execute(sql, new String[] {"id"});
      s.executeUpdate(sql);
      s.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
      s.executeUpdate(sql, new int[0]);
      s.executeUpdate(sql, new String[] {"id"});
      s.executeLargeUpdate(sql);
      s.executeLargeUpdate(sql, Statement.NO_GENERATED_KEYS);
      s.executeLargeUpdate(sql, new int[0]);
      s.executeLargeUpdate(sql, new String[] {"id"});
      s.executeQuery("select 1");
      p.execute();
      p.executeUpdate();
      p.executeLargeUpdate();
      call.execute();
      s.addBatch(sql);
      s.executeLargeBatch();
      p.addBatch();
      p.executeBatch();
      s.executeBatch(); // Of nothing: nothing is sent.
      assertThat(heard.begun).hasSize(19).isEqualTo(heard.ended);
      assertThat(heard.begun).extracting(Execution::decision).allMatch(d -> d.node().index() == 0);
      weir.removeListener(heard);
      s.execute(sql);
      p.execute();
      assertThat(weir.routes())
          .extracting(RouteCount::reason, RouteCount::executions)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(RouteReason.SINGLE_NODE, 21L));
    }
    assertThat(heard.ended).hasSize(19);
  }

  // ---------------------------------------------------------------- what leads back

  @Test
  void everythingLeadsBackToTheObjectsOfTheApplication() throws Exception {
    cluster.run(
        "create or replace function watched_cursor() returns refcursor language plpgsql as"
            + " $$ declare r refcursor := 'w'; begin open r for select 1; return r; end $$");
    try (WeirDataSource weir = observed(cluster.bare());
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        CallableStatement call = c.prepareCall("{? = call watched_cursor()}")) {
      ResultSet rows = s.executeQuery("select 1");
      assertThat(rows.getStatement()).isSameAs(s);
      assertThat(s.getResultSet()).isSameAs(rows);
      assertThat(s.getConnection()).isSameAs(c);
      assertThat(c.getMetaData().getConnection()).isSameAs(c);
      assertThat(c.getMetaData().getTables(null, null, "w", null).getStatement().getConnection())
          .isSameAs(c);
      assertThat(c.getMetaData().getSchemas().getStatement()).isInstanceOf(PreparedStatement.class);
      c.setAutoCommit(false);
      call.registerOutParameter(1, Types.REF_CURSOR);
      call.execute();
      ResultSet within = (ResultSet) Objects.requireNonNull(call.getObject(1));
      assertThat(within.next()).isTrue();
      assertThat(within.getStatement().getConnection()).isSameAs(c);
      within.close();
      assertThatThrownBy(within::getStatement).hasMessage("This ResultSet is closed.");
      c.rollback();
    }
  }

  /** HikariCP, around it, says for how long opening a connection may take. */
  @Test
  void dataSourceHasTheSettingsOfWhatIsObserved() throws Exception {
    DataSource bare = cluster.bare();
    try (WeirDataSource weir = observed(bare)) {
      weir.setLoginTimeout(3);
      assertThat(weir.getLoginTimeout()).isEqualTo(bare.getLoginTimeout()).isEqualTo(3);
      assertThat(weir.getParentLogger()).isSameAs(bare.getParentLogger());
    }
  }

  @Test
  void connectionUnwrapsToWhatItIsMadeOf() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(cluster.bare());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config);
        WeirDataSource weir = observed(pool)) {
      String evicted;
      try (Connection c = weir.getConnection()) {
        assertThat(c.unwrap(Connection.class)).isSameAs(c);
        assertThat(c.unwrap(PGConnection.class)).isSameAs(c);
        assertThat(c.isWrapperFor(PgConnection.class)).isTrue();
        assertThat(c.unwrap(PgConnection.class)).isNotSameAs(c);
        assertThat(c.isWrapperFor(List.class)).isFalse();
        assertThatThrownBy(() -> c.unwrap(List.class)).isInstanceOf(SQLException.class);
        evicted = Cluster.query(c, "select pg_backend_pid()");
        assertThat(c.isWrapperFor(ProxyConnection.class)).isTrue();
        pool.evictConnection(c.unwrap(ProxyConnection.class));
      }
      assertThat(Cluster.query(weir, "select pg_backend_pid()")).isNotEqualTo(evicted);
    }
    Connection closed = Weir.observe(cluster.bare()).getConnection();
    closed.close();
    assertThatThrownBy(() -> closed.unwrap(Connection.class))
        .hasMessage("This connection has been closed.");
  }

  /** A pool whose connections are nobody else's: what needs the driver fails, the rest works. */
  @Test
  void poolThatHidesTheDriverWorks() throws Exception {
    try (WeirDataSource weir = observed(hiding(cluster.bare()));
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select name from watched where id = ?")) {
      c.setAutoCommit(false);
      s.setInt(1, 1);
      ResultSet rows = s.executeQuery();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("one");
      c.commit();
      assertThat(c.isValid(1)).isTrue();
      assertThatThrownBy(() -> ((PGConnection) c).getCopyAPI()).hasMessage("hidden");
      assertThatThrownBy(() -> ((PGConnection) c).getBackendPID())
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(heard.begun).hasSize(1);
    assertThat(heard.transactions).extracting(TransactionEnd::committed).containsExactly(true);
  }

  private static DataSource hiding(DataSource real) {
    return hiding(DataSource.class, real);
  }

  private static <T> T hiding(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            ObservingTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("unwrap")) {
                throw new SQLException("hidden");
              }
              if (method.getName().equals("isWrapperFor")) {
                return false;
              }
              try {
                return hidden(method.getReturnType(), method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static @Nullable Object hidden(Class<?> type, @Nullable Object answer) {
    return type.isInterface() && type.getPackageName().equals("java.sql") && answer != null
        ? hiding(type, answer)
        : answer;
  }

  // ---------------------------------------------------------------- what has ended

  @Test
  void lostConnectionIsWhatTheDriverSaysItIs() throws Exception {
    try (WeirDataSource weir = observed(cluster.bare());
        Connection c = weir.getConnection()) {
      Statement s = c.createStatement();
      int pid = c.unwrap(PGConnection.class).getBackendPID();
      assertThat(c.isValid(1)).isTrue();
      assertThatThrownBy(() -> c.isValid(-1)).isInstanceOf(SQLException.class);
      Cluster.query(cluster.bare(), "select pg_terminate_backend(" + pid + ", 30000)");
      assertThat(c.isClosed()).isFalse();
      assertThatThrownBy(() -> s.execute("select 1")).isInstanceOf(SQLException.class);
      assertThat(c.isClosed()).isTrue();
      assertThat(c.isValid(1)).isFalse();
      assertThatCode(c::close).doesNotThrowAnyException();
    }
    assertThat(heard.outcomes).noneMatch(Outcome::succeeded).hasSize(1);
  }

  @Test
  void explanationNeedsAnOpenConnection() throws Exception {
    try (WeirDataSource weir = observed(cluster.bare())) {
      Connection c = weir.getConnection();
      assertThat(Weir.explain(c, "select 1").decision().reason())
          .isEqualTo(RouteReason.SINGLE_NODE);
      c.close();
      assertThatThrownBy(() -> Weir.explain(c, "select 1")).isInstanceOf(SQLException.class);
    }
  }
}
