package dev.weir.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.util.PGobject;

/**
 * What PostgreSQL's driver adds to a connection. What reaches into the session (notifications,
 * COPY, large objects) pins it to the primary; settings are kept like all others; questions that
 * any node answers pin nothing.
 */
abstract class PostgresConnection extends ConfiguredConnection implements PGConnection {
  /** A question to PostgreSQL's driver. */
  @FunctionalInterface
  private interface DriverQuestion<T extends @Nullable Object> {
    T of(PGConnection physical) throws SQLException;
  }

  /** The session on the primary, which stays until the connection is closed. */
  abstract Connection pinned(String cause) throws SQLException;

  /**
   * The same session, to be written to beyond Weir's sight: until it is closed every table counts
   * as being written.
   */
  abstract Connection reached(String cause) throws SQLException;

  private PGConnection session(String cause) throws SQLException {
    return pinned(cause).unwrap(PGConnection.class);
  }

  private <T extends @Nullable Object> T askDriver(DriverQuestion<T> question) throws SQLException {
    return ask(physical -> question.of(physical.unwrap(PGConnection.class)));
  }

  /** For the methods whose interface lets them throw nothing checked. */
  private <T extends @Nullable Object> T known(DriverQuestion<T> question) {
    try {
      return askDriver(question);
    } catch (SQLException e) {
      throw unasked(e);
    }
  }

  final void keep(String name, Object value, ConnectionSettings.Setting setting) {
    try {
      set(name, value, setting);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "PostgreSQL's driver does not take the setting: " + e.getMessage(), e);
    }
  }

  static IllegalStateException unasked(SQLException e) {
    return new IllegalStateException("PostgreSQL's driver cannot be asked: " + e.getMessage(), e);
  }

  static IllegalStateException unreachable(SQLException e) {
    return new IllegalStateException("The primary cannot be reached: " + e.getMessage(), e);
  }

  private static PGConnection postgres(Connection physical) throws SQLException {
    return physical.unwrap(PGConnection.class);
  }

  // ---------------------------------------------------------------- what lives in the session

  @Override
  public PGNotification[] getNotifications() throws SQLException {
    return session("notifications").getNotifications();
  }

  @Override
  public PGNotification[] getNotifications(int timeoutMillis) throws SQLException {
    return session("notifications").getNotifications(timeoutMillis);
  }

  @Override
  public CopyManager getCopyAPI() throws SQLException {
    return postgres(reached("COPY")).getCopyAPI();
  }

  @Override
  public LargeObjectManager getLargeObjectAPI() throws SQLException {
    return postgres(reached("large objects")).getLargeObjectAPI();
  }

  @Override
  @Deprecated
  public Fastpath getFastpathAPI() throws SQLException {
    return postgres(reached("fast path calls")).getFastpathAPI();
  }

  @Override
  public PGReplicationConnection getReplicationAPI() {
    try {
      return session("replication").getReplicationAPI();
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  @Override
  public int getBackendPID() {
    try {
      return session("its backend's process id").getBackendPID();
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void cancelQuery() throws SQLException {
    for (Connection physical : leases().all()) {
      postgres(physical).cancelQuery();
    }
  }

  // ---------------------------------------------------------------- questions that any node
  // answers

  @Override
  public Array createArrayOf(String type, @Nullable Object elements) throws SQLException {
    return askDriver(physical -> physical.createArrayOf(type, elements));
  }

  @Override
  public String escapeIdentifier(String identifier) throws SQLException {
    return askDriver(physical -> physical.escapeIdentifier(identifier));
  }

  @Override
  public String escapeLiteral(String literal) throws SQLException {
    return askDriver(physical -> physical.escapeLiteral(literal));
  }

  @Override
  public PreferQueryMode getPreferQueryMode() {
    return known(PGConnection::getPreferQueryMode);
  }

  @Override
  public Map<String, String> getParameterStatuses() {
    return known(PGConnection::getParameterStatuses);
  }

  @Override
  public @Nullable String getParameterStatus(String name) {
    return known(physical -> physical.getParameterStatus(name));
  }

  // ---------------------------------------------------------------- settings

  @Override
  @Deprecated
  public void addDataType(String type, String className) {
    keep("dataType." + type, className, c -> postgres(c).addDataType(type, className));
  }

  @Override
  public void addDataType(String type, Class<? extends PGobject> javaType) throws SQLException {
    set("dataType." + type, javaType, c -> postgres(c).addDataType(type, javaType));
  }

  @Override
  public void setPrepareThreshold(int threshold) {
    keep("prepareThreshold", threshold, c -> postgres(c).setPrepareThreshold(threshold));
  }

  @Override
  public int getPrepareThreshold() {
    return known(PGConnection::getPrepareThreshold);
  }

  @Override
  public void setDefaultFetchSize(int rows) throws SQLException {
    set("defaultFetchSize", rows, c -> postgres(c).setDefaultFetchSize(rows));
  }

  @Override
  public int getDefaultFetchSize() {
    return known(PGConnection::getDefaultFetchSize);
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    set("queryTimeout", seconds, c -> postgres(c).setQueryTimeout(seconds));
  }

  @Override
  public int getQueryTimeout() {
    return known(PGConnection::getQueryTimeout);
  }

  @Override
  public void setAutosave(AutoSave autosave) {
    keep("autosave", autosave, c -> postgres(c).setAutosave(autosave));
  }

  @Override
  public AutoSave getAutosave() {
    return known(PGConnection::getAutosave);
  }

  @Override
  public void setAdaptiveFetch(boolean adaptive) {
    keep("adaptiveFetch", adaptive, c -> postgres(c).setAdaptiveFetch(adaptive));
  }

  @Override
  public boolean getAdaptiveFetch() {
    return known(PGConnection::getAdaptiveFetch);
  }
}
