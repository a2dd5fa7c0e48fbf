package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong goes wrong as it does with the bare driver: same class, SQLState and message. */
class ExceptionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static WeirDataSource weir;

  /** Something that fails. */
  @FunctionalInterface
  private interface Failing {
    void run(Connection connection) throws Exception;
  }

  private static final Map<String, Failing> FAILING = new LinkedHashMap<>();

  static {
    texts();
    parameters();
    wrongMethods();
    afterClose();
    transactions();
    timeouts();
  }

  private static void texts() {
    FAILING.put("syntax error", c -> query(c, "selec 1"));
    FAILING.put("unfinished string", c -> query(c, "select 'a"));
    FAILING.put("unknown table", c -> query(c, "select * from nobody_knows_it"));
    FAILING.put("unknown column", c -> query(c, "select nobody_knows_it from wrong"));
    FAILING.put("unknown function", c -> query(c, "select nobody_knows_it(1)"));
    FAILING.put("unique violation", c -> update(c, "insert into wrong values (1, 'again')"));
    FAILING.put("not null violation", c -> update(c, "insert into wrong values (null, 'x')"));
    FAILING.put("division by zero", c -> query(c, "select 1 / (id - 1) from wrong"));
    FAILING.put("division by zero on insert", c -> update(c, "insert into wrong select 1 / 0"));
    FAILING.put("error in a row that is fetched later", ExceptionTest::fetchLate);
    FAILING.put("batch", ExceptionTest::batch);
    FAILING.put("batch of texts", ExceptionTest::batchOfTexts);
  }

  private static void parameters() {
    FAILING.put("parameter 0", c -> prepared(c, s -> s.setInt(0, 1)));
    FAILING.put("parameter -1", c -> prepared(c, s -> s.setString(-1, "x")));
    FAILING.put("parameter beyond the last", c -> prepared(c, s -> s.setInt(2, 1)));
    FAILING.put("missing parameter", c -> prepared(c, PreparedStatement::executeQuery));
    FAILING.put("cleared parameter", ExceptionTest::clearedParameter);
    FAILING.put(
        "parameter of the wrong type",
        c ->
            prepared(
                c,
                s -> {
                  s.setString(1, "x");
                  s.executeQuery();
                }));
    FAILING.put(
        "parameter of no type",
        c ->
            prepared(
                c,
                s -> {
                  s.setObject(1, new Object());
                  s.executeQuery();
                }));
    FAILING.put("column 0", c -> row(c, r -> r.getInt(0)));
    FAILING.put("column beyond the last", c -> row(c, r -> r.getInt(9)));
    FAILING.put("unknown label", c -> row(c, r -> r.getInt("nobody_knows_it")));
    FAILING.put("before the first row", c -> rows(c, r -> r.getInt(1)));
    FAILING.put("update of a read-only result set", c -> row(c, r -> r.updateInt(1, 1)));
  }

  private static void wrongMethods() {
    FAILING.put("executeQuery of an update", c -> query(c, "update wrong set name = name"));
    FAILING.put("executeUpdate of a query", c -> update(c, "select 1"));
    FAILING.put("text to a prepared statement", c -> prepared(c, s -> s.executeQuery("select 1")));
    FAILING.put("batch text to a prepared one", c -> prepared(c, s -> s.addBatch("select 1")));
    FAILING.put(
        "negative fetch size",
        c ->
            statement(
                c,
                s -> {
                  s.setFetchSize(-1);
                  s.executeQuery("select 1");
                }));
    FAILING.put(
        "negative timeout",
        c ->
            statement(
                c,
                s -> {
                  s.setQueryTimeout(-1);
                  s.executeQuery("select 1");
                }));
    FAILING.put("unwrap to a stranger", c -> c.unwrap(java.util.Date.class));
    FAILING.put("array of an unknown type", c -> c.createArrayOf("nobody", new Object[] {1}));
  }

  private static void afterClose() {
    FAILING.put(
        "statement of a closed connection",
        c -> {
          c.close();
          c.createStatement();
        });
    FAILING.put(
        "preparation on a closed connection",
        c -> {
          c.close();
          c.prepareStatement("select 1");
        });
    FAILING.put(
        "commit of a closed connection",
        c -> {
          c.setAutoCommit(false);
          c.close();
          c.commit();
        });
    FAILING.put(
        "mode of a closed connection",
        c -> {
          c.close();
          c.setAutoCommit(false);
        });
    FAILING.put(
        "execution after the connection was closed",
        c -> {
          Statement s = c.createStatement();
          c.close();
          s.executeQuery("select 1");
        });
    FAILING.put(
        "execution after the statement was closed",
        c -> {
          Statement s = c.createStatement();
          s.close();
          s.executeQuery("select 1");
        });
    FAILING.put(
        "prepared execution after close",
        c ->
            prepared(
                c,
                s -> {
                  s.setInt(1, 1);
                  s.close();
                  s.executeQuery();
                }));
    FAILING.put(
        "parameter after close",
        c ->
            prepared(
                c,
                s -> {
                  s.close();
                  s.setInt(1, 1);
                }));
    FAILING.put(
        "next after the result set was closed",
        c ->
            rows(
                c,
                r -> {
                  r.close();
                  r.next();
                }));
    FAILING.put(
        "value after the statement was closed",
        c ->
            row(
                c,
                r -> {
                  r.getStatement().close();
                  r.getInt(1);
                }));
    FAILING.put(
        "value after the next execution",
        c ->
            row(
                c,
                r -> {
                  r.getStatement().executeQuery("select 2");
                  r.getInt(1);
                }));
  }

  private static void transactions() {
    FAILING.put("commit with auto-commit on", Connection::commit);
    FAILING.put("rollback with auto-commit on", Connection::rollback);
    FAILING.put("savepoint with auto-commit on", Connection::setSavepoint);
    FAILING.put(
        "statement in a transaction that failed",
        c -> {
          c.setAutoCommit(false);
          assertThatThrownBy(() -> query(c, "select 1 / 0")).isInstanceOf(SQLException.class);
          query(c, "select 1");
        });
    FAILING.put(
        "write in a read-only transaction",
        c -> {
          c.setAutoCommit(false);
          c.setReadOnly(true);
          update(c, "update wrong set name = name");
        });
    FAILING.put(
        "hidden write in a read-only transaction",
        c -> {
          c.setAutoCommit(false);
          c.setReadOnly(true);
          query(c, "select nextval('wrong_s')");
        });
    FAILING.put(
        "read-only in the middle of a transaction",
        c -> {
          c.setAutoCommit(false);
          query(c, "select 1");
          c.setReadOnly(true);
        });
    FAILING.put("unknown isolation", c -> c.setTransactionIsolation(77));
    FAILING.put(
        "deferred constraint at commit",
        c -> {
          c.setAutoCommit(false);
          update(c, "insert into wrong_child values (99)");
          c.commit();
        });
  }

  private static void timeouts() {
    FAILING.put(
        "query timeout",
        c ->
            statement(
                c,
                s -> {
                  s.setQueryTimeout(1);
                  s.executeQuery("select pg_sleep(20)");
                }));
    FAILING.put("cancel", ExceptionTest::cancel);
  }

  static Stream<String> failing() {
    return FAILING.keySet().stream();
  }

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create table wrong (id int primary key, name text)",
        "insert into wrong values (1, 'one'), (2, 'two')",
        "create sequence wrong_s",
        "create table wrong_child (id int references wrong deferrable initially deferred)");
    weir = cluster.open();
  }

  @AfterAll
  static void close() {
    weir.close();
  }

  @ParameterizedTest
  @MethodSource("failing")
  void failureIsTheBareDrivers(String name) throws Exception {
    SQLException bare = failure(name, cluster.bare());
    SQLException routed = failure(name, weir);

    assertThat((Throwable) routed).hasSameClassAs(bare).hasMessage(bare.getMessage());
    assertThat(routed.getSQLState()).isEqualTo(bare.getSQLState());
    assertThat(routed.getErrorCode()).isEqualTo(bare.getErrorCode());
  }

  private static SQLException failure(String name, DataSource dataSource) throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      Failing failing = Objects.requireNonNull(FAILING.get(name));
      Throwable thrown = catchThrowable(() -> failing.run(connection));
      assertThat(thrown).as(name).isInstanceOf(SQLException.class);
      return (SQLException) thrown;
    }
  }

  /** A step of something that fails. */
  @FunctionalInterface
  private interface Step<T> {
    void run(T on) throws Exception;
  }

  private static void statement(Connection c, Step<Statement> step) throws Exception {
    try (Statement s = c.createStatement()) {
      step.run(s);
    }
  }

  private static void query(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      while (r.next()) {
        r.getString(1);
      }
    }
  }

  private static void update(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeUpdate(sql);
    }
  }

  private static void prepared(Connection c, Step<PreparedStatement> step) throws Exception {
    try (PreparedStatement s = c.prepareStatement("select name from wrong where id = ?")) {
      step.run(s);
    }
  }

  private static void clearedParameter(Connection c) throws Exception {
    try (PreparedStatement s = c.prepareStatement("select name from wrong where id in (?, ?)")) {
      s.setInt(1, 1);
      s.setInt(2, 2);
      s.executeQuery().close();
      s.clearParameters();
      s.setInt(1, 1);
      s.executeQuery();
    }
  }

  private static void rows(Connection c, Step<ResultSet> step) throws Exception {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select id from wrong where id = 1")) {
      step.run(r);
    }
  }

  private static void row(Connection c, Step<ResultSet> step) throws Exception {
    rows(
        c,
        r -> {
          r.next();
          step.run(r);
        });
  }

  private static void fetchLate(Connection c) throws SQLException {
    c.setAutoCommit(false);
    try (Statement s = c.createStatement()) {
      s.setFetchSize(1);
      try (ResultSet r = s.executeQuery("select 1 / (3 - n) from generate_series(1, 5) n")) {
        while (r.next()) {
          r.getInt(1);
        }
      }
    }
  }

  private static void batch(Connection c) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("insert into wrong values (?, 'x')")) {
      for (int id : new int[] {1, 1}) {
        s.setInt(1, id);
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  private static void batchOfTexts(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.addBatch("update wrong set name = name where id = 1");
      s.addBatch("insert into wrong values (1, 'again')");
      s.executeBatch();
    }
  }

  private static void cancel(Connection c) throws Exception {
    try (Statement s = c.createStatement()) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread other = new Thread(() -> failure.set(catchThrowable(() -> query(s))));
      other.start();
      // The driver asks once only, and a server that has not begun yet does not listen.
      Cluster.await("a server sleeps", () -> !other.isAlive() || isAnyAsleep());
      s.cancel();
      other.join();
      Throwable thrown = Objects.requireNonNull(failure.get());
      throw (SQLException) thrown;
    }
  }

  private static boolean isAnyAsleep() throws SQLException {
    String sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
    for (PostgresNode node : cluster.servers().nodes()) {
      if (!"0".equals(Cluster.query(node.dataSource(), sleeping))) {
        return true;
      }
    }
    return false;
  }

  private static void query(Statement s) throws SQLException {
    s.executeQuery("select pg_sleep(20)").close();
  }
}
