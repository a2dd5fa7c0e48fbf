package dev.weir.forward;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/** Forwards every method that {@link CallableStatement} adds, and does nothing else. */
public interface ForwardingCallableStatement extends CallableStatement {
  /** The statement that the next call goes to. */
  CallableStatement callable() throws SQLException;

  @Override
  default Array getArray(String name) throws SQLException {
    return callable().getArray(name);
  }

  @Override
  default Array getArray(int index) throws SQLException {
    return callable().getArray(index);
  }

  @Override
  default BigDecimal getBigDecimal(String name) throws SQLException {
    return callable().getBigDecimal(name);
  }

  @Override
  @Deprecated
  default BigDecimal getBigDecimal(int index, int number) throws SQLException {
    return callable().getBigDecimal(index, number);
  }

  @Override
  default BigDecimal getBigDecimal(int index) throws SQLException {
    return callable().getBigDecimal(index);
  }

  @Override
  default Blob getBlob(String name) throws SQLException {
    return callable().getBlob(name);
  }

  @Override
  default Blob getBlob(int index) throws SQLException {
    return callable().getBlob(index);
  }

  @Override
  default boolean getBoolean(String name) throws SQLException {
    return callable().getBoolean(name);
  }

  @Override
  default boolean getBoolean(int index) throws SQLException {
    return callable().getBoolean(index);
  }

  @Override
  default byte getByte(String name) throws SQLException {
    return callable().getByte(name);
  }

  @Override
  default byte getByte(int index) throws SQLException {
    return callable().getByte(index);
  }

  @Override
  default byte[] getBytes(String name) throws SQLException {
    return callable().getBytes(name);
  }

  @Override
  default byte[] getBytes(int index) throws SQLException {
    return callable().getBytes(index);
  }

  @Override
  default Reader getCharacterStream(String name) throws SQLException {
    return callable().getCharacterStream(name);
  }

  @Override
  default Reader getCharacterStream(int index) throws SQLException {
    return callable().getCharacterStream(index);
  }

  @Override
  default Clob getClob(String name) throws SQLException {
    return callable().getClob(name);
  }

  @Override
  default Clob getClob(int index) throws SQLException {
    return callable().getClob(index);
  }

  @Override
  default Date getDate(String name, Calendar calendar) throws SQLException {
    return callable().getDate(name, calendar);
  }

  @Override
  default Date getDate(String name) throws SQLException {
    return callable().getDate(name);
  }

  @Override
  default Date getDate(int index, Calendar calendar) throws SQLException {
    return callable().getDate(index, calendar);
  }

  @Override
  default Date getDate(int index) throws SQLException {
    return callable().getDate(index);
  }

  @Override
  default double getDouble(String name) throws SQLException {
    return callable().getDouble(name);
  }

  @Override
  default double getDouble(int index) throws SQLException {
    return callable().getDouble(index);
  }

  @Override
  default float getFloat(String name) throws SQLException {
    return callable().getFloat(name);
  }

  @Override
  default float getFloat(int index) throws SQLException {
    return callable().getFloat(index);
  }

  @Override
  default int getInt(String name) throws SQLException {
    return callable().getInt(name);
  }

  @Override
  default int getInt(int index) throws SQLException {
    return callable().getInt(index);
  }

  @Override
  default long getLong(String name) throws SQLException {
    return callable().getLong(name);
  }

  @Override
  default long getLong(int index) throws SQLException {
    return callable().getLong(index);
  }

  @Override
  default Reader getNCharacterStream(String name) throws SQLException {
    return callable().getNCharacterStream(name);
  }

  @Override
  default Reader getNCharacterStream(int index) throws SQLException {
    return callable().getNCharacterStream(index);
  }

  @Override
  default NClob getNClob(String name) throws SQLException {
    return callable().getNClob(name);
  }

  @Override
  default NClob getNClob(int index) throws SQLException {
    return callable().getNClob(index);
  }

  @Override
  default String getNString(String name) throws SQLException {
    return callable().getNString(name);
  }

  @Override
  default String getNString(int index) throws SQLException {
    return callable().getNString(index);
  }

  @Override
  default <T> T getObject(String name, Class<T> type) throws SQLException {
    return callable().getObject(name, type);
  }

  @Override
  default Object getObject(String name, Map<String, Class<?>> map) throws SQLException {
    return callable().getObject(name, map);
  }

  @Override
  default Object getObject(String name) throws SQLException {
    return callable().getObject(name);
  }

  @Override
  default <T> T getObject(int index, Class<T> type) throws SQLException {
    return callable().getObject(index, type);
  }

  @Override
  default Object getObject(int index, Map<String, Class<?>> map) throws SQLException {
    return callable().getObject(index, map);
  }

  @Override
  default Object getObject(int index) throws SQLException {
    return callable().getObject(index);
  }

  @Override
  default Ref getRef(String name) throws SQLException {
    return callable().getRef(name);
  }

  @Override
  default Ref getRef(int index) throws SQLException {
    return callable().getRef(index);
  }

