package dev.weir.event;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link PreparedStatement} that bind a parameter: one constant for each overload. A
 * statement that is prepared on the node chosen at execution remembers which one was called, and
 * calls it again there.
 */
// deprecation: setUnicodeStream may be called. ImmutableEnumChecker: the binders capture nothing.
@SuppressWarnings({"deprecation", "ImmutableEnumChecker"})
public enum Setter {
  /** {@link PreparedStatement#setNull(int, int)}. */
  NULL("setNull", (s, i, v, x) -> s.setNull(i, (int) given(first(x))), int.class),
  /** {@link PreparedStatement#setNull(int, int, String)}. */
  NULL_NAMED(
      "setNull",
      (s, i, v, x) -> s.setNull(i, (int) given(first(x)), (String) second(x)),
      int.class,
      String.class),
  /** {@link PreparedStatement#setBoolean(int, boolean)}. */
  BOOLEAN("setBoolean", (s, i, v, x) -> s.setBoolean(i, (boolean) given(v)), boolean.class),
  /** {@link PreparedStatement#setByte(int, byte)}. */
  BYTE("setByte", (s, i, v, x) -> s.setByte(i, (byte) given(v)), byte.class),
  /** {@link PreparedStatement#setShort(int, short)}. */
  SHORT("setShort", (s, i, v, x) -> s.setShort(i, (short) given(v)), short.class),
  /** {@link PreparedStatement#setInt(int, int)}. */
  INT("setInt", (s, i, v, x) -> s.setInt(i, (int) given(v)), int.class),
  /** {@link PreparedStatement#setLong(int, long)}. */
  LONG("setLong", (s, i, v, x) -> s.setLong(i, (long) given(v)), long.class),
  /** {@link PreparedStatement#setFloat(int, float)}. */
  FLOAT("setFloat", (s, i, v, x) -> s.setFloat(i, (float) given(v)), float.class),
  /** {@link PreparedStatement#setDouble(int, double)}. */
  DOUBLE("setDouble", (s, i, v, x) -> s.setDouble(i, (double) given(v)), double.class),
  /** {@link PreparedStatement#setBigDecimal(int, BigDecimal)}. */
  BIG_DECIMAL(
      "setBigDecimal", (s, i, v, x) -> s.setBigDecimal(i, (BigDecimal) v), BigDecimal.class),
  /** {@link PreparedStatement#setString(int, String)}. */
  STRING("setString", (s, i, v, x) -> s.setString(i, (String) v), String.class),
  /** {@link PreparedStatement#setBytes(int, byte[])}. */
  BYTES("setBytes", (s, i, v, x) -> s.setBytes(i, (byte[]) v), byte[].class),
  /** {@link PreparedStatement#setDate(int, Date)}. */
  DATE("setDate", (s, i, v, x) -> s.setDate(i, (Date) v), Date.class),
  /** {@link PreparedStatement#setDate(int, Date, Calendar)}. */
  DATE_CALENDAR(
      "setDate",
      (s, i, v, x) -> s.setDate(i, (Date) v, (Calendar) first(x)),
      Date.class,
      Calendar.class),
  /** {@link PreparedStatement#setTime(int, Time)}. */
  TIME("setTime", (s, i, v, x) -> s.setTime(i, (Time) v), Time.class),
  /** {@link PreparedStatement#setTime(int, Time, Calendar)}. */
  TIME_CALENDAR(
      "setTime",
      (s, i, v, x) -> s.setTime(i, (Time) v, (Calendar) first(x)),
      Time.class,
      Calendar.class),
  /** {@link PreparedStatement#setTimestamp(int, Timestamp)}. */
  TIMESTAMP("setTimestamp", (s, i, v, x) -> s.setTimestamp(i, (Timestamp) v), Timestamp.class),
  /** {@link PreparedStatement#setTimestamp(int, Timestamp, Calendar)}. */
  TIMESTAMP_CALENDAR(
      "setTimestamp",
      (s, i, v, x) -> s.setTimestamp(i, (Timestamp) v, (Calendar) first(x)),
      Timestamp.class,
      Calendar.class),
  /** {@link PreparedStatement#setObject(int, Object)}. */
  OBJECT("setObject", (s, i, v, x) -> s.setObject(i, v), Object.class),
  /** {@link PreparedStatement#setObject(int, Object, int)}. */
  OBJECT_TYPE(
      "setObject",
      (s, i, v, x) -> s.setObject(i, v, (int) given(first(x))),
      Object.class,
      int.class),
  /** {@link PreparedStatement#setObject(int, Object, int, int)}. */
  OBJECT_TYPE_SCALE(
      "setObject",
      (s, i, v, x) -> s.setObject(i, v, (int) given(first(x)), (int) given(second(x))),
      Object.class,
      int.class,
      int.class),
  /** {@link PreparedStatement#setObject(int, Object, SQLType)}. */
  OBJECT_SQLTYPE(
      "setObject",
      (s, i, v, x) -> s.setObject(i, v, (SQLType) first(x)),
      Object.class,
      SQLType.class),
  /** {@link PreparedStatement#setObject(int, Object, SQLType, int)}. */
  OBJECT_SQLTYPE_SCALE(
      "setObject",
      (s, i, v, x) -> s.setObject(i, v, (SQLType) first(x), (int) given(second(x))),
      Object.class,
      SQLType.class,
      int.class),
  /** {@link PreparedStatement#setArray(int, Array)}. */
  ARRAY("setArray", (s, i, v, x) -> s.setArray(i, (Array) v), Array.class),
  /** {@link PreparedStatement#setURL(int, URL)}. */
  URL("setURL", (s, i, v, x) -> s.setURL(i, (URL) v), URL.class),
  /** {@link PreparedStatement#setRowId(int, RowId)}. */
  ROW_ID("setRowId", (s, i, v, x) -> s.setRowId(i, (RowId) v), RowId.class),
  /** {@link PreparedStatement#setNString(int, String)}. */
  NSTRING("setNString", (s, i, v, x) -> s.setNString(i, (String) v), String.class),
  /** {@link PreparedStatement#setSQLXML(int, SQLXML)}. */
  SQLXML("setSQLXML", (s, i, v, x) -> s.setSQLXML(i, (SQLXML) v), SQLXML.class),
  /** {@link PreparedStatement#setRef(int, Ref)}. */
  REF("setRef", (s, i, v, x) -> s.setRef(i, (Ref) v), Ref.class),
  /** {@link PreparedStatement#setBlob(int, Blob)}. */
  BLOB("setBlob", (s, i, v, x) -> s.setBlob(i, (Blob) v), Blob.class),
  /** {@link PreparedStatement#setBlob(int, InputStream)}. */
  BLOB_STREAM("setBlob", (s, i, v, x) -> s.setBlob(i, (InputStream) v), InputStream.class),
  /** {@link PreparedStatement#setBlob(int, InputStream, long)}. */
  BLOB_STREAM_LONG(
      "setBlob",
      (s, i, v, x) -> s.setBlob(i, (InputStream) v, (long) given(first(x))),
      InputStream.class,
      long.class),
  /** {@link PreparedStatement#setClob(int, Clob)}. */
  CLOB("setClob", (s, i, v, x) -> s.setClob(i, (Clob) v), Clob.class),
  /** {@link PreparedStatement#setClob(int, Reader)}. */
  CLOB_READER("setClob", (s, i, v, x) -> s.setClob(i, (Reader) v), Reader.class),
  /** {@link PreparedStatement#setClob(int, Reader, long)}. */
  CLOB_READER_LONG(
      "setClob",
      (s, i, v, x) -> s.setClob(i, (Reader) v, (long) given(first(x))),
      Reader.class,
      long.class),
  /** {@link PreparedStatement#setNClob(int, NClob)}. */
  NCLOB("setNClob", (s, i, v, x) -> s.setNClob(i, (NClob) v), NClob.class),
  /** {@link PreparedStatement#setNClob(int, Reader)}. */
  NCLOB_READER("setNClob", (s, i, v, x) -> s.setNClob(i, (Reader) v), Reader.class),
  /** {@link PreparedStatement#setNClob(int, Reader, long)}. */
  NCLOB_READER_LONG(
      "setNClob",
      (s, i, v, x) -> s.setNClob(i, (Reader) v, (long) given(first(x))),
      Reader.class,
      long.class),
  /** {@link PreparedStatement#setAsciiStream(int, InputStream)}. */
  ASCII_STREAM(
      "setAsciiStream", (s, i, v, x) -> s.setAsciiStream(i, (InputStream) v), InputStream.class),
  /** {@link PreparedStatement#setAsciiStream(int, InputStream, int)}. */
  ASCII_STREAM_INT(
      "setAsciiStream",
      (s, i, v, x) -> s.setAsciiStream(i, (InputStream) v, (int) given(first(x))),
      InputStream.class,
      int.class),
  /** {@link PreparedStatement#setAsciiStream(int, InputStream, long)}. */
  ASCII_STREAM_LONG(
      "setAsciiStream",
      (s, i, v, x) -> s.setAsciiStream(i, (InputStream) v, (long) given(first(x))),
      InputStream.class,
      long.class),
  /** {@link PreparedStatement#setBinaryStream(int, InputStream)}. */
  BINARY_STREAM(
      "setBinaryStream", (s, i, v, x) -> s.setBinaryStream(i, (InputStream) v), InputStream.class),
  /** {@link PreparedStatement#setBinaryStream(int, InputStream, int)}. */
  BINARY_STREAM_INT(
      "setBinaryStream",
      (s, i, v, x) -> s.setBinaryStream(i, (InputStream) v, (int) given(first(x))),
      InputStream.class,
      int.class),
  /** {@link PreparedStatement#setBinaryStream(int, InputStream, long)}. */
  BINARY_STREAM_LONG(
      "setBinaryStream",
      (s, i, v, x) -> s.setBinaryStream(i, (InputStream) v, (long) given(first(x))),
      InputStream.class,
      long.class),
  /** {@link PreparedStatement#setUnicodeStream(int, InputStream, int)}. */
  UNICODE_STREAM(
      "setUnicodeStream",
      (s, i, v, x) -> s.setUnicodeStream(i, (InputStream) v, (int) given(first(x))),
      InputStream.class,
      int.class),
  /** {@link PreparedStatement#setCharacterStream(int, Reader)}. */
  CHARACTER_STREAM(
      "setCharacterStream", (s, i, v, x) -> s.setCharacterStream(i, (Reader) v), Reader.class),
  /** {@link PreparedStatement#setCharacterStream(int, Reader, int)}. */
  CHARACTER_STREAM_INT(
      "setCharacterStream",
      (s, i, v, x) -> s.setCharacterStream(i, (Reader) v, (int) given(first(x))),
      Reader.class,
      int.class),
  /** {@link PreparedStatement#setCharacterStream(int, Reader, long)}. */
  CHARACTER_STREAM_LONG(
      "setCharacterStream",
      (s, i, v, x) -> s.setCharacterStream(i, (Reader) v, (long) given(first(x))),
      Reader.class,
      long.class),
  /** {@link PreparedStatement#setNCharacterStream(int, Reader)}. */
  NCHARACTER_STREAM(
      "setNCharacterStream", (s, i, v, x) -> s.setNCharacterStream(i, (Reader) v), Reader.class),
  /** {@link PreparedStatement#setNCharacterStream(int, Reader, long)}. */
  NCHARACTER_STREAM_LONG(
      "setNCharacterStream",
      (s, i, v, x) -> s.setNCharacterStream(i, (Reader) v, (long) given(first(x))),
      Reader.class,
      long.class);

