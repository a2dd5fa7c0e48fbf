package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.util.PGobject;

/** What applications do with several methods together. */
final class Specials {
  private static final String READ = Samples.READ;

  private Specials() {}

  static List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    all.add(Scenario.reads("settings before anything", Specials::settingsBefore).once());
    all.add(Scenario.reads("settings in a transaction", Specials::settingsWithin));
    all.add(Scenario.reads("settings of the driver", Specials::driverSettings));
    all.add(Scenario.reads("types of the application", Specials::dataTypes));
    all.add(Scenario.reads("warnings", Specials::warnings));
    all.add(Scenario.writes("generated keys", Specials::generatedKeys));
    all.add(Scenario.writes("several results", Specials::severalResults));
    all.add(Scenario.reads("results kept and closed", Specials::keptResults));
    all.add(Scenario.reads("cancel", Specials::cancel));
    all.add(Scenario.reads("cancel of the connection", Specials::cancelQuery));
    all.add(Scenario.reads("timeouts", Specials::timeouts));
    all.add(Scenario.reads("close on completion", Specials::closeOnCompletion));
    all.add(Scenario.reads("limits of rows and fields", Specials::limits));
    all.add(Scenario.writes("batches", Specials::batches));
    all.add(Scenario.writes("batches that fail", Specials::failedBatches));
    all.add(Scenario.writes("transactions", Specials::transactions).once());
    all.add(Scenario.writes("savepoints", Specials::savepoints));
    all.add(Scenario.writes("scrolling", Specials::scrolling));
    all.add(Scenario.writes("changing rows", Specials::changingRows));
    all.add(Scenario.writes("cursors by name", Specials::cursorNames));
    all.add(Scenario.reads("cursors that functions return", Specials::refCursors));
    all.add(Scenario.reads("fetching in parts", Specials::fetching));
    all.add(Scenario.writes("large objects", Specials::largeObjects));
    all.add(Scenario.reads("arrays", Specials::arrays));
    all.add(Scenario.reads("XML", Specials::xml));
    all.add(Scenario.reads("calls", Specials::calls));
    all.add(Scenario.reads("calls by name", Specials::callsByName));
    all.add(Scenario.reads("back-references", Specials::backReferences));
    all.add(Scenario.reads("wrapped types", Specials::unwrapping));
    all.add(Scenario.writes("errors", Specials::errors));
    all.add(Scenario.reads("abort", Specials::abort));
    all.add(Scenario.reads("closing twice", Specials::closingTwice));
    all.add(Scenario.reads("parameters", Specials::parameters));
    all.add(Scenario.reads("descriptions", Specials::descriptions));
    return all;
  }

  private static PGConnection postgres(Connection c) {
    return (PGConnection) c;
  }

  // ---------------------------------------------------------------- settings

  private static void settingsBefore(Run run) throws Exception {
    Connection c = run.open();
    c.setReadOnly(true);
    c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    c.setSchema("compat");
    c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    c.setNetworkTimeout(Runnable::run, 50_000);
    c.setClientInfo("ApplicationName", "before");
    c.setTypeMap(Map.of("point", String.class));
    c.setAutoCommit(false);
    for (int i = 0; i < 2; i++) {
      try (Statement s = c.createStatement()) {
        run.rows(
            s.executeQuery(
                "select current_setting('transaction_isolation'), current_setting('transaction_read_only'),"
                    + " current_schema(), current_setting('application_name')"));
        s.getResultSetHoldability();
      }
      c.getNetworkTimeout();
      c.getTypeMap();
      c.getClientInfo();
      c.commit();
    }
    attempt(() -> c.setNetworkTimeout(Runnable::run, -1));
    attempt(() -> c.setHoldability(99));
    attempt(() -> c.setTransactionIsolation(99));
    attempt(() -> c.setSchema("no such \"schema"));
    attempt(c::getSchema);
    attempt(() -> c.setSchema(null));
    attempt(c::getSchema);
    attempt(() -> c.setClientInfo("ApplicationName", null));
    attempt(() -> c.getClientInfo("ApplicationName"));
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "all");
    c.setClientInfo(properties);
    c.getClientInfo();
    c.setClientInfo(new Properties());
    c.getClientInfo();
    attempt(c::rollback);
    c.setReadOnly(false);
    c.isReadOnly();
    c.setAutoCommit(true);
    c.getAutoCommit();
  }

  private static void settingsWithin(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      s.executeQuery(READ).close();
      attempt(() -> c.setReadOnly(true));
      attempt(c::isReadOnly);
      attempt(() -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
      attempt(c::getTransactionIsolation);
      attempt(() -> c.setSchema("compat"));
      attempt(c::getSchema);
      run.over(c);
      attempt(c::getSchema);
      attempt(() -> c.setAutoCommit(!c.getAutoCommit()));
      run.rows(s.executeQuery("show transaction_read_only"));
    }
  }

  @SuppressWarnings("deprecation") // One of the methods is.
  private static void driverSettings(Run run) throws Exception {
    Connection c = run.open();
    PGConnection pg = postgres(c);
    pg.setPrepareThreshold(2);
    pg.setDefaultFetchSize(3);
    pg.setQueryTimeout(40);
    pg.setAutosave(AutoSave.CONSERVATIVE);
    pg.setAdaptiveFetch(true);
    for (int i = 0; i < 2; i++) {
      pg.getPrepareThreshold();
      pg.getDefaultFetchSize();
      pg.getQueryTimeout();
      pg.getAutosave();
      pg.getAdaptiveFetch();
      try (PreparedStatement s = c.prepareStatement(READ)) {
        s.getFetchSize();
        s.getQueryTimeout();
        ((PGStatement) s).getPrepareThreshold();
        ((PGStatement) s).isUseServerPrepare();
        ((PGStatement) s).getAdaptiveFetch();
        run.rows(s.executeQuery());
        s.getFetchSize();
      }
    }
    attempt(() -> pg.setDefaultFetchSize(-1));
    attempt(() -> pg.setQueryTimeout(-1));
    attempt(() -> pg.setPrepareThreshold(-1));
    attempt(() -> pg.addDataType("x", "no.such.Class"));
    attempt(() -> pg.addDataType("x", "java.lang.String"));
    pg.getPrepareThreshold();
    pg.getPreferQueryMode();
    pg.getParameterStatus("server_version");
    pg.escapeIdentifier("a \"b\"");
    pg.escapeLiteral("it's");
  }

  /** A type of the application's own. */
  public static final class Mood extends PGobject {
    private static final long serialVersionUID = 1;
  }

  private static void dataTypes(Run run) throws Exception {
    Connection c = run.open();
    String read = "select c_mood, c_pair from compat.kind order by id";
    for (int i = 0; i < 2; i++) {
      try (Statement s = c.createStatement()) {
        run.rows(s.executeQuery(read));
      }
      postgres(c).addDataType("mood", Mood.class);
      postgres(c).addDataType("\"compat\".\"mood\"", Mood.class);
    }
  }

  // ---------------------------------------------------------------- statements

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

  // ---------------------------------------------------------------- transactions

  private static void transactions(Run run) throws Exception {
    Connection c = run.open();
    attempt(c::commit);
    attempt(c::rollback);
    c.setAutoCommit(false);
    c.commit();
    c.rollback();
    try (Statement s = c.createStatement()) {
      s.executeUpdate(Samples.WRITE);
      c.rollback();
      run.rows(s.executeQuery("select count(*) from compat.item"));
      s.executeUpdate(Samples.WRITE);
      c.setAutoCommit(true);
      run.rows(s.executeQuery("select count(*) from compat.item"));
      c.setAutoCommit(false);
      attempt(() -> s.execute("select 1 / 0"));
      attempt(() -> s.execute("select 1"));
      attempt(c::commit);
      attempt(() -> s.execute("select 1"));
      c.rollback();
      ResultSet open = s.executeQuery(READ);
      open.next();
      c.commit();
      attempt(open::next);
      attempt(() -> open.getString(2));
      c.setReadOnly(true);
      run.rows(s.executeQuery(READ));
      attempt(() -> s.executeUpdate(Samples.WRITE));
      c.rollback();
      c.setReadOnly(false);
      s.executeUpdate(Samples.WRITE);
      c.close();
    }
    Connection after = run.open();
    run.rows(after.createStatement().executeQuery("select count(*) from compat.item"));
  }

  private static void savepoints(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      attempt(
          () -> {
            Savepoint one = c.setSavepoint();
            one.getSavepointId();
            attempt(one::getSavepointName);
            s.executeUpdate(Samples.WRITE);
            Savepoint two = c.setSavepoint("two");
            two.getSavepointName();
            attempt(two::getSavepointId);
            attempt(() -> s.execute("select 1 / 0"));
            c.rollback(two);
            run.rows(s.executeQuery("select count(*) from compat.item"));
            c.releaseSavepoint(two);
            attempt(() -> c.releaseSavepoint(two));
            attempt(() -> c.rollback(two));
            attempt(two::getSavepointName);
            c.rollback(one);
            run.rows(s.executeQuery("select count(*) from compat.item"));
          });
      attempt(() -> c.setSavepoint("name"));
      attempt(() -> c.setSavepoint(null));
      attempt(() -> c.rollback((Savepoint) null));
      attempt(() -> c.releaseSavepoint(null));
    }
  }

  // ---------------------------------------------------------------- rows

  private static void scrolling(Run run) throws Exception {
    Connection c = run.open();
    for (int type : List.of(ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE, 1005)) {
      try (Statement s = c.createStatement(type, ResultSet.CONCUR_READ_ONLY)) {
        ResultSet rows = s.executeQuery(READ);
        for (String move :
            List.of(
                "next",
                "next",
                "previous",
                "first",
                "last",
                "beforeFirst",
                "next",
                "afterLast",
                "previous")) {
          Method method = ResultSet.class.getMethod(move);
          attempt(() -> method.invoke(rows));
          attempt(rows::getRow);
          attempt(rows::isFirst);
          attempt(rows::isLast);
          attempt(rows::isBeforeFirst);
          attempt(rows::isAfterLast);
        }
        for (int to : List.of(1, 3, -1, -3, 0, 7, -7)) {
          attempt(() -> rows.absolute(to));
          attempt(rows::getRow);
          attempt(() -> rows.relative(to));
          attempt(rows::getRow);
        }
        rows.getType();
        rows.getConcurrency();
        rows.getHoldability();
        attempt(() -> rows.setFetchDirection(ResultSet.FETCH_REVERSE));
        attempt(() -> rows.setFetchDirection(99));
        attempt(() -> rows.setFetchSize(-1));
        rows.setFetchSize(3);
        rows.getFetchSize();
        rows.getFetchDirection();
        rows.findColumn("name");
        attempt(() -> rows.findColumn("none"));
      }
    }
  }

  private static void changingRows(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s =
        c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      ResultSet rows = s.executeQuery("select id, name, parent from compat.item order by id");
      rows.next();
      rows.updateString("name", "changed");
      rows.updateRow();
      rows.rowUpdated();
      rows.getString(2);
      rows.next();
      rows.deleteRow();
      rows.rowDeleted();
      rows.moveToInsertRow();
      rows.updateString(2, "inserted");
      rows.insertRow();
      rows.getInt(1);
      rows.rowInserted();
      rows.moveToCurrentRow();
      rows.last();
      rows.updateString(2, "never");
      rows.cancelRowUpdates();
      attempt(rows::updateRow);
      rows.refreshRow();
      rows.getString(2);
      attempt(() -> rows.updateInt(3, 99));
      attempt(rows::updateRow);
      run.over(c);
      attempt(
          () -> {
            ResultSet view = s.executeQuery("select count(*) as n from compat.item");
            view.next();
            view.getConcurrency();
            attempt(() -> view.updateInt(1, 1));
            attempt(view::deleteRow);
            attempt(view::insertRow);
            attempt(view::moveToInsertRow);
          });
    }
    try (Statement s = c.createStatement()) {
      run.rows(s.executeQuery("select * from compat.item order by id"));
    }
  }

  private static void cursorNames(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement();
        Statement change = c.createStatement()) {
      s.setCursorName("by_name");
      s.setFetchSize(1);
      ResultSet rows = s.executeQuery("select id, name from compat.item order by id for update");
      rows.next();
      attempt(rows::getCursorName);
      attempt(
          () -> change.executeUpdate("update compat.item set name = 'x' where current of by_name"));
    }
    run.over(c);
    try (Statement s = c.createStatement()) {
      attempt(() -> s.execute("declare k cursor for select 1 as one"));
      attempt(() -> run.rows(s.executeQuery("fetch all from k")));
      attempt(() -> s.execute("close k"));
    }
  }

  private static void refCursors(Run run) throws Exception {
    Connection c = run.open();
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("{? = call compat.cursor()}")) {
            s.registerOutParameter(1, Types.REF_CURSOR);
            s.execute();
            ResultSet rows = (ResultSet) s.getObject(1);
            rows.getStatement();
            run.rows(rows);
            attempt(rows::getCursorName);
            rows.close();
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (Statement s = c.createStatement()) {
            ResultSet row = s.executeQuery("select compat.cursor()");
            row.next();
            ResultSet rows = (ResultSet) row.getObject(1);
            rows.getStatement().getConnection();
            run.rows(rows);
          }
        });
  }

  private static void fetching(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s = c.prepareStatement("select n from generate_series(1, 7) n")) {
      s.setFetchSize(2);
      ResultSet rows = s.executeQuery();
      rows.getFetchSize();
      for (int i = 0; i < 4; i++) {
        rows.next();
        rows.getInt(1);
        rows.isLast();
      }
      rows.setFetchSize(1);
      while (rows.next()) {
        rows.getInt(1);
      }
      rows.isAfterLast();
      rows.close();
      rows.isClosed();
    }
  }

  // ---------------------------------------------------------------- objects

  private static void largeObjects(Run run) throws Exception {
    Connection c = run.open();
    attempt(c::createBlob);
    attempt(c::createClob);
    attempt(c::createNClob);
    attempt(() -> c.createStruct("pair", new Object[] {1, "a"}));
    run.over(c);
    attempt(
        () -> {
          try (Statement s = c.createStatement()) {
            ResultSet row = s.executeQuery("select lo_from_bytea(0, 'abcdef')");
            row.next();
            Blob blob = row.getBlob(1);
            blob.length();
            blob.getBytes(2, 3);
            blob.getBinaryStream();
            blob.getBinaryStream(2, 2);
            blob.position(new byte[] {'c'}, 1);
            attempt(() -> blob.position(row.getBlob(1), 1));
            blob.setBytes(1, new byte[] {'X'});
            blob.setBytes(2, new byte[] {'Y', 'Z'}, 1, 1);
            blob.truncate(4);
            blob.getBytes(1, 10);
            blob.setBinaryStream(3).write('W');
            attempt(() -> blob.getBytes(0, 1));
            attempt(() -> blob.truncate(-1));
            Clob clob = row.getClob(1);
            clob.length();
            clob.getSubString(1, 2);
            clob.getCharacterStream();
            clob.getAsciiStream();
            attempt(() -> clob.setString(1, "a"));
            attempt(() -> clob.position("c", 1));
            blob.free();
            attempt(blob::length);
            blob.free();
          }
        });
    run.over(c);
    for (boolean characters : List.of(false, true)) {
      attempt(
          () -> {
            try (PreparedStatement s = c.prepareStatement("select length(lo_get(?::oid))")) {
              if (characters) {
                s.setClob(1, new StringReader("text"), 4);
              } else {
                s.setBlob(1, new ByteArrayInputStream(new byte[5]), 5);
              }
              run.rows(s.executeQuery());
            }
          });
      run.over(c);
    }
  }

  private static void arrays(Run run) throws Exception {
    Connection c = run.open();
    Array made = c.createArrayOf("text", new Object[] {"a", null, "c"});
    made.getBaseType();
    made.getBaseTypeName();
    made.getArray();
    made.getArray(2, 1);
    run.rows(made.getResultSet());
    try (PreparedStatement s = c.prepareStatement("select ?::text[] as a, ? as b")) {
      s.setArray(1, made);
      s.setObject(2, postgres(c).createArrayOf("int4", new int[] {1, 2}));
      ResultSet row = s.executeQuery();
      row.next();
      Array read = row.getArray("a");
      read.getArray(Map.of());
      read.getArray(1, 2, Map.of());
      run.rows(read.getResultSet(2, 1));
      attempt(() -> run.rows(read.getResultSet(Map.of())));
      run.note("the text of an array", Recorder.real(read).toString());
      s.setArray(1, read);
      s.setObject(2, read, Types.ARRAY);
      run.rows(s.executeQuery());
      read.free();
      attempt(read::getArray);
    }
    made.free();
    attempt(made::getArray);
    attempt(() -> c.createArrayOf("no_such_type", new Object[] {1}));
    attempt(() -> c.createArrayOf("int4", null));
  }

  private static void xml(Run run) throws Exception {
    Connection c = run.open();
    SQLXML made = c.createSQLXML();
    attempt(made::getString);
    made.setString("<a>1</a>");
    try (PreparedStatement s = c.prepareStatement("select ?::xml as x")) {
      s.setSQLXML(1, made);
      ResultSet row = s.executeQuery();
      row.next();
      SQLXML read = row.getSQLXML(1);
      read.getString();
      read.getCharacterStream();
      read.getBinaryStream();
      attempt(() -> read.getSource(javax.xml.transform.dom.DOMSource.class));
      s.setSQLXML(1, read);
      run.rows(s.executeQuery());
      read.free();
      attempt(read::getString);
    }
    SQLXML streamed = c.createSQLXML();
    streamed.setCharacterStream().append("<b/>").close();
    streamed.getString();
    SQLXML bytes = c.createSQLXML();
    bytes.setBinaryStream().write("<c/>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    attempt(bytes::getString);
    attempt(() -> c.createSQLXML().setResult(javax.xml.transform.dom.DOMResult.class));
  }

  private static void calls(Run run) throws Exception {
    Connection c = run.open();
    try (CallableStatement s = c.prepareCall(Samples.CALL)) {
      s.registerOutParameter(1, Types.INTEGER);
      s.setInt(2, 3);
      s.setInt(3, 4);
      s.execute();
      s.getInt(1);
      s.getObject(1);
      s.getObject(1, Integer.class);
      s.wasNull();
      s.getUpdateCount();
      s.getResultSet();
      attempt(() -> s.getString(1));
      attempt(() -> s.getInt(2));
      attempt(() -> s.setInt(9, 1));
      attempt(s::clearParameters);
      attempt(s::execute);
    }
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("call compat.nothing(?, ?)")) {
            s.setInt(1, 3);
            s.setInt(2, 4);
            s.registerOutParameter(2, Types.INTEGER);
            s.execute();
            s.getInt(2);
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("{call compat.outs(?, ?, ?)}")) {
            s.setInt(1, 3);
            s.setString(2, "b");
            s.registerOutParameter(2, Types.VARCHAR);
            s.registerOutParameter(3, Types.NUMERIC, 2);
            s.executeUpdate();
            s.getString(2);
            s.getBigDecimal(3);
            attempt(() -> s.registerOutParameter(2, Types.VARCHAR));
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("select 1 as one")) {
            run.rows(s.executeQuery());
            s.getMetaData();
          }
        });
    attempt(() -> c.prepareCall("{call"));
    attempt(() -> c.prepareCall("{call compat.no_such_function()}").execute());
  }

  private static void callsByName(Run run) throws Exception {
    Connection c = run.open();
    try (CallableStatement s = c.prepareCall(Samples.CALL)) {
      Interfaces.of(CallableStatement.class)
          .methods()
          .filter(m -> m.getDeclaringClass() == CallableStatement.class)
          .forEach(m -> attempt(() -> m.invoke(s, Samples.usual(m))));
    }
  }

  private static void backReferences(Run run) throws Exception {
    Connection c = run.open();
    c.getMetaData().getConnection();
    Statement s = c.createStatement();
    s.getConnection();
    ResultSet rows = s.executeQuery(READ);
    rows.getStatement();
    rows.getStatement().getConnection();
    s.getResultSet();
    ResultSet tables = c.getMetaData().getTables(null, "compat", "item", null);
    tables.getStatement();
    tables.getStatement().getConnection();
    tables.close();
    PreparedStatement p = c.prepareStatement(READ);
    p.getConnection();
    p.executeQuery().getStatement().getConnection();
    c.prepareCall(Samples.CALL).getConnection();
    ResultSet ints = s.executeQuery("select c_ints from compat.kind where id = 1");
    ints.next();
    ints.getArray(1).getResultSet().getStatement().getConnection();
    ((Array) ints.getObject("c_ints")).getResultSet().getStatement().getConnection();
    c.createArrayOf("int4", new Object[] {1}).getResultSet().getStatement().getConnection();
    s.getGeneratedKeys().getStatement();
  }

  private static void unwrapping(Run run) throws Exception {
    Connection c = run.open();
    c.isWrapperFor(Connection.class);
    c.unwrap(Connection.class);
    c.isWrapperFor(PGConnection.class);
    c.unwrap(PGConnection.class);
    c.isWrapperFor(org.postgresql.jdbc.PgConnection.class);
    c.isWrapperFor(String.class);
    attempt(() -> c.unwrap(String.class));
    attempt(() -> c.isWrapperFor(null));
    Statement s = c.createStatement();
    s.unwrap(Statement.class);
    s.unwrap(PGStatement.class);
    s.isWrapperFor(PGStatement.class);
    s.isWrapperFor(PreparedStatement.class);
    attempt(() -> s.unwrap(PreparedStatement.class));
    ResultSet rows = s.executeQuery(READ);
    rows.unwrap(ResultSet.class);
    rows.isWrapperFor(org.postgresql.PGRefCursorResultSet.class);
    attempt(() -> rows.unwrap(String.class));
    c.getMetaData().isWrapperFor(java.sql.DatabaseMetaData.class);
    attempt(() -> c.getMetaData().unwrap(String.class));
  }

  private static void errors(Run run) throws Exception {
    Connection c = run.open();
    for (String sql :
        List.of(
            "select",
            "selec 1",
            "select * from compat.no_such_table",
            "select no_such_column from compat.item",
            "insert into compat.item (id, name) values (1, 'twice')",
            "insert into compat.item (name) values (null)",
            "select 1 / 0",
            "select 'x'::int",
            "begin; select 1 / 0",
            "commit",
            "call compat.plus(1, 2)")) {
      for (boolean prepared : List.of(false, true)) {
        attempt(
            () -> {
              if (prepared) {
                try (PreparedStatement s = c.prepareStatement(sql)) {
                  s.execute();
                }
              } else {
                try (Statement s = c.createStatement()) {
                  s.execute(sql);
                }
              }
            });
        run.over(c);
        attempt(() -> c.createStatement().execute("rollback"));
      }
    }
    attempt(() -> c.prepareStatement(null));
    attempt(() -> c.createStatement().execute((String) null));
    attempt(() -> c.createStatement(1, 2));
    attempt(() -> c.createStatement(1003, 2));
    attempt(() -> c.createStatement(1003, 1007, 99));
    attempt(() -> c.prepareStatement(READ, 1, 2));
    attempt(() -> c.prepareStatement(READ, 1003, 1007, 99));
    attempt(() -> c.prepareCall(READ, 1, 2));
    attempt(() -> c.nativeSQL("{fn"));
  }

  private static void abort(Run run) throws Exception {
    Connection c = run.open();
    Statement s = c.createStatement();
    s.executeQuery(READ);
    c.abort(Runnable::run);
    c.isClosed();
    c.isValid(1);
    attempt(() -> s.executeQuery(READ));
    attempt(c::createStatement);
    c.abort(Runnable::run);
    c.close();
    Connection other = run.open();
    attempt(() -> other.abort(null));
    other.isClosed();
  }

  private static void closingTwice(Run run) throws Exception {
    Connection c = run.open();
    PreparedStatement s = c.prepareStatement(READ);
    ResultSet rows = s.executeQuery();
    rows.close();
    rows.close();
    rows.isClosed();
    s.close();
    s.close();
    s.isClosed();
    c.isValid(0);
    attempt(() -> c.isValid(-1));
    c.close();
    c.close();
    c.isClosed();
    c.isValid(1);
  }

  private static void parameters(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s = c.prepareStatement("select ?::int as a, ?::text as b")) {
      attempt(s::executeQuery);
      run.over(c);
      s.setInt(1, 1);
      attempt(s::executeQuery);
      run.over(c);
      attempt(() -> s.setInt(0, 1));
      attempt(() -> s.setInt(3, 1));
      attempt(() -> s.setObject(1, new Object()));
      attempt(() -> s.setObject(1, "x", Types.INTEGER));
      attempt(() -> s.setObject(1, 1, 123456));
      attempt(() -> s.setAsciiStream(2, new ByteArrayInputStream(new byte[] {'a'}), -1));
      attempt(() -> s.setBinaryStream(2, new ByteArrayInputStream(new byte[] {'a'}), -1));
      attempt(() -> s.setCharacterStream(2, new StringReader("a"), -1));
      attempt(() -> s.setString(2, "a\0b"));
      attempt(s::executeQuery);
      run.over(c);
      s.setInt(1, 1);
      s.setString(2, "fine");
      run.rows(s.executeQuery());
      s.clearParameters();
      attempt(s::executeQuery);
      run.over(c);
      attempt(() -> s.executeQuery("select 1"));
      attempt(() -> s.executeUpdate("select 1"));
      attempt(() -> s.execute("select 1"));
      attempt(() -> s.executeQuery(null));
    }
    try (PreparedStatement s = c.prepareStatement("select ? as v")) {
      s.setNull(1, Types.INTEGER);
      run.rows(s.executeQuery());
      s.setNull(1, Types.OTHER, "uuid");
      run.rows(s.executeQuery());
    }
  }

  private static void descriptions(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s =
        c.prepareStatement("select id, name from compat.item where id = ?")) {
      s.getMetaData().getColumnCount();
      s.getMetaData().getTableName(1);
      s.getParameterMetaData().getParameterTypeName(1);
      s.setInt(1, 1);
      run.rows(s.executeQuery());
      s.getMetaData().getColumnName(2);
      s.getParameterMetaData().getParameterCount();
    }
    try (PreparedStatement s = c.prepareStatement("delete from compat.item where name = ?")) {
      s.getMetaData();
      s.getParameterMetaData().getParameterClassName(1);
    }
    attempt(() -> c.prepareStatement("select no_such_column").getMetaData());
    run.over(c);
    attempt(() -> c.prepareStatement("select no_such_column").getParameterMetaData());
    run.over(c);
    c.getMetaData().getDriverName();
    c.getMetaData().getURL();
  }
}