  @Override
  default RowId getRowId(String name) throws SQLException {
    return callable().getRowId(name);
  }

  @Override
  default RowId getRowId(int index) throws SQLException {
    return callable().getRowId(index);
  }

  @Override
  default SQLXML getSQLXML(String name) throws SQLException {
    return callable().getSQLXML(name);
  }

  @Override
  default SQLXML getSQLXML(int index) throws SQLException {
    return callable().getSQLXML(index);
  }

  @Override
  default short getShort(String name) throws SQLException {
    return callable().getShort(name);
  }

  @Override
  default short getShort(int index) throws SQLException {
    return callable().getShort(index);
  }

  @Override
  default String getString(String name) throws SQLException {
    return callable().getString(name);
  }

  @Override
  default String getString(int index) throws SQLException {
    return callable().getString(index);
  }

  @Override
  default Time getTime(String name, Calendar calendar) throws SQLException {
    return callable().getTime(name, calendar);
  }

  @Override
  default Time getTime(String name) throws SQLException {
    return callable().getTime(name);
  }

  @Override
  default Time getTime(int index, Calendar calendar) throws SQLException {
    return callable().getTime(index, calendar);
  }

  @Override
  default Time getTime(int index) throws SQLException {
    return callable().getTime(index);
  }

  @Override
  default Timestamp getTimestamp(String name, Calendar calendar) throws SQLException {
    return callable().getTimestamp(name, calendar);
  }

  @Override
  default Timestamp getTimestamp(String name) throws SQLException {
    return callable().getTimestamp(name);
  }

  @Override
  default Timestamp getTimestamp(int index, Calendar calendar) throws SQLException {
    return callable().getTimestamp(index, calendar);
  }

  @Override
  default Timestamp getTimestamp(int index) throws SQLException {
    return callable().getTimestamp(index);
  }

  @Override
  default URL getURL(String name) throws SQLException {
    return callable().getURL(name);
  }

  @Override
  default URL getURL(int index) throws SQLException {
    return callable().getURL(index);
  }

  @Override
  default void registerOutParameter(String name, int number, String text) throws SQLException {
    callable().registerOutParameter(name, number, text);
  }

  @Override
  default void registerOutParameter(String name, int number, int number2) throws SQLException {
    callable().registerOutParameter(name, number, number2);
  }

  @Override
  default void registerOutParameter(String name, int number) throws SQLException {
    callable().registerOutParameter(name, number);
  }

  @Override
  default void registerOutParameter(String name, SQLType sqlType, String text) throws SQLException {
    callable().registerOutParameter(name, sqlType, text);
  }

  @Override
  default void registerOutParameter(String name, SQLType sqlType, int number) throws SQLException {
    callable().registerOutParameter(name, sqlType, number);
  }

  @Override
  default void registerOutParameter(String name, SQLType sqlType) throws SQLException {
    callable().registerOutParameter(name, sqlType);
  }

  @Override
  default void registerOutParameter(int number, int number2, String text) throws SQLException {
    callable().registerOutParameter(number, number2, text);
  }

  @Override
  default void registerOutParameter(int number, int number2, int number3) throws SQLException {
    callable().registerOutParameter(number, number2, number3);
  }

  @Override
  default void registerOutParameter(int number, int number2) throws SQLException {
    callable().registerOutParameter(number, number2);
  }

  @Override
  default void registerOutParameter(int number, SQLType sqlType, String text) throws SQLException {
    callable().registerOutParameter(number, sqlType, text);
  }

  @Override
  default void registerOutParameter(int number, SQLType sqlType, int number2) throws SQLException {
    callable().registerOutParameter(number, sqlType, number2);
  }

  @Override
  default void registerOutParameter(int number, SQLType sqlType) throws SQLException {
    callable().registerOutParameter(number, sqlType);
  }

  @Override
  default void setAsciiStream(String name, InputStream inputStream, int number)
      throws SQLException {
    callable().setAsciiStream(name, inputStream, number);
  }

  @Override
  default void setAsciiStream(String name, InputStream inputStream, long length)
      throws SQLException {
    callable().setAsciiStream(name, inputStream, length);
  }

  @Override
  default void setAsciiStream(String name, InputStream inputStream) throws SQLException {
    callable().setAsciiStream(name, inputStream);
  }

  @Override
  default void setBigDecimal(String name, BigDecimal bigDecimal) throws SQLException {
    callable().setBigDecimal(name, bigDecimal);
  }

  @Override
  default void setBinaryStream(String name, InputStream inputStream, int number)
      throws SQLException {
    callable().setBinaryStream(name, inputStream, number);
  }

  @Override
  default void setBinaryStream(String name, InputStream inputStream, long length)
      throws SQLException {
    callable().setBinaryStream(name, inputStream, length);
  }

  @Override
  default void setBinaryStream(String name, InputStream inputStream) throws SQLException {
    callable().setBinaryStream(name, inputStream);
  }

  @Override
  default void setBlob(String name, InputStream inputStream, long length) throws SQLException {
    callable().setBlob(name, inputStream, length);
  }

