package dev.weir.jdbc;

import dev.weir.forward.ForwardingConnection;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TimerTask;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.Encoding;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ReplicationProtocol;
import org.postgresql.core.TransactionState;
import org.postgresql.core.TypeInfo;
import org.postgresql.core.Version;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.FieldMetadata;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.jdbc.TimestampUtils;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.util.LruCache;
import org.postgresql.util.PGobject;
import org.postgresql.xml.PGXmlFactoryFactory;

/**
 * Forwards every method that PostgreSQL's driver adds to a connection, its own parts' included, and
 * does nothing else: applications cast to these types.
 */
abstract class ForwardingPostgresConnection extends ForwardingConnection implements BaseConnection {
  /** The driver's connection, in whatever a pool has wrapped it. */
  final BaseConnection postgres() throws SQLException {
    Connection next = delegate();
    return next instanceof BaseConnection driver ? driver : next.unwrap(BaseConnection.class);
  }

  /** The same, for the methods whose interface lets them throw nothing checked. */
  private BaseConnection known() {
    try {
      return postgres();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL's driver cannot be asked: " + e.getMessage(), e);
    }
  }

  // ---------------------------------------------------------------- PGConnection

  @Override
  public Array createArrayOf(String type, @Nullable Object elements) throws SQLException {
    return postgres().createArrayOf(type, elements);
  }

  @Override
  public PGNotification[] getNotifications() throws SQLException {
    return postgres().getNotifications();
  }

  @Override
  public PGNotification[] getNotifications(int timeoutMillis) throws SQLException {
    return postgres().getNotifications(timeoutMillis);
  }

  @Override
  public CopyManager getCopyAPI() throws SQLException {
    return postgres().getCopyAPI();
  }

  @Override
  public LargeObjectManager getLargeObjectAPI() throws SQLException {
    return postgres().getLargeObjectAPI();
  }

  @Override
  @Deprecated
  public Fastpath getFastpathAPI() throws SQLException {
    return postgres().getFastpathAPI();
  }

  @Override
  @Deprecated
  public void addDataType(String type, String className) {
    known().addDataType(type, className);
  }

  @Override
  public void addDataType(String type, Class<? extends PGobject> javaType) throws SQLException {
    postgres().addDataType(type, javaType);
  }

  @Override
  public void setPrepareThreshold(int threshold) {
    known().setPrepareThreshold(threshold);
  }

  @Override
  public int getPrepareThreshold() {
    return known().getPrepareThreshold();
  }

  @Override
  public void setDefaultFetchSize(int rows) throws SQLException {
    postgres().setDefaultFetchSize(rows);
  }

  @Override
  public int getDefaultFetchSize() {
    return known().getDefaultFetchSize();
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    postgres().setQueryTimeout(seconds);
  }

  @Override
  public int getQueryTimeout() {
    return known().getQueryTimeout();
  }

  @Override
  public int getBackendPID() {
    return known().getBackendPID();
  }

  @Override
  public void cancelQuery() throws SQLException {
    postgres().cancelQuery();
  }

  @Override
  public String escapeIdentifier(String identifier) throws SQLException {
    return postgres().escapeIdentifier(identifier);
  }

  @Override
  public String escapeLiteral(String literal) throws SQLException {
    return postgres().escapeLiteral(literal);
  }

  @Override
  public PreferQueryMode getPreferQueryMode() {
    return known().getPreferQueryMode();
  }

  @Override
  public AutoSave getAutosave() {
    return known().getAutosave();
  }

  @Override
  public void setAutosave(AutoSave autosave) {
    known().setAutosave(autosave);
  }

  @Override
  public PGReplicationConnection getReplicationAPI() {
    return known().getReplicationAPI();
  }

  @Override
  public void alterUserPassword(String user, char[] password, @Nullable String encryption)
      throws SQLException {
    postgres().alterUserPassword(user, password, encryption);
  }

