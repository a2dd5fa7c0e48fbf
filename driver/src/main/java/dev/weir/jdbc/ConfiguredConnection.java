package dev.weir.jdbc;

import dev.weir.forward.ForwardingConnection;
import dev.weir.lease.ConnectionSettings;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.sql.Identifiers;
import java.sql.Blob;
import java.sql.ClientInfoStatus;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLState;

/**
 * Keeps what an application sets on its connection, and applies it to the physical ones that are
 * there. Those that come later get it when they come.
 */
abstract class ConfiguredConnection extends ForwardingConnection {
  private static final String APPLICATION_NAME = "ApplicationName";

  private static final Set<Integer> ISOLATIONS =
      Set.of(
          TRANSACTION_READ_UNCOMMITTED,
          TRANSACTION_READ_COMMITTED,
          TRANSACTION_REPEATABLE_READ,
          TRANSACTION_SERIALIZABLE);

  abstract void checkOpen() throws SQLException;

  abstract LeaseSet leases();

  abstract Transaction transaction();

  /** What is done, or asked, while no other thread uses the connection. */
  @FunctionalInterface
  interface Step<T extends @Nullable Object> {
    T take() throws SQLException;
  }

  /** Waits until no other thread uses the connection, which must be open then. */
  final <T extends @Nullable Object> T askAlone(Step<T> step) throws SQLException {
    checkOpen();
    LeaseSet leases = leases();
    leases.enter();
    try {
      checkOpen();
      return step.take();
    } finally {
      leases.leave();
    }
  }

  /** The same. */
  final void alone(Change change) throws SQLException {
    askAlone(
        () -> {
          change.make();
          return true;
        });
  }

  final void set(String name, Object value, ConnectionSettings.Setting setting)
      throws SQLException {
    alone(() -> leases().set(name, value, setting, null));
  }

  /** The same for what no pool puts back. */
  final void set(
      String name,
      Object value,
      ConnectionSettings.Setting setting,
      ConnectionSettings.Original original)
      throws SQLException {
    alone(() -> leases().set(name, value, setting, original));
  }

  /** Something to be set. */
  @FunctionalInterface
  interface Change {
    void make() throws SQLException;
  }

  /**
   * Sets a value that the driver may not take while a connection is there: it throws now, and not
   * wherever the value would be applied first.
   */
  final void tried(Change change) throws SQLException {
    ask(
        any -> {
          change.make();
          return true;
        });
  }

  /** What a physical connection tells. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T of(Connection physical) throws SQLException;
  }

  /** Asks a connection that is there, or the primary's, which goes back at once. */
  final <T extends @Nullable Object> T ask(Question<T> question) throws SQLException {
    checkOpen();
    LeaseSet leases = leases();
    leases.enter();
    try {
      checkOpen();
      Lease lease = leases.toAny();
      lease.hold();
      try {
        return question.of(lease.physical());
      } finally {
        leases.settle(lease);
      }
    } finally {
      leases.leave();
    }
  }

  /** Sets one thing on a physical connection to a value. */
  @FunctionalInterface
  interface Setter<T extends @Nullable Object> {
    void set(Connection physical, T value) throws SQLException;
  }