  @Override
  default void setBlob(String name, InputStream inputStream) throws SQLException {
    callable().setBlob(name, inputStream);
  }

  @Override
  default void setBlob(String name, Blob blob) throws SQLException {
    callable().setBlob(name, blob);
  }

  @Override
  default void setBoolean(String name, boolean value) throws SQLException {
    callable().setBoolean(name, value);
  }

  @Override
  default void setByte(String name, byte value) throws SQLException {
    callable().setByte(name, value);
  }

  @Override
  default void setBytes(String name, byte[] bytes) throws SQLException {
    callable().setBytes(name, bytes);
  }

  @Override
  default void setCharacterStream(String name, Reader reader, int number) throws SQLException {
    callable().setCharacterStream(name, reader, number);
  }

  @Override
  default void setCharacterStream(String name, Reader reader, long length) throws SQLException {
    callable().setCharacterStream(name, reader, length);
  }

  @Override
  default void setCharacterStream(String name, Reader reader) throws SQLException {
    callable().setCharacterStream(name, reader);
  }

  @Override
  default void setClob(String name, Reader reader, long length) throws SQLException {
    callable().setClob(name, reader, length);
  }

  @Override
  default void setClob(String name, Reader reader) throws SQLException {
    callable().setClob(name, reader);
  }

  @Override
  default void setClob(String name, Clob clob) throws SQLException {
    callable().setClob(name, clob);
  }

  @Override
  default void setDate(String name, Date date, Calendar calendar) throws SQLException {
    callable().setDate(name, date, calendar);
  }

  @Override
  default void setDate(String name, Date date) throws SQLException {
    callable().setDate(name, date);
  }

  @Override
  default void setDouble(String name, double value) throws SQLException {
    callable().setDouble(name, value);
  }

  @Override
  default void setFloat(String name, float value) throws SQLException {
    callable().setFloat(name, value);
  }

  @Override
  default void setInt(String name, int number) throws SQLException {
    callable().setInt(name, number);
  }

  @Override
  default void setLong(String name, long length) throws SQLException {
    callable().setLong(name, length);
  }

  @Override
  default void setNCharacterStream(String name, Reader reader, long length) throws SQLException {
    callable().setNCharacterStream(name, reader, length);
  }

  @Override
  default void setNCharacterStream(String name, Reader reader) throws SQLException {
    callable().setNCharacterStream(name, reader);
  }

  @Override
  default void setNClob(String name, Reader reader, long length) throws SQLException {
    callable().setNClob(name, reader, length);
  }

  @Override
  default void setNClob(String name, Reader reader) throws SQLException {
    callable().setNClob(name, reader);
  }

  @Override
  default void setNClob(String name, NClob nClob) throws SQLException {
    callable().setNClob(name, nClob);
  }

  @Override
  default void setNString(String name, String text) throws SQLException {
    callable().setNString(name, text);
  }

  @Override
  default void setNull(String name, int number, String text) throws SQLException {
    callable().setNull(name, number, text);
  }

  @Override
  default void setNull(String name, int number) throws SQLException {
    callable().setNull(name, number);
  }

  @Override
  default void setObject(String name, Object value, int number, int number2) throws SQLException {
    callable().setObject(name, value, number, number2);
  }

  @Override
  default void setObject(String name, Object value, int number) throws SQLException {
    callable().setObject(name, value, number);
  }

  @Override
  default void setObject(String name, Object value, SQLType sqlType, int number)
      throws SQLException {
    callable().setObject(name, value, sqlType, number);
  }

  @Override
  default void setObject(String name, Object value, SQLType sqlType) throws SQLException {
    callable().setObject(name, value, sqlType);
  }

  @Override
  default void setObject(String name, Object value) throws SQLException {
    callable().setObject(name, value);
  }

  @Override
  default void setRowId(String name, RowId rowId) throws SQLException {
    callable().setRowId(name, rowId);
  }

  @Override
  default void setSQLXML(String name, SQLXML sqlxml) throws SQLException {
    callable().setSQLXML(name, sqlxml);
  }

  @Override
  default void setShort(String name, short value) throws SQLException {
    callable().setShort(name, value);
  }

  @Override
  default void setString(String name, String text) throws SQLException {
    callable().setString(name, text);
  }

  @Override
  default void setTime(String name, Time time, Calendar calendar) throws SQLException {
    callable().setTime(name, time, calendar);
  }

  @Override
  default void setTime(String name, Time time) throws SQLException {
    callable().setTime(name, time);
  }

  @Override
  default void setTimestamp(String name, Timestamp timestamp, Calendar calendar)
      throws SQLException {
    callable().setTimestamp(name, timestamp, calendar);
  }

  @Override
  default void setTimestamp(String name, Timestamp timestamp) throws SQLException {
    callable().setTimestamp(name, timestamp);
  }

  @Override
  default void setURL(String name, URL url) throws SQLException {
    callable().setURL(name, url);
  }

  @Override
  default boolean wasNull() throws SQLException {
    return callable().wasNull();
  }
}
