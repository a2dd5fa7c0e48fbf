package dev.weir.jdbc;

import dev.weir.event.Setter;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** Remembers every parameter that is set, with the method that set it, and does nothing else. */
abstract class BindingPreparedStatement extends WeirStatement implements PreparedStatement {
  BindingPreparedStatement(WeirConnection connection, Cursor cursor) {
    super(connection, cursor);
  }

  /** Remembers a parameter whose value never changes. */
  abstract void bind(int position, Setter setter, @Nullable Object value) throws SQLException;

  /**
   * Remembers a parameter as the driver would take it now.
   *
   * @param extras what follows its value, nobody else's
   */
  abstract void take(
      int position, Setter setter, @Nullable Object value, @Nullable Object... extras)
      throws SQLException;

  /** Remembers a parameter that the driver may not take by this method: it says so first. */
  private void rare(int position, Setter setter, @Nullable Object value, @Nullable Object... extras)
      throws SQLException {
    Object harmless =
        value instanceof InputStream
            ? InputStream.nullInputStream()
            : value instanceof Reader ? Reader.nullReader() : value;
    offer(position, setter, harmless, extras);
    take(position, setter, value, extras);
  }

  /** The driver is asked whether it takes a value, and throws if it does not. */
  final void offer(int position, Setter setter, @Nullable Object value, @Nullable Object... extras)
      throws SQLException {
    checkOpen();
    ask(
        physical -> {
          setter.bind((PreparedStatement) physical, position, value, extras);
          return setter;
        });
  }

  @Override
  public final void setNull(int position, int sqlType) throws SQLException {
    take(position, Setter.NULL, null, sqlType);
  }

  @Override
  public final void setNull(int position, int sqlType, @Nullable String typeName)
      throws SQLException {
    take(position, Setter.NULL_NAMED, null, sqlType, typeName);
  }

  @Override
  public final void setBoolean(int position, boolean value) throws SQLException {
    bind(position, Setter.BOOLEAN, value);
  }

  @Override
  public final void setByte(int position, byte value) throws SQLException {
    bind(position, Setter.BYTE, value);
  }

  @Override
  public final void setShort(int position, short value) throws SQLException {
    bind(position, Setter.SHORT, value);
  }

  @Override
  public final void setInt(int position, int value) throws SQLException {
    bind(position, Setter.INT, value);
  }

  @Override
  public final void setLong(int position, long value) throws SQLException {
    bind(position, Setter.LONG, value);
  }

  @Override
  public final void setFloat(int position, float value) throws SQLException {
    bind(position, Setter.FLOAT, value);
  }

  @Override
  public final void setDouble(int position, double value) throws SQLException {
    bind(position, Setter.DOUBLE, value);
  }

  @Override
  public final void setBigDecimal(int position, @Nullable BigDecimal value) throws SQLException {
    bind(position, Setter.BIG_DECIMAL, value);
  }

  @Override
  public final void setString(int position, @Nullable String value) throws SQLException {
    bind(position, Setter.STRING, value);
  }

  @Override
  public final void setBytes(int position, byte @Nullable [] value) throws SQLException {
    take(position, Setter.BYTES, value);
  }

  @Override
  public final void setDate(int position, @Nullable Date value) throws SQLException {
    take(position, Setter.DATE, value);
  }

  @Override
  public final void setDate(int position, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    take(position, Setter.DATE_CALENDAR, value, Values.copy(calendar));
  }

  @Override
  public final void setTime(int position, @Nullable Time value) throws SQLException {
    take(position, Setter.TIME, value);
  }

  @Override
  public final void setTime(int position, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    take(position, Setter.TIME_CALENDAR, value, Values.copy(calendar));
  }

  @Override
  public final void setTimestamp(int position, @Nullable Timestamp value) throws SQLException {
    take(position, Setter.TIMESTAMP, value);
  }

  @Override
  public final void setTimestamp(
      int position, @Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
    take(position, Setter.TIMESTAMP_CALENDAR, value, Values.copy(calendar));
  }