  @Override
  public Map<String, String> getParameterStatuses() {
    return known().getParameterStatuses();
  }

  @Override
  public @Nullable String getParameterStatus(String name) {
    return known().getParameterStatus(name);
  }

  @Override
  public void setAdaptiveFetch(boolean adaptive) {
    known().setAdaptiveFetch(adaptive);
  }

  @Override
  public boolean getAdaptiveFetch() {
    return known().getAdaptiveFetch();
  }

  // ---------------------------------------------------------------- BaseConnection

  @Override
  public ResultSet execSQLQuery(String sql) throws SQLException {
    return postgres().execSQLQuery(sql);
  }

  @Override
  public ResultSet execSQLQuery(String sql, int type, int concurrency) throws SQLException {
    return postgres().execSQLQuery(sql, type, concurrency);
  }

  @Override
  public void execSQLUpdate(String sql) throws SQLException {
    postgres().execSQLUpdate(sql);
  }

  @Override
  public QueryExecutor getQueryExecutor() {
    return known().getQueryExecutor();
  }

  @Override
  public ReplicationProtocol getReplicationProtocol() {
    return known().getReplicationProtocol();
  }

  @Override
  public Object getObject(String type, @Nullable String value, byte @Nullable [] bytes)
      throws SQLException {
    return postgres().getObject(type, value, bytes);
  }

  @Override
  public Encoding getEncoding() throws SQLException {
    return postgres().getEncoding();
  }

  @Override
  public TypeInfo getTypeInfo() {
    return known().getTypeInfo();
  }

  @Override
  public boolean haveMinimumServerVersion(int version) {
    return known().haveMinimumServerVersion(version);
  }

  @Override
  public boolean haveMinimumServerVersion(Version version) {
    return known().haveMinimumServerVersion(version);
  }

  @Override
  public byte[] encodeString(String text) throws SQLException {
    return postgres().encodeString(text);
  }

  @Override
  public String escapeString(String text) throws SQLException {
    return postgres().escapeString(text);
  }

  @Override
  public boolean getStandardConformingStrings() {
    return known().getStandardConformingStrings();
  }

  @Override
  @Deprecated
  public TimestampUtils getTimestampUtils() {
    return known().getTimestampUtils();
  }

  @Override
  public Logger getLogger() {
    return known().getLogger();
  }

  @Override
  public boolean getStringVarcharFlag() {
    return known().getStringVarcharFlag();
  }

  @Override
  public TransactionState getTransactionState() {
    return known().getTransactionState();
  }

  @Override
  public boolean binaryTransferSend(int oid) {
    return known().binaryTransferSend(oid);
  }

  @Override
  public boolean isColumnSanitiserDisabled() {
    return known().isColumnSanitiserDisabled();
  }

  @Override
  public void addTimerTask(TimerTask task, long millis) {
    known().addTimerTask(task, millis);
  }

  @Override
  public void purgeTimerTasks() {
    known().purgeTimerTasks();
  }

  @Override
  public LruCache<FieldMetadata.Key, FieldMetadata> getFieldMetadataCache() {
    return known().getFieldMetadataCache();
  }

  @Override
  public CachedQuery createQuery(
      String sql, boolean escapeProcessing, boolean parameterised, String... columns)
      throws SQLException {
    return postgres().createQuery(sql, escapeProcessing, parameterised, columns);
  }

  @Override
  public void setFlushCacheOnDeallocate(boolean flush) {
    known().setFlushCacheOnDeallocate(flush);
  }

  @Override
  public boolean hintReadOnly() {
    return known().hintReadOnly();
  }

  @Override
  public PGXmlFactoryFactory getXmlFactoryFactory() throws SQLException {
    return postgres().getXmlFactoryFactory();
  }

  @Override
  public boolean getLogServerErrorDetail() {
    return known().getLogServerErrorDetail();
  }

  @Override
  public boolean getConvertBooleanToNumeric() {
    return known().getConvertBooleanToNumeric();
  }
}
