package dev.weir.jdbc;

import dev.weir.event.ChangedColumns;
import dev.weir.forward.ChangeableRows;
import dev.weir.jdbc.ConfiguredConnection.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGRefCursorResultSet;

/** The driver's rows, which lead back to the application's statement. */
final class ObservedResultSet extends ChangeableRows implements PGRefCursorResultSet {
  private final ObservedStatement statement;

  /**
   * Forwards.
   *
   * @param changed what is set in its rows; null if nobody wants to know
   */
  ObservedResultSet(
      ResultSet delegate, ObservedStatement statement, @Nullable ChangedColumns changed) {
    super(delegate, changed);
    this.statement = statement;
  }

  /** Whether these are the driver's rows. */
  boolean isOf(ResultSet rows) {
    return bare() == rows;
  }

  @Override
  public void insertRow() throws SQLException {
    change(RowStatement.Kind.INSERT, delegate::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    change(RowStatement.Kind.UPDATE, delegate::updateRow);
  }

  @Override
  public void deleteRow() throws SQLException {
    change(RowStatement.Kind.DELETE, delegate::deleteRow);
  }

  private void change(RowStatement.Kind kind, Change change) throws SQLException {
    ChangedColumns set = changed;
    RowStatement told = RowStatement.of(kind, bare(), set);
    if (set == null || told == null) {
      change.make();
    } else {
      statement.tell(told, set.query(), change);
      set.forget();
    }
  }

  @Override
  public Statement getStatement() throws SQLException {
    delegate.getStatement(); // It throws where the rows are closed.
    return statement;
  }

  @Override
  public Object getObject(int column) throws SQLException {
    return statement.connection.value(delegate.getObject(column));
  }

  @Override
  public Object getObject(String label) throws SQLException {
    return statement.connection.value(delegate.getObject(label));
  }

  /** Of rows that a function's cursor gave; else null. */
  @Override
  @Deprecated
  public @Nullable String getRefCursor() {
    if (delegate instanceof PGRefCursorResultSet driver) {
      return driver.getRefCursor();
    }
    try {
      return delegate.unwrap(PGRefCursorResultSet.class).getRefCursor();
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || delegate.isWrapperFor(type);
  }

  @Override
  public String toString() {
    return delegate.toString();
  }
}
