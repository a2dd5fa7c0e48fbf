package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.TimerTask;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.Encoding;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ReplicationProtocol;
import org.postgresql.core.TransactionState;
import org.postgresql.core.TypeInfo;
import org.postgresql.core.Version;
import org.postgresql.jdbc.FieldMetadata;
import org.postgresql.jdbc.TimestampUtils;
import org.postgresql.util.LruCache;
import org.postgresql.xml.PGXmlFactoryFactory;

/**
 * What the parts of PostgreSQL's driver ask of a connection, because applications cast to it:
 * {@code new CopyManager((BaseConnection) connection)}. What is handed out and works on the session
 * pins it to the primary; what may write there besides makes every table count as being written;
 * plain questions pin nothing.
 */
abstract class DriverConnection extends PostgresConnection implements BaseConnection {
  /** A question to the inner connection of PostgreSQL's driver. */
  @FunctionalInterface
  private interface CoreQuestion<T extends @Nullable Object> {
    T of(BaseConnection physical) throws SQLException;
  }

  /** What the application has this of, for its numbers; null for one that nobody has. */
  private final @Nullable DataSource of;

  DriverConnection(@Nullable DataSource of) {
    this.of = of;
  }

  private static BaseConnection core(Connection physical) throws SQLException {
    return physical.unwrap(BaseConnection.class);
  }

  private <T extends @Nullable Object> T askCore(CoreQuestion<T> question) throws SQLException {
    return ask(physical -> question.of(core(physical)));
  }

  private <T extends @Nullable Object> T knownCore(CoreQuestion<T> question) {
    try {
      return askCore(question);
    } catch (SQLException e) {
      throw unasked(e);
    }
  }

  /** Something of the session that is read only. */
  private <T extends @Nullable Object> T held(String cause, CoreQuestion<T> question) {
    try {
      return question.of(core(pinned(cause)));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  // ---------------------------------------------------------------- what writes unseen

  /** Begins a COPY. */
  abstract SeenCopy copy(String sql, SeenCopy.Opening opening) throws SQLException;

  @Override
  public QueryExecutor getQueryExecutor() {
    return SeenExecutor.of(this::copy, this::reachedExecutor);
  }

  static QueryExecutor executor(Connection physical) throws SQLException {
    return core(physical).getQueryExecutor();
  }

  /** The executor, with which anything may be done from here on. */
  private QueryExecutor reachedExecutor() {
    try {
      return executor(reached("the driver's query executor"));
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  @Override
  public ResultSet execSQLQuery(String sql) throws SQLException {
    return core(reached("execSQLQuery")).execSQLQuery(sql);
  }

  @Override
  public ResultSet execSQLQuery(String sql, int type, int concurrency) throws SQLException {
    return core(reached("execSQLQuery")).execSQLQuery(sql, type, concurrency);
  }

  @Override
  public void execSQLUpdate(String sql) throws SQLException {
    core(reached("execSQLUpdate")).execSQLUpdate(sql);
  }

  // ---------------------------------------------------------------- what lives in the session

  @Override
  public ReplicationProtocol getReplicationProtocol() {
    return held("replication", BaseConnection::getReplicationProtocol);
  }

  @Override
  public TypeInfo getTypeInfo() {
    return held("the driver's types", BaseConnection::getTypeInfo);
  }

  @Override
  @Deprecated
  public TimestampUtils getTimestampUtils() {
    return held("the driver's timestamps", BaseConnection::getTimestampUtils);
  }

  @Override
  public LruCache<FieldMetadata.Key, FieldMetadata> getFieldMetadataCache() {
    return held("the driver's columns", BaseConnection::getFieldMetadataCache);
  }

  @Override
  public CachedQuery createQuery(
      String sql, boolean escapeProcessing, boolean parameterised, String... columns)
      throws SQLException {
    return core(pinned("a query of the driver"))
        .createQuery(sql, escapeProcessing, parameterised, columns);
  }

  @Override
  public void addTimerTask(TimerTask task, long millis) {
    held(
        "a timer of the driver",
        physical -> {
          physical.addTimerTask(task, millis);
          return physical;
        });
  }

  @Override
  public void purgeTimerTasks() {
    knownCore(
        physical -> {
          physical.purgeTimerTasks();
          return physical;
        });
  }

  // ---------------------------------------------------------------- settings

  @Override
  public void setFlushCacheOnDeallocate(boolean flush) {
    keep(
        "flushCacheOnDeallocate",
        flush,
        c -> core(c).setFlushCacheOnDeallocate(flush),
        physical -> leaving -> core(leaving).setFlushCacheOnDeallocate(true)); // As it begins.
  }

  // ---------------------------------------------------------------- questions that any node
  // answers

  @Override
  public Object getObject(String type, @Nullable String value, byte @Nullable [] bytes)
      throws SQLException {
    return askCore(physical -> physical.getObject(type, value, bytes));
  }

  @Override
  public Encoding getEncoding() throws SQLException {
    return askCore(BaseConnection::getEncoding);
  }

  @Override
  public byte[] encodeString(String text) throws SQLException {
    return askCore(physical -> physical.encodeString(text));
  }

  @Override
  public String escapeString(String text) throws SQLException {
    return askCore(physical -> physical.escapeString(text));
  }

  @Override
  public boolean haveMinimumServerVersion(int version) {
    return knownCore(physical -> physical.haveMinimumServerVersion(version));
  }

  @Override
  public boolean haveMinimumServerVersion(Version version) {
    return knownCore(physical -> physical.haveMinimumServerVersion(version));
  }

  @Override
  public boolean getStandardConformingStrings() {
    return knownCore(BaseConnection::getStandardConformingStrings);
  }

  @Override
  public Logger getLogger() {
    return knownCore(BaseConnection::getLogger);
  }

  @Override
  public boolean getStringVarcharFlag() {
    return knownCore(BaseConnection::getStringVarcharFlag);
  }

  @Override
  public TransactionState getTransactionState() {
    return knownCore(BaseConnection::getTransactionState);
  }

  @Override
  public boolean binaryTransferSend(int oid) {
    return knownCore(physical -> physical.binaryTransferSend(oid));
  }

  @Override
  public boolean isColumnSanitiserDisabled() {
    return knownCore(BaseConnection::isColumnSanitiserDisabled);
  }

  @Override
  public boolean hintReadOnly() {
    return knownCore(BaseConnection::hintReadOnly);
  }

  @Override
  public PGXmlFactoryFactory getXmlFactoryFactory() throws SQLException {
    return askCore(BaseConnection::getXmlFactoryFactory);
  }

  @Override
  public boolean getLogServerErrorDetail() {
    return knownCore(BaseConnection::getLogServerErrorDetail);
  }

  @Override
  public boolean getConvertBooleanToNumeric() {
    return knownCore(BaseConnection::getConvertBooleanToNumeric);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    checkOpen();
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    DataSource own = of;
    if (own != null && type == own.getClass()) {
      return type.cast(own);
    }
    if (!isWrapperFor(type)) {
      throw Exceptions.notWrapped(type);
    }
    return reached("unwrap(" + type.getName() + ")").unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    checkOpen();
    boolean own = of != null && type == of.getClass();
    return own || type.isInstance(this) || super.isWrapperFor(type);
  }
}
