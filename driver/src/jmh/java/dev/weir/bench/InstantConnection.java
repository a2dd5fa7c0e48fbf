package dev.weir.bench;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** A connection that keeps the first statements that it prepared and answers the same again. */
abstract class InstantConnection implements BaseConnection {
  private static final int MOST_KEPT = 100;
  private static final Supplier<InstantConnection> NEW = Completion.of(InstantConnection.class);

  private final Map<String, InstantStatement> prepared = new HashMap<>();
  private final InstantMetaData metaData = InstantMetaData.make();
  private boolean primary;
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean closed;

  static InstantConnection open(boolean primary) {
    InstantConnection made = NEW.get();
    made.primary = primary;
    return made;
  }

  boolean isPrimary() {
    return primary;
  }

  @Override
  public PreparedStatement prepareStatement(String sql) {
    InstantStatement known = prepared.get(sql);
    if (known == null) {
      known = InstantStatement.of(this, sql);
      if (prepared.size() < MOST_KEPT) {
        prepared.put(sql, known);
      }
    }
    return known;
  }

  @Override
  public Statement createStatement() {
    return prepareStatement("");
  }

  @Override
  public DatabaseMetaData getMetaData() {
    return metaData;
  }

  @Override
  public boolean getAutoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean value) {
    autoCommit = value;
  }

  @Override
  public void commit() {}

  @Override
  public void rollback() {}

  /** As the driver of PostgreSQL tells it: who does not is never asked anything between. */
  @Override
  public TransactionState getTransactionState() {
    return TransactionState.IDLE;
  }

  @Override
  public @Nullable String getParameterStatus(String name) {
    return null;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void setReadOnly(boolean value) {
    readOnly = value;
  }

  @Override
  public int getTransactionIsolation() {
    return TRANSACTION_READ_COMMITTED;
  }

  @Override
  public String getCatalog() {
    return "bench";
  }

  @Override
  public String getSchema() {
    return "public";
  }

  @Override
  public int getNetworkTimeout() {
    return 0;
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) {}

  @Override
  public @Nullable SQLWarning getWarnings() {
    return null;
  }

  @Override
  public void clearWarnings() {}

  @Override
  public boolean isValid(int seconds) {
    return !closed;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("Not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
