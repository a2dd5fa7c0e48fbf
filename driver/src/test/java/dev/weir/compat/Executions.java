package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/** What statements do, and what they answer. */
final class Executions {
  private static final String READ = Samples.READ;

  private Executions() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.reads("warnings", Executions::warnings),
        Scenario.writes("generated keys", Executions::generatedKeys),
        Scenario.writes("several results", Executions::severalResults),
        Scenario.reads("results kept and closed", Executions::keptResults),
        Scenario.reads("cancel", Executions::cancel),
        Scenario.reads("cancel of the connection", Executions::cancelQuery),
        Scenario.reads("timeouts", Executions::timeouts),
        Scenario.reads("close on completion", Executions::closeOnCompletion),
        Scenario.reads("limits of rows and fields", Executions::limits),
        Scenario.writes("batches", Executions::batches),
        Scenario.writes("batches that fail", Executions::failedBatches));
  }

  private static PGConnection postgres(Connection c) {
    return (PGConnection) c;
  }

  private static void warnings(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.getWarnings();
      run.rows(s.executeQuery("select compat.warns('query')"));
      s.getWarnings();
      s.execute("do $$ begin raise warning 'of a block'; end $$");
      s.getWarnings();
      s.getUpdateCount();
      s.executeUpdate("drop table if exists compat.no_such_table");
      s.getWarnings();
      s.clearWarnings();
      s.getWarnings();
      s.execute("select compat.warns('execute')");
      s.getWarnings();
      ResultSet rows = s.getResultSet();
      rows.getWarnings();
      rows.clearWarnings();
      attempt(() -> s.execute("select 1 / 0"));
      s.getWarnings();
    }
    c.getWarnings();
    run.over(c);
    attempt(() -> c.setClientInfo("Unknown", "x"));
    c.getWarnings();
    c.clearWarnings();
    c.getWarnings();
    try (PreparedStatement s = c.prepareStatement("select compat.warns(?)")) {
      for (String text : List.of("a", "b")) {
        s.setString(1, text);
        s.executeQuery().close();
        s.getWarnings();
      }
    }
  }

  private static void generatedKeys(Run run) throws Exception {
    Connection c = run.open();
    String insert = "insert into compat.item (name) values ('a'), ('b')";
    try (Statement s = c.createStatement()) {
      run.rows(s.getGeneratedKeys());
      s.executeUpdate(insert);
      run.rows(s.getGeneratedKeys());
      s.executeUpdate(insert, Statement.RETURN_GENERATED_KEYS);
      run.rows(s.getGeneratedKeys());
      s.getGeneratedKeys();
      s.executeUpdate(insert, new String[] {"id"});
      s.getUpdateCount();
      run.rows(s.getGeneratedKeys());
      s.execute(insert, new String[] {"name", "id"});
      s.getUpdateCount();
      s.getResultSet();
      run.rows(s.getGeneratedKeys());
      s.executeLargeUpdate("update compat.item set name = 'c' where id < 3", new String[] {"id"});
      run.rows(s.getGeneratedKeys());
      s.executeUpdate("delete from compat.item where id = 1", Statement.RETURN_GENERATED_KEYS);
      run.rows(s.getGeneratedKeys());
      s.execute("insert into compat.item (name) values ('r') returning id, name");
      run.rows(s.getResultSet());
      s.getUpdateCount();
      run.rows(s.executeQuery("insert into compat.item (name) values ('q') returning id"));
      attempt(() -> s.executeUpdate(insert, new int[] {1}));
      attempt(() -> s.executeUpdate(insert, 99));
      attempt(() -> s.executeUpdate(insert, new String[0]));
      attempt(() -> s.executeUpdate(insert, new String[] {"no_such_column"}));
    }
    run.over(c);
    try (PreparedStatement s =
        c.prepareStatement(
            "insert into compat.item (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
      s.setString(1, "p");
      s.executeUpdate();
      run.rows(s.getGeneratedKeys());
      s.setString(1, "batch 1");
      s.addBatch();
      s.setString(1, "batch 2");
      s.addBatch();
      s.executeBatch();
      run.rows(s.getGeneratedKeys());
    }
    attempt(() -> c.prepareStatement(insert, new int[] {1}));
    attempt(() -> c.prepareStatement(insert, new int[0]));
    attempt(() -> c.prepareStatement(insert, 99));
  }

  private static final String SEVERAL =
      "select 1 as a; update compat.item set name = 'x' where id = 1; select 2 as b; select 3 as c";

  private static void severalResults(Run run) throws Exception {
    Connection c = run.open();
    for (int flag :
        List.of(
            Statement.CLOSE_CURRENT_RESULT,
            Statement.KEEP_CURRENT_RESULT,
            Statement.CLOSE_ALL_RESULTS)) {
      try (Statement s = c.createStatement()) {
        s.execute(SEVERAL);
        ResultSet first = s.getResultSet();
        s.getResultSet();
        s.getUpdateCount();
        s.getLargeUpdateCount();
        for (int i = 0; i < 5; i++) {
          s.getMoreResults(flag);
          s.getUpdateCount();
          s.getLargeUpdateCount();
          ResultSet rows = s.getResultSet();
          first.isClosed();
          if (rows != null && i != 1) {
            run.rows(rows);
          }
        }
      }
    }
    try (Statement s = c.createStatement()) {
      attempt(() -> s.executeQuery(SEVERAL));
      attempt(() -> s.executeUpdate(SEVERAL));
      attempt(() -> s.executeQuery("update compat.item set name = 'y' where id = 1"));
      attempt(() -> s.executeUpdate(READ));
      attempt(() -> s.executeUpdate("update compat.item set name = 'y'; delete from compat.item"));
      attempt(s::getMoreResults);
      attempt(s::getUpdateCount);
      attempt(() -> s.execute(""));
      attempt(s::getUpdateCount);
      attempt(() -> s.executeQuery(""));
      attempt(() -> s.executeQuery(";"));
      attempt(() -> s.execute("/* nothing */"));
      attempt(() -> s.getMoreResults(99));
    }
  }

  @SuppressWarnings("try") // It is closed within, to see what follows.
  private static void keptResults(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.execute("select 1 as a; select 2 as b; select 3 as c");
      ResultSet one = s.getResultSet();
      s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      ResultSet two = s.getResultSet();
      one.isClosed();
      run.rows(one);
      s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      ResultSet three = s.getResultSet();
      two.isClosed();
      s.getMoreResults(Statement.CLOSE_ALL_RESULTS);
      one.isClosed();
      two.isClosed();
      three.isClosed();
      s.getResultSet();
      s.getUpdateCount();
      s.execute("select 4 as d; select 5 as e");
      ResultSet kept = s.getResultSet();
      s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      s.executeQuery("select 6 as f");
      kept.isClosed();
      s.execute("select 7 as g; select 8 as h");
      kept = s.getResultSet();
      s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      s.close();
      kept.isClosed();
    }
  }

  /** On the primary, where it is looked for. */
  private static final String SLEEP = "/*+ weir: primary */ select pg_sleep(30)";

  private static void cancel(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.cancel();
      Statement real = (Statement) Recorder.real(s);
      Connection other = run.another();
      other.setAutoCommit(true); // A transaction sees one state of the server's activity.
      try (Statement marker = other.createStatement()) {
        CompletableFuture<Void> cancelling =
            CompletableFuture.runAsync(() -> cancelWhenRunning(marker, real, SLEEP));
        attempt(() -> s.executeQuery(SLEEP));
        cancelling.get(30, TimeUnit.SECONDS);
      }
      run.over(c);
      run.rows(s.executeQuery("select 1 as one"));
      s.cancel();
    }
  }

  /** Cancels the statement when the server says that it is running. */
  private static void cancelWhenRunning(Statement marker, Statement statement, String sql) {
    try {
      while (!isRunning(marker, sql)) {
        LockSupport.parkNanos(1_000_000);
      }
      statement.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isRunning(Statement marker, String sql) throws SQLException {
    try (ResultSet row =
        marker.executeQuery(
            "/*+ weir: primary */ select from pg_stat_activity where state = 'active' and query = '"
                + sql
                + "'")) {
      return row.next();
    }
  }

  private static void cancelQuery(Run run) throws Exception {
    Connection c = run.open();
    postgres(c).cancelQuery();
    try (Statement s = c.createStatement()) {
      run.rows(s.executeQuery(READ));
    }
  }

  private static void timeouts(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.setQueryTimeout(1);
      s.getQueryTimeout();
      attempt(() -> s.executeQuery("select pg_sleep(30)"));
      run.over(c);
      s.setQueryTimeout(0);
      run.rows(s.executeQuery("select 1 as one"));
      attempt(() -> s.setQueryTimeout(-1));
    }
  }

  private static void closeOnCompletion(Run run) throws Exception {
    Connection c = run.open();
    Statement s = c.createStatement();
    s.closeOnCompletion();
    s.isCloseOnCompletion();
    s.executeQuery(READ);
    attempt(() -> s.executeQuery(READ).close());
    s.isClosed();
    Statement several = c.createStatement();
    several.closeOnCompletion();
    several.execute("select 1; select 2");
    ResultSet one = several.getResultSet();
    one.close();
    several.isClosed();
    attempt(several::getMoreResults);
    attempt(() -> several.getResultSet().close());
    several.isClosed();
    Statement update = c.createStatement();
    update.closeOnCompletion();
    update.execute("do $$ begin end $$");
    update.isClosed();
    try (PreparedStatement p = c.prepareStatement(READ)) {
      p.closeOnCompletion();
      p.executeQuery().close();
      p.isClosed();
      attempt(p::executeQuery);
    }
  }

  private static void limits(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.setMaxRows(2);
      s.getMaxRows();
      s.getLargeMaxRows();
      run.rows(s.executeQuery(READ));
      s.setLargeMaxRows(1);
      s.getMaxRows();
      s.getLargeMaxRows();
      run.rows(s.executeQuery(READ));
      s.setMaxRows(0);
      s.setMaxFieldSize(2);
      s.getMaxFieldSize();
      run.rows(s.executeQuery("select 'long text' as t, 'abc'::bytea as y"));
      s.setEscapeProcessing(false);
      attempt(() -> s.executeQuery("select {fn ucase('a')}"));
      run.over(c);
      s.setEscapeProcessing(true);
      run.rows(s.executeQuery("select {fn ucase('a')} as u"));
      s.setPoolable(true);
      s.isPoolable();
      s.setFetchDirection(ResultSet.FETCH_REVERSE);
      s.getFetchDirection();
      run.rows(s.executeQuery(READ));
      s.setFetchSize(2);
      s.getFetchSize();
      attempt(() -> s.setFetchSize(-5));
      attempt(() -> s.setMaxRows(-5));
      attempt(() -> s.setLargeMaxRows(-5));
      attempt(() -> s.setMaxFieldSize(-5));
      attempt(() -> s.setFetchDirection(5));
    }
  }

  private static void batches(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.executeBatch();
      s.addBatch(Samples.WRITE);
      s.addBatch("update compat.item set name = 'many'");
      s.addBatch("do $$ begin end $$");
      s.executeBatch();
      s.getUpdateCount();
      s.getResultSet();
      s.addBatch(Samples.WRITE);
      s.clearBatch();
      s.executeLargeBatch();
      s.addBatch(Samples.WRITE);
      s.executeLargeBatch();
      attempt(() -> s.addBatch(null));
    }
    try (PreparedStatement s = c.prepareStatement("update compat.item set name = ? where id > ?")) {
      s.executeBatch();
      for (int i = 0; i < 3; i++) {
        s.setString(1, "n" + i);
        s.setInt(2, i);
        s.addBatch();
      }
      s.executeBatch();
      s.executeLargeBatch();
      s.clearParameters();
      attempt(s::addBatch);
      attempt(s::executeBatch);
      run.over(c);
      attempt(() -> s.addBatch(Samples.WRITE));
    }
    try (Statement s = c.createStatement()) {
      run.rows(s.executeQuery("select id, name from compat.item order by id"));
    }
  }

  private static void failedBatches(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.addBatch(Samples.WRITE);
      s.addBatch("insert into compat.item (name) values (null)");
      s.addBatch(Samples.WRITE);
      attempt(s::executeBatch);
      run.over(c);
      attempt(s::executeBatch);
      s.addBatch(READ);
      attempt(s::executeBatch);
      run.over(c);
    }
    try (PreparedStatement s = c.prepareStatement("insert into compat.item (name) values (?)")) {
      for (String name : List.of("a", "b")) {
        s.setString(1, name);
        s.addBatch();
      }
      s.setNull(1, Types.VARCHAR);
      s.addBatch();
      attempt(s::executeLargeBatch);
      run.over(c);
      attempt(s::executeBatch);
    }
    try (Statement s = c.createStatement()) {
      run.rows(s.executeQuery("select name from compat.item order by id"));
    }
  }
}
