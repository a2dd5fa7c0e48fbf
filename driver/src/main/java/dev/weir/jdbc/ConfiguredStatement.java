package dev.weir.jdbc;

import dev.weir.event.ChangedColumns;
import dev.weir.event.Execution;
import dev.weir.forward.ForwardingStatement;
import dev.weir.jdbc.StatementSettings.Name;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Keeps what an application sets on its statement until there is a physical one. */
abstract class ConfiguredStatement extends ForwardingStatement implements PGStatement {
  /** Its own when something is set: most statements are used as they come. */
  private StatementSettings settings;

  ConfiguredStatement(Cursor cursor) {
    this.settings = StatementSettings.none(cursor);
  }

  /** The kind of result sets that it makes. */
  final Cursor cursor() {
    return settings.cursor();
  }

  /** What a physical statement tells. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    T of(Statement physical) throws SQLException;
  }

  /**
   * Asks the physical statement, or one that is made for the question on a connection that goes
   * back at once. Whoever is closed is asked too, as with the driver.
   */
  abstract <T extends @Nullable Object> T ask(Question<T> question) throws SQLException;

  abstract void checkOpen() throws SQLException;

  /** The physical statement, if there is one. */
  abstract @Nullable Statement current();

  /** Applies everything to a new physical statement. */
  final void configure(Statement made) throws SQLException {
    if (!settings.isNone()) {
      settings.apply(made);
    }
  }

  /** What few statements have; null if this one has none of it. */
  final @Nullable StatementSettings rarities() {
    return settings.isNone() ? null : settings;
  }

  /** Notes what is set in the rows of the newest execution; null if nobody wants to know. */
  final @Nullable ChangedColumns changes() {
    StatementSettings rare = rarities();
    Execution query = rare == null ? null : rare.changing;
    return query == null ? null : new ChangedColumns(query);
  }

  /** The same, to be changed. */
  final StatementSettings settings() {
    if (settings.isNone()) {
      settings = new StatementSettings(cursor());
    }
    return settings;
  }

  /** Keeps rows open while the application goes on to further results of the same execution. */
  final void keep(WeirResultSet rows) {
    settings().keep(rows);
  }

  final void closeKept() throws SQLException {
    settings.closeKept();
  }

  /** Lets go of what the driver has closed of them. */
  final void letGoOfClosed() throws SQLException {
    settings.letGoOfClosed();
  }

  private void set(Name name, Object value) throws SQLException {
    checkOpen();
    Statement there = current();
    if (there != null) {
      name.apply(there, value);
    } else if (name.mayBeRefused(value)) {
      ask(
          physical -> {
            name.apply(physical, value);
            return value;
          });
    }
    settings().put(name, value);
  }

  private @Nullable Object setting(Name name) throws SQLException {
    checkOpen();
    return settings.get(name);
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    set(Name.FETCH_SIZE, rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return settings.get(Name.FETCH_SIZE) instanceof Integer rows
        ? rows
        : ask(Statement::getFetchSize);
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    set(Name.FETCH_DIRECTION, direction);
  }

  /** Also of a closed statement, like the two that follow. */
  @Override
  public int getFetchDirection() throws SQLException {
    return settings.get(Name.FETCH_DIRECTION) instanceof Integer direction
        ? direction
        : ResultSet.FETCH_FORWARD;
  }

  @Override
  public int getResultSetType() throws SQLException {
    Integer type = cursor().type();
    return type == null ? ResultSet.TYPE_FORWARD_ONLY : type;
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    Integer concurrency = cursor().concurrency();
    return concurrency == null ? ResultSet.CONCUR_READ_ONLY : concurrency;
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return ask(Statement::getResultSetHoldability);
  }

  @Override
  public void setMaxRows(int rows) throws SQLException {
    set(Name.MAX_ROWS, rows);
  }

  @Override
  public int getMaxRows() throws SQLException {
    return setting(Name.MAX_ROWS) instanceof Integer rows ? rows : 0;
  }

  @Override
  public void setLargeMaxRows(long rows) throws SQLException {
    set(Name.LARGE_MAX_ROWS, rows);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return ask(Statement::getLargeMaxRows);
  }

  /** Also of a closed statement. */
  @Override
  public int getMaxFieldSize() throws SQLException {
    return settings.get(Name.MAX_FIELD_SIZE) instanceof Integer bytes ? bytes : 0;
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
        : ask(Statement::getQueryTimeout);
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
  public String enquoteLiteral(String text) throws SQLException {
    return ask(physical -> physical.enquoteLiteral(text));
  }

  @Override
  public String enquoteNCharLiteral(String text) throws SQLException {
    return ask(physical -> physical.enquoteNCharLiteral(text));
  }

  @Override
  public String enquoteIdentifier(String name, boolean always) throws SQLException {
    return ask(physical -> physical.enquoteIdentifier(name, always));
  }

  @Override
  public boolean isSimpleIdentifier(String name) throws SQLException {
    return ask(physical -> physical.isSimpleIdentifier(name));
  }

  @Override
  public boolean isPoolable() throws SQLException {
    checkOpen();
    return ask(Statement::isPoolable);
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    set(Name.CURSOR_NAME, name);
  }

  @Override
  public long getLastOID() throws SQLException {
    checkOpen();
    return ask(physical -> physical.unwrap(PGStatement.class).getLastOID());
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

  /** For the methods whose interface lets them throw nothing checked. */
  private <T> T known(Function<PGStatement, T> question) {
    try {
      return ask(physical -> question.apply(physical.unwrap(PGStatement.class)));
    } catch (SQLException e) {
      throw unasked(e);
    }
  }

  private static IllegalStateException unasked(SQLException e) {
    return new IllegalStateException("PostgreSQL's driver cannot be asked: " + e.getMessage(), e);
  }
}
