package dev.weir.jdbc;

import dev.weir.event.Parameters;
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

/**
 * Gives every parameter to the driver when it is set, and notes it where somebody listens: what the
 * driver has refused is not set. Streams and readers are never read for that.
 */
abstract class NotingPreparedStatement extends ObservedStatement implements PreparedStatement {
  final PreparedStatement prepared;

  /** Null while nobody listens: then setters may be missed. */
  private @Nullable NotedParameters noted;

  NotingPreparedStatement(ObservedConnection connection, PreparedStatement delegate) {
    super(connection, delegate);
    this.prepared = delegate;
    this.noted = fresh();
  }

  private @Nullable NotedParameters fresh() {
    return connection.source().publisher().isSilent() ? null : new NotedParameters();
  }

  /** What is set now; null if that is not known. */
  final @Nullable Parameters noted() {
    return noted == null ? null : noted.snapshot();
  }

  @Override
  public final void clearParameters() throws SQLException {
    prepared.clearParameters();
    noted = fresh();
  }

  @Override
  public final void setNull(int position, int sqlType) throws SQLException {
    prepared.setNull(position, sqlType);
    if (noted != null) {
      noted.set(position, Setter.NULL, null, sqlType);
    }
  }

  @Override
  public final void setNull(int position, int sqlType, String typeName) throws SQLException {
    prepared.setNull(position, sqlType, typeName);
    if (noted != null) {
      noted.set(position, Setter.NULL_NAMED, null, sqlType, typeName);
    }
  }

  @Override
  public final void setBoolean(int position, boolean value) throws SQLException {
    prepared.setBoolean(position, value);
    if (noted != null) {
      noted.set(position, Setter.BOOLEAN, value);
    }
  }

  @Override
  public final void setByte(int position, byte value) throws SQLException {
    prepared.setByte(position, value);
    if (noted != null) {
      noted.set(position, Setter.BYTE, value);
    }
  }

  @Override
  public final void setShort(int position, short value) throws SQLException {
    prepared.setShort(position, value);
    if (noted != null) {
      noted.set(position, Setter.SHORT, value);
    }
  }

  @Override
  public final void setInt(int position, int value) throws SQLException {
    prepared.setInt(position, value);
    if (noted != null) {
      noted.set(position, Setter.INT, value);
    }
  }

  @Override
  public final void setLong(int position, long value) throws SQLException {
    prepared.setLong(position, value);
    if (noted != null) {
      noted.set(position, Setter.LONG, value);
    }
  }

  @Override
  public final void setFloat(int position, float value) throws SQLException {
    prepared.setFloat(position, value);
    if (noted != null) {
      noted.set(position, Setter.FLOAT, value);
    }
  }

  @Override
  public final void setDouble(int position, double value) throws SQLException {
    prepared.setDouble(position, value);
    if (noted != null) {
      noted.set(position, Setter.DOUBLE, value);
    }
  }

  @Override
  public final void setBigDecimal(int position, @Nullable BigDecimal value) throws SQLException {
    prepared.setBigDecimal(position, value);
    if (noted != null) {
      noted.set(position, Setter.BIG_DECIMAL, value);
    }
  }

  @Override
  public final void setString(int position, @Nullable String value) throws SQLException {
    prepared.setString(position, value);
    if (noted != null) {
      noted.set(position, Setter.STRING, value);
    }
  }

  @Override
  public final void setBytes(int position, byte @Nullable [] value) throws SQLException {
    prepared.setBytes(position, value);
    if (noted != null) {
      noted.set(position, Setter.BYTES, value);
    }
  }

  @Override
  public final void setDate(int position, @Nullable Date value) throws SQLException {
    prepared.setDate(position, value);
    if (noted != null) {
      noted.set(position, Setter.DATE, value);
    }
  }

  @Override
  public final void setDate(int position, @Nullable Date value, Calendar calendar)
      throws SQLException {
    prepared.setDate(position, value, calendar);
    if (noted != null) {
      noted.set(position, Setter.DATE_CALENDAR, value, calendar);
    }
  }

  @Override
  public final void setTime(int position, @Nullable Time value) throws SQLException {
    prepared.setTime(position, value);
    if (noted != null) {
      noted.set(position, Setter.TIME, value);
    }
  }

  @Override
  public final void setTime(int position, @Nullable Time value, Calendar calendar)
      throws SQLException {
    prepared.setTime(position, value, calendar);
    if (noted != null) {
      noted.set(position, Setter.TIME_CALENDAR, value, calendar);
    }
  }

  @Override
  public final void setTimestamp(int position, @Nullable Timestamp value) throws SQLException {
    prepared.setTimestamp(position, value);
    if (noted != null) {
      noted.set(position, Setter.TIMESTAMP, value);
    }
  }

