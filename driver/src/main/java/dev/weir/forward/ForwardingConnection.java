package dev.weir.forward;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Forwards every method of {@link Connection}, and does nothing else. */
public abstract class ForwardingConnection implements Connection {
  /** The connection that the next call goes to. */
  protected abstract Connection delegate() throws SQLException;

  /** The same, for the methods that may throw only this. */
  protected abstract Connection clientInfoDelegate() throws SQLClientInfoException;

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    clientInfoDelegate().setClientInfo(properties);
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    clientInfoDelegate().setClientInfo(name, value);
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    delegate().abort(executor);
  }

  @Override
  public void beginRequest() throws SQLException {
    delegate().beginRequest();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate().clearWarnings();
  }

  @Override
  public void close() throws SQLException {
    delegate().close();
  }

  @Override
  public void commit() throws SQLException {
    delegate().commit();
  }

  @Override
  public Array createArrayOf(String text, Object[] objects) throws SQLException {
    return delegate().createArrayOf(text, objects);
  }

  @Override
  public Blob createBlob() throws SQLException {
    return delegate().createBlob();
  }

  @Override
  public Clob createClob() throws SQLException {
    return delegate().createClob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return delegate().createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return delegate().createSQLXML();
  }

  @Override
  public Statement createStatement() throws SQLException {
    return delegate().createStatement();
  }

  @Override
  public Statement createStatement(int number, int number2, int number3) throws SQLException {
    return delegate().createStatement(number, number2, number3);
  }

  @Override
  public Statement createStatement(int number, int number2) throws SQLException {
    return delegate().createStatement(number, number2);
  }

  @Override
  public Struct createStruct(String text, Object[] objects) throws SQLException {
    return delegate().createStruct(text, objects);
  }

  @Override
  public void endRequest() throws SQLException {
    delegate().endRequest();
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate().getAutoCommit();
  }

  @Override
  public String getCatalog() throws SQLException {
    return delegate().getCatalog();
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return delegate().getClientInfo();
  }

  @Override
  public @Nullable String getClientInfo(String text) throws SQLException {
    return delegate().getClientInfo(text);
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate().getHoldability();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return delegate().getMetaData();
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate().getNetworkTimeout();
  }

  @Override
  public @Nullable String getSchema() throws SQLException {
    return delegate().getSchema();
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate().getTransactionIsolation();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate().getTypeMap();
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    return delegate().getWarnings();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate().isClosed();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate().isReadOnly();
  }

  @Override
  public boolean isValid(int number) throws SQLException {
    return delegate().isValid(number);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate().isWrapperFor(type);
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return delegate().nativeSQL(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int number, int number2, int number3)
      throws SQLException {
    return delegate().prepareCall(sql, number, number2, number3);
  }

  @Override
  public CallableStatement prepareCall(String sql, int number, int number2) throws SQLException {
    return delegate().prepareCall(sql, number, number2);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return delegate().prepareCall(sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    return delegate().prepareStatement(sql, columnIndexes);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return delegate().prepareStatement(sql, columnNames);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int number, int number2, int number3)
      throws SQLException {
    return delegate().prepareStatement(sql, number, number2, number3);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int number, int number2)
      throws SQLException {
    return delegate().prepareStatement(sql, number, number2);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int number) throws SQLException {
    return delegate().prepareStatement(sql, number);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return delegate().prepareStatement(sql);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    delegate().releaseSavepoint(savepoint);
  }

  @Override
  public void rollback() throws SQLException {
    delegate().rollback();
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    delegate().rollback(savepoint);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    delegate().setAutoCommit(value);
  }

  @Override
  public void setCatalog(String text) throws SQLException {
    delegate().setCatalog(text);
  }

  @Override
  public void setHoldability(int value) throws SQLException {
    delegate().setHoldability(value);
  }

  @Override
  public void setNetworkTimeout(Executor executor, int number) throws SQLException {
    delegate().setNetworkTimeout(executor, number);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    delegate().setReadOnly(value);
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return delegate().setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String text) throws SQLException {
    return delegate().setSavepoint(text);
  }

  @Override
  public void setSchema(String text) throws SQLException {
    delegate().setSchema(text);
  }

  @Override
  public void setShardingKey(ShardingKey shardingKey, ShardingKey shardingKey2)
      throws SQLException {
    delegate().setShardingKey(shardingKey, shardingKey2);
  }

  @Override
  public void setShardingKey(ShardingKey shardingKey) throws SQLException {
    delegate().setShardingKey(shardingKey);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey shardingKey, int number) throws SQLException {
    return delegate().setShardingKeyIfValid(shardingKey, number);
  }

  @Override
  public boolean setShardingKeyIfValid(
      ShardingKey shardingKey, ShardingKey shardingKey2, int number) throws SQLException {
    return delegate().setShardingKeyIfValid(shardingKey, shardingKey2, number);
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    delegate().setTransactionIsolation(value);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    delegate().setTypeMap(map);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return delegate().unwrap(type);
  }
}
