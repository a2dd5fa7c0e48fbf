package dev.weir.jdbc;

import dev.weir.jdbc.StatementSettings.Name;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Keeps what an application sets on its statement until there is a physical one. */
abstract class ConfiguredStatement extends ForwardingStatement implements PGStatement {
  /** Made when needed: most statements are used as they come. */
  private @Nullable StatementSettings settings;

  abstract void checkOpen() throws SQLException;

  /** The physical statement, if there is one. */
  abstract @Nullable Statement current();

  /** Applies everything to a new physical statement. */
  final void configure(Statement made) throws SQLException {
    if (settings != null) {
      settings.apply(made);
    }
  }

  private void set(Name name, Object value) throws SQLException {
    checkOpen();
    Statement there = current();
    if (there != null) {
      name.apply(there, value);
    }
    if (settings == null) {
      settings = new StatementSettings();
    }
    settings.put(name, value);
  }

  private @Nullable Object setting(Name name) throws SQLException {
    checkOpen();
    return settings == null ? null : settings.get(name);
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    set(Name.FETCH_SIZE, rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return setting(Name.FETCH_SIZE) instanceof Integer rows ? rows : super.getFetchSize();
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    set(Name.FETCH_DIRECTION, direction);
  }

  @Override
  public void setMaxRows(int rows) throws SQLException {
    set(Name.MAX_ROWS, rows);
  }

  @Override
  public int getMaxRows() throws SQLException {
    return setting(Name.MAX_ROWS) instanceof Integer rows ? rows : super.getMaxRows();
  }

  @Override
  public void setLargeMaxRows(long rows) throws SQLException {
    set(Name.LARGE_MAX_ROWS, rows);
  }

  @Override
  public void setMaxFieldSize(int bytes) throws SQLException {
    set(Name.MAX_FIELD_SIZE, bytes);
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    set(Name.QUERY_TIMEOUT, seconds);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return setting(Name.QUERY_TIMEOUT) instanceof Integer seconds
        ? seconds
        : super.getQueryTimeout();
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    set(Name.ESCAPE_PROCESSING, enable);
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    set(Name.POOLABLE, poolable);
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    set(Name.CURSOR_NAME, name);
  }

  @Override
  public long getLastOID() throws SQLException {
    return postgres().getLastOID();
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // It is PostgreSQL's interface that names it.
  public void setUseServerPrepare(boolean use) throws SQLException {
    setPrepareThreshold(use ? 1 : 0);
  }

  @Override
  public boolean isUseServerPrepare() {
    return known(PGStatement::isUseServerPrepare);
  }

  @Override
  public void setPrepareThreshold(int threshold) throws SQLException {
    set(Name.PREPARE_THRESHOLD, threshold);
  }

  @Override
  public int getPrepareThreshold() {
    return known(PGStatement::getPrepareThreshold);
  }

  @Override
  public void setAdaptiveFetch(boolean adaptive) {
    try {
      set(Name.ADAPTIVE_FETCH, adaptive);
    } catch (SQLException e) {
      throw unasked(e);
    }
  }

  @Override
  public boolean getAdaptiveFetch() {
    return known(PGStatement::getAdaptiveFetch);
  }

  private PGStatement postgres() throws SQLException {
    return delegate().unwrap(PGStatement.class);
  }

  /** For the methods whose interface lets them throw nothing checked. */
  private <T> T known(Function<PGStatement, T> question) {
    try {
      return question.apply(postgres());
    } catch (SQLException e) {
      throw unasked(e);
    }
  }

  private static IllegalStateException unasked(SQLException e) {
    return new IllegalStateException("PostgreSQL's driver cannot be asked: " + e.getMessage(), e);
  }
}