  @Override
  public final void setObject(int position, @Nullable Object value) throws SQLException {
    if (value == null || Values.isImmutable(value)) {
      bind(position, Setter.OBJECT, value);
    } else {
      take(position, Setter.OBJECT, value);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value, int sqlType)
      throws SQLException {
    take(position, Setter.OBJECT_TYPE, value, sqlType);
  }

  @Override
  public final void setObject(int position, @Nullable Object value, int sqlType, int scale)
      throws SQLException {
    take(position, Setter.OBJECT_TYPE_SCALE, value, sqlType, scale);
  }

  @Override
  public final void setObject(int position, @Nullable Object value, SQLType sqlType)
      throws SQLException {
    rare(position, Setter.OBJECT_SQLTYPE, value, sqlType);
  }

  @Override
  public final void setObject(int position, @Nullable Object value, SQLType sqlType, int scale)
      throws SQLException {
    rare(position, Setter.OBJECT_SQLTYPE_SCALE, value, sqlType, scale);
  }

  @Override
  public final void setArray(int position, @Nullable Array value) throws SQLException {
    take(position, Setter.ARRAY, value);
  }

  @Override
  public final void setURL(int position, @Nullable URL value) throws SQLException {
    rare(position, Setter.URL, value);
  }

  @Override
  public final void setRowId(int position, @Nullable RowId value) throws SQLException {
    rare(position, Setter.ROW_ID, value);
  }

  @Override
  public final void setNString(int position, @Nullable String value) throws SQLException {
    rare(position, Setter.NSTRING, value);
  }

  @Override
  public final void setSQLXML(int position, @Nullable SQLXML value) throws SQLException {
    take(position, Setter.SQLXML, value);
  }

  @Override
  public final void setRef(int position, @Nullable Ref value) throws SQLException {
    rare(position, Setter.REF, value);
  }

  @Override
  public final void setBlob(int position, @Nullable Blob value) throws SQLException {
    take(position, Setter.BLOB, value);
  }

  @Override
  public final void setBlob(int position, @Nullable InputStream value) throws SQLException {
    take(position, Setter.BLOB_STREAM, value);
  }

  @Override
  public final void setBlob(int position, @Nullable InputStream value, long length)
      throws SQLException {
    take(position, Setter.BLOB_STREAM_LONG, value, length);
  }

  @Override
  public final void setClob(int position, @Nullable Clob value) throws SQLException {
    take(position, Setter.CLOB, value);
  }

  @Override
  public final void setClob(int position, @Nullable Reader value) throws SQLException {
    rare(position, Setter.CLOB_READER, value);
  }

  @Override
  public final void setClob(int position, @Nullable Reader value, long length) throws SQLException {
    rare(position, Setter.CLOB_READER_LONG, value, length);
  }

  @Override
  public final void setNClob(int position, @Nullable NClob value) throws SQLException {
    rare(position, Setter.NCLOB, value);
  }

  @Override
  public final void setNClob(int position, @Nullable Reader value) throws SQLException {
    rare(position, Setter.NCLOB_READER, value);
  }

  @Override
  public final void setNClob(int position, @Nullable Reader value, long length)
      throws SQLException {
    rare(position, Setter.NCLOB_READER_LONG, value, length);
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value) throws SQLException {
    rare(position, Setter.ASCII_STREAM, value);
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    take(position, Setter.ASCII_STREAM_INT, value, length);
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value, long length)
      throws SQLException {
    rare(position, Setter.ASCII_STREAM_LONG, value, length);
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value) throws SQLException {
    take(position, Setter.BINARY_STREAM, value);
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    take(position, Setter.BINARY_STREAM_INT, value, length);
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value, long length)
      throws SQLException {
    take(position, Setter.BINARY_STREAM_LONG, value, length);
  }

  @Override
  @Deprecated
  public final void setUnicodeStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    take(position, Setter.UNICODE_STREAM, value, length);
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value) throws SQLException {
    take(position, Setter.CHARACTER_STREAM, value);
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value, int length)
      throws SQLException {
    take(position, Setter.CHARACTER_STREAM_INT, value, length);
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value, long length)
      throws SQLException {
    rare(position, Setter.CHARACTER_STREAM_LONG, value, length);
  }

  @Override
  public final void setNCharacterStream(int position, @Nullable Reader value) throws SQLException {
    rare(position, Setter.NCHARACTER_STREAM, value);
  }

  @Override
  public final void setNCharacterStream(int position, @Nullable Reader value, long length)
      throws SQLException {
    rare(position, Setter.NCHARACTER_STREAM_LONG, value, length);
  }
}
