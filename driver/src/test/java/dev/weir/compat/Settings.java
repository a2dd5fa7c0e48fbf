package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.util.PGobject;

/** What is set on connections, and kept. */
final class Settings {
  private static final String READ = Samples.READ;

  private Settings() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.reads("settings before anything", Settings::settingsBefore).once(),
        Scenario.reads("settings in a transaction", Settings::settingsWithin),
        Scenario.reads("settings of the driver", Settings::driverSettings),
        Scenario.reads("types of the application", Settings::dataTypes));
  }

  private static PGConnection postgres(Connection c) {
    return (PGConnection) c;
  }

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
}
