package dev.weir.jdbc;

import dev.weir.lease.ConnectionSettings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.util.PGobject;

/**
 * What PostgreSQL's driver adds to a connection. What reaches into the session (notifications,
 * large objects) pins it to the primary; settings are kept like all others; questions that any node
 * answers pin nothing.
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

  /** What the driver keeps for itself; like it, does nothing on a closed connection. */
  final void keep(
      String name,
      Object value,
      ConnectionSettings.Setting setting,
      ConnectionSettings.Original original) {
    if (isShut()) {
      return;
    }
    try {
      set(name, value, setting, original);
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

  /** Sets a number that the driver refuses when it is negative. */
  private void keepCount(String name, int count, Setter<Integer> setter, Question<Integer> getter)
      throws SQLException {
    if (isShut()) {
      return;
    }
    Change change = () -> set(name, count, c -> setter.set(c, count), original(getter, setter));
    if (count >= 0) {
      change.make();
    } else {
      tried(change);
    }
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
    checkOpen();
    for (Connection physical : leases().all()) {
      postgres(physical).cancelQuery();
    }
  }

  // ---------------------------------------------------------------- questions that any node
  // answers

  @Override
  public Array createArrayOf(String type, @Nullable Object elements) throws SQLException {
    return askDriver(physical -> TakenArray.typed(physical.createArrayOf(type, elements)));
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
    try {
      tried(
          () ->
              set(
                  "dataType." + type,
                  className,
                  c -> postgres(c).addDataType(type, className),
                  originalType(type)));
    } catch (SQLException e) {
      throw new RuntimeException("Cannot register new type " + type, e); // As the driver does.
    }
  }

  @Override
  public void addDataType(String type, Class<? extends PGobject> javaType) throws SQLException {
    tried(
        () ->
            set(
                "dataType." + type,
                javaType,
                c -> postgres(c).addDataType(type, javaType),
                originalType(type)));
  }

  /** The class of the objects that the driver makes of a type; PGobject if none is known. */
  private static ConnectionSettings.Original originalType(String type) {
    return physical -> {
      Class<? extends PGobject> known =
          physical.unwrap(BaseConnection.class).getTypeInfo().getPGobject(type);
      Class<? extends PGobject> before = known == null ? PGobject.class : known;
      return leaving -> postgres(leaving).addDataType(type, before);
    };
  }

  @Override
  public void setPrepareThreshold(int threshold) {
    keep(
        "prepareThreshold",
        threshold,
        c -> postgres(c).setPrepareThreshold(threshold),
        original(
            c -> postgres(c).getPrepareThreshold(), (c, n) -> postgres(c).setPrepareThreshold(n)));
  }

  @Override
  public int getPrepareThreshold() {
    return known(PGConnection::getPrepareThreshold);
  }

  @Override
  public void setDefaultFetchSize(int rows) throws SQLException {
    keepCount(
        "defaultFetchSize",
        rows,
        (c, n) -> postgres(c).setDefaultFetchSize(n),
        c -> postgres(c).getDefaultFetchSize());
  }

  @Override
  public int getDefaultFetchSize() {
    return known(PGConnection::getDefaultFetchSize);
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    keepCount(
        "queryTimeout",
        seconds,
        (c, n) -> postgres(c).setQueryTimeout(n),
        c -> postgres(c).getQueryTimeout());
  }

  @Override
  public int getQueryTimeout() {
    return known(PGConnection::getQueryTimeout);
  }

  @Override
  public void setAutosave(AutoSave autosave) {
    keep(
        "autosave",
        Objects.requireNonNull(autosave),
        c -> postgres(c).setAutosave(autosave),
        original(c -> postgres(c).getAutosave(), (c, a) -> postgres(c).setAutosave(a)));
  }

  @Override
  public AutoSave getAutosave() {
    return known(PGConnection::getAutosave);
  }

  @Override
  public void setAdaptiveFetch(boolean adaptive) {
    keep(
        "adaptiveFetch",
        adaptive,
        c -> postgres(c).setAdaptiveFetch(adaptive),
        original(c -> postgres(c).getAdaptiveFetch(), (c, a) -> postgres(c).setAdaptiveFetch(a)));
  }

  @Override
  public boolean getAdaptiveFetch() {
    return known(PGConnection::getAdaptiveFetch);
  }

  private boolean isShut() {
    try {
      return isClosed();
    } catch (SQLException e) {
      throw new IllegalStateException(e); // Weir's own throws nothing.
    }
  }
}