  @Override
  public final void setTimestamp(int position, @Nullable Timestamp value, Calendar calendar)
      throws SQLException {
    prepared.setTimestamp(position, value, calendar);
    if (noted != null) {
      noted.set(position, Setter.TIMESTAMP_CALENDAR, value, calendar);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value) throws SQLException {
    prepared.setObject(position, value);
    if (noted != null) {
      noted.set(position, Setter.OBJECT, value);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value, int sqlType)
      throws SQLException {
    prepared.setObject(position, value, sqlType);
    if (noted != null) {
      noted.set(position, Setter.OBJECT_TYPE, value, sqlType);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value, int sqlType, int scale)
      throws SQLException {
    prepared.setObject(position, value, sqlType, scale);
    if (noted != null) {
      noted.set(position, Setter.OBJECT_TYPE_SCALE, value, sqlType, scale);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value, SQLType sqlType)
      throws SQLException {
    prepared.setObject(position, value, sqlType);
    if (noted != null) {
      noted.set(position, Setter.OBJECT_SQLTYPE, value, sqlType);
    }
  }

  @Override
  public final void setObject(int position, @Nullable Object value, SQLType sqlType, int scale)
      throws SQLException {
    prepared.setObject(position, value, sqlType, scale);
    if (noted != null) {
      noted.set(position, Setter.OBJECT_SQLTYPE_SCALE, value, sqlType, scale);
    }
  }

  @Override
  public final void setArray(int position, @Nullable Array value) throws SQLException {
    prepared.setArray(position, value);
    if (noted != null) {
      noted.set(position, Setter.ARRAY, value);
    }
  }

  @Override
  public final void setURL(int position, @Nullable URL value) throws SQLException {
    prepared.setURL(position, value);
    if (noted != null) {
      noted.set(position, Setter.URL, value);
    }
  }

  @Override
  public final void setRowId(int position, @Nullable RowId value) throws SQLException {
    prepared.setRowId(position, value);
    if (noted != null) {
      noted.set(position, Setter.ROW_ID, value);
    }
  }

  @Override
  public final void setNString(int position, @Nullable String value) throws SQLException {
    prepared.setNString(position, value);
    if (noted != null) {
      noted.set(position, Setter.NSTRING, value);
    }
  }

  @Override
  public final void setSQLXML(int position, @Nullable SQLXML value) throws SQLException {
    prepared.setSQLXML(position, value);
    if (noted != null) {
      noted.set(position, Setter.SQLXML, value);
    }
  }

  @Override
  public final void setRef(int position, @Nullable Ref value) throws SQLException {
    prepared.setRef(position, value);
    if (noted != null) {
      noted.set(position, Setter.REF, value);
    }
  }

  @Override
  public final void setBlob(int position, @Nullable Blob value) throws SQLException {
    prepared.setBlob(position, value);
    if (noted != null) {
      noted.set(position, Setter.BLOB, value);
    }
  }

  @Override
  public final void setBlob(int position, @Nullable InputStream value) throws SQLException {
    prepared.setBlob(position, value);
    if (noted != null) {
      noted.set(position, Setter.BLOB_STREAM, value);
    }
  }

  @Override
  public final void setBlob(int position, @Nullable InputStream value, long length)
      throws SQLException {
    prepared.setBlob(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.BLOB_STREAM_LONG, value, length);
    }
  }

  @Override
  public final void setClob(int position, @Nullable Clob value) throws SQLException {
    prepared.setClob(position, value);
    if (noted != null) {
      noted.set(position, Setter.CLOB, value);
    }
  }

  @Override
  public final void setClob(int position, @Nullable Reader value) throws SQLException {
    prepared.setClob(position, value);
    if (noted != null) {
      noted.set(position, Setter.CLOB_READER, value);
    }
  }

  @Override
  public final void setClob(int position, @Nullable Reader value, long length) throws SQLException {
    prepared.setClob(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.CLOB_READER_LONG, value, length);
    }
  }

  @Override
  public final void setNClob(int position, @Nullable NClob value) throws SQLException {
    prepared.setNClob(position, value);
    if (noted != null) {
      noted.set(position, Setter.NCLOB, value);
    }
  }

  @Override
  public final void setNClob(int position, @Nullable Reader value) throws SQLException {
    prepared.setNClob(position, value);
    if (noted != null) {
      noted.set(position, Setter.NCLOB_READER, value);
    }
  }

  @Override
  public final void setNClob(int position, @Nullable Reader value, long length)
      throws SQLException {
    prepared.setNClob(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.NCLOB_READER_LONG, value, length);
    }
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value) throws SQLException {
    prepared.setAsciiStream(position, value);
    if (noted != null) {
      noted.set(position, Setter.ASCII_STREAM, value);
    }
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    prepared.setAsciiStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.ASCII_STREAM_INT, value, length);
    }
  }

  @Override
  public final void setAsciiStream(int position, @Nullable InputStream value, long length)
      throws SQLException {
    prepared.setAsciiStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.ASCII_STREAM_LONG, value, length);
    }
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value) throws SQLException {
    prepared.setBinaryStream(position, value);
    if (noted != null) {
      noted.set(position, Setter.BINARY_STREAM, value);
    }
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    prepared.setBinaryStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.BINARY_STREAM_INT, value, length);
    }
  }

  @Override
  public final void setBinaryStream(int position, @Nullable InputStream value, long length)
      throws SQLException {
    prepared.setBinaryStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.BINARY_STREAM_LONG, value, length);
    }
  }

  @Override
  @Deprecated
  public final void setUnicodeStream(int position, @Nullable InputStream value, int length)
      throws SQLException {
    prepared.setUnicodeStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.UNICODE_STREAM, value, length);
    }
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value) throws SQLException {
    prepared.setCharacterStream(position, value);
    if (noted != null) {
      noted.set(position, Setter.CHARACTER_STREAM, value);
    }
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value, int length)
      throws SQLException {
    prepared.setCharacterStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.CHARACTER_STREAM_INT, value, length);
    }
  }

  @Override
  public final void setCharacterStream(int position, @Nullable Reader value, long length)
      throws SQLException {
    prepared.setCharacterStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.CHARACTER_STREAM_LONG, value, length);
    }
  }

  @Override
  public final void setNCharacterStream(int position, @Nullable Reader value) throws SQLException {
    prepared.setNCharacterStream(position, value);
    if (noted != null) {
      noted.set(position, Setter.NCHARACTER_STREAM, value);
    }
  }

  @Override
  public final void setNCharacterStream(int position, @Nullable Reader value, long length)
      throws SQLException {
    prepared.setNCharacterStream(position, value, length);
    if (noted != null) {
      noted.set(position, Setter.NCHARACTER_STREAM_LONG, value, length);
    }
  }
}
