package dev.weir.bench;

import java.sql.Array;
import java.sql.ResultSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rows of one statement, rewound at each execution. */
abstract class InstantResultSet implements ResultSet {
  private static final Supplier<InstantResultSet> NEW = Completion.of(InstantResultSet.class);

  private Rows rows = Rows.of("", true);
  private int row = -1;
  private boolean closed;

  static InstantResultSet of(Rows rows) {
    InstantResultSet made = NEW.get();
    made.rows = rows;
    return made;
  }

  void rewind() {
    row = -1;
    closed = false;
  }

  private Object value(int column) {
    return rows.values()[row][column - 1];
  }

  @Override
  public boolean next() {
    return ++row < rows.values().length;
  }

  @Override
  public long getLong(int column) {
    return (Long) value(column);
  }

  @Override
  public int getInt(int column) {
    return (int) getLong(column);
  }

  @Override
  public boolean getBoolean(int column) {
    return (Boolean) value(column);
  }

  @Override
  public String getString(int column) {
    return (String) value(column);
  }

  @Override
  public long getLong(String column) {
    return getLong(rows.position(column));
  }

  @Override
  public int getInt(String column) {
    return getInt(rows.position(column));
  }

  @Override
  public boolean getBoolean(String column) {
    return getBoolean(rows.position(column));
  }

  @Override
  public String getString(String column) {
    return getString(rows.position(column));
  }

  @Override
  public boolean wasNull() {
    return false;
  }

  @Override
  public @Nullable Array getArray(int column) {
    return InstantArray.of((String[]) value(column));
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