  /** What a physical connection has, to be put back. */
  static <T extends @Nullable Object> ConnectionSettings.Original original(
      Question<T> getter, Setter<T> setter) {
    return physical -> {
      T before = getter.of(physical);
      return leaving -> setter.set(leaving, before);
    };
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    alone(() -> transaction().setReadOnly(value));
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    checkOpen();
    return transaction().readOnlyIsKnown()
        ? transaction().isReadOnly()
        : ask(Connection::isReadOnly);
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    if (ISOLATIONS.contains(level)) {
      alone(() -> transaction().setIsolation(level));
    } else {
      tried(() -> transaction().setIsolation(level));
    }
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    // In a transaction SQL may have changed it, which a pool would not know.
    return askAlone(
        () ->
            transaction().isolationIsSet() && leases().held() == null
                ? transaction().isolation()
                : ask(physical -> physical.unwrap(BaseConnection.class).getTransactionIsolation()));
  }

  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    alone(
        () ->
            leases()
                .change(
                    "search_path",
                    schema,
                    schema == null ? null : Identifiers.quoted(schema),
                    true));
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    checkOpen(); // A connection of PostgreSQL has one catalogue: the driver does nothing either.
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    tried(
        () ->
            set(
                "holdability",
                holdability,
                c -> c.setHoldability(holdability),
                original(Connection::getHoldability, Connection::setHoldability)));
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    set(
        "typeMap",
        map,
        c -> c.setTypeMap(map),
        original(Connection::getTypeMap, Connection::setTypeMap));
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    Change change = () -> set("networkTimeout", millis, c -> c.setNetworkTimeout(executor, millis));
    if (millis >= 0) {
      change.make();
    } else {
      tried(change);
    }
  }

  @Override
  public void setClientInfo(@Nullable String name, @Nullable String value)
      throws SQLClientInfoException {
    Set<String> names = Set.of(String.valueOf(name));
    checkOpen(names);
    try {
      if (APPLICATION_NAME.equals(name)) {
        String text = value == null ? "" : value;
        alone(() -> leases().change("application_name", text, text, false));
      } else {
        alone(() -> leases().warn(unknownProperty()));
      }
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(
          GT.tr("Failed to set ClientInfo property: {0}", name), e.getSQLState(), failed(names), e);
    }
  }

  /** What the driver says of it, which does nothing else. */
  private static SQLWarning unknownProperty() {
    return new SQLWarning(
        GT.tr("ClientInfo property not supported."), PSQLState.NOT_IMPLEMENTED.getState());
  }

  private void checkOpen(Set<String> names) throws SQLClientInfoException {
    try {
      checkOpen();
    } catch (SQLException e) {
      throw new SQLClientInfoException(e.getMessage(), failed(names), e);
    }
  }

  private static Map<String, ClientInfoStatus> failed(Set<String> names) {
    Map<String, ClientInfoStatus> failed = new HashMap<>();
    names.forEach(name -> failed.put(name, ClientInfoStatus.REASON_UNKNOWN));
    return failed;
  }

  /** PostgreSQL's driver knows one property of this kind. */
  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    checkOpen(properties.stringPropertyNames());
    try {
      setClientInfo(APPLICATION_NAME, properties.getProperty(APPLICATION_NAME));
    } catch (SQLClientInfoException e) { // The driver says no more of several.
      throw new SQLClientInfoException(
          GT.tr("One or more ClientInfo failed."),
          PSQLState.NOT_IMPLEMENTED.getState(),
          e.getFailedProperties());
    }
  }

  // ---------------------------------------------------------------- what only a connection knows

  @Override
  public String getCatalog() throws SQLException {
    return ask(Connection::getCatalog);
  }

  @Override
  public @Nullable String getSchema() throws SQLException {
    return ask(Connection::getSchema);
  }

  @Override
  public int getHoldability() throws SQLException {
    return ask(Connection::getHoldability);
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return ask(Connection::getTypeMap);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return ask(Connection::getNetworkTimeout);
  }

  @Override
  public @Nullable String getClientInfo(String name) throws SQLException {
    return ask(physical -> physical.getClientInfo(name));
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return ask(Connection::getClientInfo);
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return ask(physical -> physical.nativeSQL(sql));
  }

  @Override
  public Blob createBlob() throws SQLException {
    return ask(Connection::createBlob);
  }

  @Override
  public Clob createClob() throws SQLException {
    return ask(Connection::createClob);
  }

  @Override
  public NClob createNClob() throws SQLException {
    return ask(Connection::createNClob);
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return ask(Connection::createSQLXML);
  }

  @Override
  public Struct createStruct(String type, Object[] attributes) throws SQLException {
    return ask(physical -> physical.createStruct(type, attributes));
  }

  /** The driver takes no notice of it either. */
  @Override
  public void beginRequest() {}

  /** The driver takes no notice of it either. */
  @Override
  public void endRequest() {}

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return ask(physical -> physical.isWrapperFor(type));
  }
}