  /** Calls the method that a constant stands for. */
  @FunctionalInterface
  private interface Binder {
    void bind(
        PreparedStatement statement,
        int position,
        @Nullable Object value,
        Object @Nullable [] extras)
        throws SQLException;
  }

  private final Binder binder;
  private final Method method;

  Setter(String name, Binder binder, Class<?>... types) {
    Class<?>[] all = new Class<?>[types.length + 1];
    all[0] = int.class;
    System.arraycopy(types, 0, all, 1, types.length);
    this.binder = binder;
    try {
      this.method = PreparedStatement.class.getMethod(name, all);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /** The method itself. */
  public Method method() {
    return method;
  }

  /**
   * Calls the method.
   *
   * @param statement on which to bind
   * @param position from 1
   * @param value the second argument; null for the two {@code setNull}, whose arguments are all
   *     extras
   * @param extras the arguments after the value, or null when there are none
   * @throws SQLException what the driver throws
   */
  public void bind(
      PreparedStatement statement, int position, @Nullable Object value, Object @Nullable [] extras)
      throws SQLException {
    binder.bind(statement, position, value, extras);
  }

  private static Object given(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }

  private static @Nullable Object first(Object @Nullable [] extras) {
    return Objects.requireNonNull(extras)[0];
  }

  private static @Nullable Object second(Object @Nullable [] extras) {
    return Objects.requireNonNull(extras)[1];
  }
}
