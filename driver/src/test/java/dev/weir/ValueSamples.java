package dev.weir;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.rowset.serial.SerialBlob;
import javax.sql.rowset.serial.SerialClob;
import org.jspecify.annotations.Nullable;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGTime;
import org.postgresql.util.PGTimestamp;
import org.postgresql.util.PGmoney;
import org.postgresql.util.PGobject;

/** Values of all kinds that a parameter may be set to, and what can be done to them afterwards. */
// It is what JDBC takes, and callers change.
@SuppressWarnings({"JavaUtilDate", "UnnecessaryStringBuilder"})
final class ValueSamples {
  private static final long INSTANT = 1_700_000_000_123L;

  private ValueSamples() {}

  /** What a caller does to its own object. */
  @FunctionalInterface
  interface Change {
    void run() throws Exception;
  }

  /** An object, and how it changes. */
  record Mutable(@Nullable Object object, Change change) {}

  /** Makes an object anew, on a connection where it needs one. */
  @FunctionalInterface
  interface Make {
    Mutable on(Connection connection) throws Exception;
  }

  /** A kind of value. */
  record Sample(String name, Make make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Sample of(String name, Make make) {
    return new Sample(name, make);
  }

  private static Sample fixed(@Nullable Object object) {
    String name =
        object == null ? "null" : object.getClass().getSimpleName() + " " + rendered(object);
    return of(name, c -> new Mutable(object, () -> {}));
  }

  /** An object whose subclasses share what they hold. */
  private static final class Shared extends PGobject {
    private final StringBuilder text = new StringBuilder("[1]");

    Shared() {
      setType("jsonb");
    }

    @Override
    public String getValue() {
      return text.toString();
    }
  }

  /** A number of somebody's own. */
  private enum Own {
    VALUE
  }

  static Stream<Sample> all() {
    return Stream.of(immutable(), dates(), objects(), arrays()).flatMap(s -> s);
  }

  private static Stream<Sample> immutable() {
    return Stream.of(
            null,
            "text",
            "12",
            "1.5",
            "yes",
            "2024-02-03",
            "2024-02-03 04:05:06.789",
            "04:05:06",
            "2024-02-03 04:05:06+05",
            "infinity",
            "",
            "99999999999",
            'c',
            '1',
            true,
            (byte) 1,
            (short) 2,
            3,
            0,
            4L,
            1L << 40,
            5.5f,
            6.25d,
            Double.NaN,
            new BigDecimal("7.125"),
            new BigInteger("8"),
            UUID.fromString("00000000-0000-0001-0000-000000000002"),
            LocalDate.of(2024, 2, 3),
            LocalTime.of(4, 5, 6),
            LocalDateTime.of(2024, 2, 3, 4, 5, 6),
            OffsetTime.of(4, 5, 6, 0, ZoneOffset.ofHours(3)),
            OffsetDateTime.of(2024, 2, 3, 4, 5, 6, 0, ZoneOffset.ofHours(3)),
            Own.VALUE,
            java.util.Optional.of("x"))
        .map(ValueSamples::fixed);
  }

  private static Stream<Sample> dates() {
    return Stream.of(
        of(
            "java.util.Date",
            c -> {
              java.util.Date d = new java.util.Date(INSTANT);
              return new Mutable(d, () -> d.setTime(0));
            }),
        of(
            "Date",
            c -> {
              Date d = new Date(INSTANT);
              return new Mutable(d, () -> d.setTime(d.getTime() + TimeUnit.DAYS.toMillis(1)));
            }),
        of(
            "Time",
            c -> {
              Time t = new Time(INSTANT);
              return new Mutable(t, () -> t.setTime(t.getTime() + TimeUnit.HOURS.toMillis(1)));
            }),
        of(
            "Timestamp",
            c -> {
              Timestamp t = new Timestamp(INSTANT);
              t.setNanos(123_456_789);
              return new Mutable(t, () -> t.setNanos(1000));
            }),
        of(
            "PGTimestamp",
            c -> {
              Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+2"));
              PGTimestamp t = new PGTimestamp(INSTANT, calendar);
              return new Mutable(t, () -> calendar.setTimeZone(TimeZone.getTimeZone("GMT+3")));
            }),
        of(
            "PGTimestamp without a zone",
            c -> {
              PGTimestamp t = new PGTimestamp(INSTANT);
              return new Mutable(t, () -> t.setTime(0));
            }),
        of(
            "PGTime",
            c -> {
              Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+2"));
              PGTime t = new PGTime(INSTANT, calendar);
              return new Mutable(t, () -> calendar.setTimeZone(TimeZone.getTimeZone("GMT+3")));
            }),
        of(
            "Calendar",
            c -> {
              Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+2"), Locale.ROOT);
              calendar.setTimeInMillis(INSTANT);
              return new Mutable(calendar, () -> calendar.setTimeInMillis(0));
            }));
  }

  private static Stream<Sample> objects() {
    return Stream.of(
        of(
            "PGobject",
            c -> {
              PGobject o = json("[1]");
              return new Mutable(o, () -> o.setValue("[2]"));
            }),
        of("PGobject without a value", c -> new Mutable(json(null), () -> {})),
        of(
            "subclass of PGobject",
            c -> {
              Shared o = new Shared();
              return new Mutable(o, () -> o.text.replace(1, 2, "2"));
            }),
        of(
            "PGpoint",
            c -> {
              PGpoint p = new PGpoint(1, 2);
              return new Mutable(p, () -> p.x = 9);
            }),
        of("PGpoint without a value", c -> new Mutable(new PGpoint((String) null), () -> {})),
        of(
            "PGbox",
            c -> {
              PGbox b = new PGbox(1, 2, 3, 4);
              PGpoint[] corners = b.point;
              return new Mutable(b, () -> corners[0].x = 9);
            }),
        of(
            "PGInterval",
            c -> {
              PGInterval i = new PGInterval("1 day");
              return new Mutable(i, () -> i.setDays(2));
            }),
        of(
            "PGmoney",
            c -> {
              PGmoney m = new PGmoney(1.5);
              return new Mutable(m, () -> m.val = 2.5);
            }),
        of(
            "Map",
            c -> {
              Map<String, @Nullable String> m = new LinkedHashMap<>();
              m.put("a", "1");
              m.put("b", null);
              return new Mutable(m, () -> m.put("a", "2"));
            }),
        of("Map.of()", c -> new Mutable(Map.of(), () -> {})),
        of(
            "StringBuilder",
            c -> {
              StringBuilder b = new StringBuilder("1");
              return new Mutable(b, () -> b.append("2"));
            }),
        of(
            "AtomicInteger",
            c -> {
              AtomicInteger i = new AtomicInteger(1);
              return new Mutable(i, i::incrementAndGet);
            }),
        of(
            "SQLXML",
            c -> {
              SQLXML x = c.createSQLXML();
              x.setString("<a/>");
              return new Mutable(x, x::free);
            }),
        of("SQLXML without a value", c -> new Mutable(c.createSQLXML(), () -> {})));
  }

  static PGobject json(@Nullable String value) throws SQLException {
    PGobject o = new PGobject();
    o.setType("jsonb");
    o.setValue(value);
    return o;
  }

  private static Stream<Sample> arrays() {
    return Stream.of(
        of("Array in bytes", c -> array(c.createArrayOf("int4", new Integer[] {1, 2}))),
        of(
            "Array in text",
            c -> array(c.createArrayOf("numeric", new BigDecimal[] {BigDecimal.ONE}))),
        of("Array of points", c -> array(c.createArrayOf("point", new Object[] {"(1,2)"}))),
        elements(new byte[] {1, 2}, a -> a[0] = 9),
        elements(new int[] {1, 2}, a -> a[0] = 9),
        elements(new long[] {1, 2}, a -> a[0] = 9),
        elements(new boolean[] {true}, a -> a[0] = false),
        elements(new char[] {'a'}, a -> a[0] = 'b'),
        elements(new Integer[] {1, null}, a -> a[0] = 9),
        elements(new String[] {"a\"", null, "\\"}, a -> a[0] = "b"),
        elements(new BigDecimal[] {BigDecimal.ONE}, a -> a[0] = BigDecimal.TEN),
        elements(new UUID[] {new UUID(1, 2)}, a -> a[0] = new UUID(3, 4)),
        elements(new int[][] {{1, 2}, {3, 4}}, a -> a[1][0] = 9),
        elements(new int[][] {{1, 2}, null}, a -> a[0][0] = 9),
        elements(new Integer[][][] {{{1}, {2}}}, a -> a[0][1][0] = 9),
        elements(new byte[][] {{1}, {2}}, a -> a[1][0] = 9),
        elements(new byte[][][] {{{1}, {2}}}, a -> a[0][1][0] = 9),
        elements(new String[][] {{"a"}, {"b"}}, a -> a[1][0] = "c"),
        elements(new Object[] {1, "a"}, a -> a[0] = 9),
        elements(new Object[] {new byte[] {1}}, a -> a[0] = 9),
        elements(new Timestamp[] {new Timestamp(INSTANT), null}, a -> a[0].setTime(0)),
        elements(new Date[] {new Date(INSTANT)}, a -> a[0].setTime(0)),
        elements(new Date[][] {{new Date(INSTANT)}}, a -> a[0][0].setTime(0)),
        elements(new LocalDate[] {LocalDate.of(2024, 2, 3)}, a -> a[0] = LocalDate.MIN),
        elements(new PGpoint[] {new PGpoint(1, 2)}, a -> a[0].x = 9),
        elements(new PGbox[] {new PGbox(1, 2, 3, 4), new PGbox(1, 2, 3, 4)}, a -> a[0] = a[1]),
        elements(new StringBuilder[] {new StringBuilder("a")}, a -> a[0].append("b")),
        elements(new Own[] {Own.VALUE}, a -> {}));
  }

  private static Mutable array(Array array) {
    return new Mutable(array, array::free);
  }

  /** What a caller does to its array. */
  @FunctionalInterface
  private interface Elements<A> {
    void change(A array);
  }

  @SuppressWarnings("unchecked")
  private static <A> Sample elements(A array, Elements<A> elements) {
    return of(
        array.getClass().getSimpleName() + " " + rendered(array),
        c -> {
          A copy = (A) Objects.requireNonNull(copy(array));
          return new Mutable(copy, () -> elements.change(copy));
        });
  }

  private static @Nullable Object copy(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof java.util.Date date) {
      return date.clone();
    }
    if (value instanceof PGpoint point) {
      return new PGpoint(point.x, point.y);
    }
    if (value instanceof StringBuilder text) {
      return new StringBuilder(text);
    }
    if (!value.getClass().isArray()) {
      return value;
    }
    int length = java.lang.reflect.Array.getLength(value);
    Object copy = java.lang.reflect.Array.newInstance(value.getClass().getComponentType(), length);
    for (int i = 0; i < length; i++) {
      java.lang.reflect.Array.set(copy, i, copy(java.lang.reflect.Array.get(value, i)));
    }
    return copy;
  }

  /** The types that the driver tells apart, and some that it does not know. */
  static Map<String, Integer> types() {
    Map<String, Integer> types = new LinkedHashMap<>();
    for (JDBCType type :
        List.of(
            JDBCType.BOOLEAN,
            JDBCType.SMALLINT,
            JDBCType.INTEGER,
            JDBCType.BIGINT,
            JDBCType.REAL,
            JDBCType.DOUBLE,
            JDBCType.NUMERIC,
            JDBCType.CHAR,
            JDBCType.VARCHAR,
            JDBCType.LONGVARCHAR,
            JDBCType.DATE,
            JDBCType.TIME,
            JDBCType.TIMESTAMP,
            JDBCType.TIMESTAMP_WITH_TIMEZONE,
            JDBCType.VARBINARY,
            JDBCType.OTHER,
            JDBCType.DISTINCT,
            JDBCType.ARRAY,
            JDBCType.BLOB,
            JDBCType.CLOB,
            JDBCType.SQLXML,
            JDBCType.REF_CURSOR,
            JDBCType.NVARCHAR)) {
      types.put(type.name(), type.getVendorTypeNumber());
    }
    types.put("unknown", 12345);
    return types;
  }

  static String described(Throwable e) {
    return e.getClass().getName()
        + " "
        + (e instanceof SQLException sql ? sql.getSQLState() : "")
        + " "
        + identified(String.valueOf(e.getMessage()));
  }

  /** Without what differs from object to object. */
  static String identified(String text) {
    return text.replaceAll("@[0-9a-f]+", "@")
        .replaceAll("Index \\d+ out of bounds for length \\d+", "out of bounds");
  }

  static String rendered(@Nullable Object value) {
    if (value != null && value.getClass().isArray()) {
      String deep = Arrays.deepToString(new Object[] {value});
      return deep.substring(1, deep.length() - 1);
    }
    return identified(value + ""); // Some print as null.
  }

  // ---------------------------------------------------------------- streams

  /** How a caller treats its stream. */
  enum Use {
    CLOSED_AFTERWARDS,
    SHARED_BACKWARDS,
    FAILING,
    NULL
  }

  /** Sets two parameters to streams. */
  @FunctionalInterface
  interface Streams {
    void set(PreparedStatement statement, Use use) throws SQLException;
  }

  /** Sets one. */
  @FunctionalInterface
  private interface One<S> {
    void set(PreparedStatement statement, int position, @Nullable S stream) throws SQLException;
  }

  private static final class Closing extends FilterReader {
    private boolean closed;

    Closing(Reader reader) {
      super(reader);
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      return super.read(chars, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class ClosingStream extends FilterInputStream {
    private boolean closed;

    ClosingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      return super.read(bytes, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  static Map<String, Streams> streams() {
    Map<String, Streams> all = new LinkedHashMap<>();
    String text = "äbcdef";
    readers(all, "setCharacterStream", PreparedStatement::setCharacterStream, text);
    readers(all, "setCharacterStream, 3", (s, i, r) -> s.setCharacterStream(i, r, 3), text);
    readers(all, "setCharacterStream, 99", (s, i, r) -> s.setCharacterStream(i, r, 99), text);
    readers(all, "setCharacterStream, -1", (s, i, r) -> s.setCharacterStream(i, r, -1), text);
    readers(all, "setCharacterStream, 3L", (s, i, r) -> s.setCharacterStream(i, r, 3L), text);
    readers(all, "large reader", PreparedStatement::setCharacterStream, text.repeat(20_000));
    readers(all, "setNCharacterStream", PreparedStatement::setNCharacterStream, text);
    readers(all, "setObject(Reader)", PreparedStatement::setObject, text);
    readers(all, "setObject(Reader, VARCHAR)", (s, i, r) -> s.setObject(i, r, Types.VARCHAR), text);
    bytes(all, "setAsciiStream", PreparedStatement::setAsciiStream, text);
    bytes(all, "setAsciiStream, 3", (s, i, r) -> s.setAsciiStream(i, r, 3), text);
    bytes(all, "setAsciiStream, -1", (s, i, r) -> s.setAsciiStream(i, r, -1), text);
    bytes(all, "setUnicodeStream, 3", ValueSamples::setUnicode, text);
    bytes(all, "setBinaryStream", PreparedStatement::setBinaryStream, text);
    bytes(all, "large stream", PreparedStatement::setBinaryStream, text.repeat(20_000));
    bytes(all, "setBinaryStream, -1", (s, i, r) -> s.setBinaryStream(i, r, -1), text);
    bytes(all, "setBinaryStream, too long", (s, i, r) -> s.setBinaryStream(i, r, 1L << 31), text);
    bytes(all, "setObject(InputStream)", PreparedStatement::setObject, text);
    bytes(all, "setObject LONGVARCHAR", (s, i, r) -> s.setObject(i, r, Types.LONGVARCHAR), text);
    bytes(
        all, "setObject LONGVARBINARY", (s, i, r) -> s.setObject(i, r, Types.LONGVARBINARY), text);
    all.put("setBinaryStream, 3 each", ValueSamples::byReference);
    all.put("ByteStreamWriter", ValueSamples::writer);
    return all;
  }

  @SuppressWarnings("deprecation") // It may be called.
  private static void setUnicode(PreparedStatement s, int position, @Nullable InputStream stream)
      throws SQLException {
    s.setUnicodeStream(position, stream, 3);
  }

  private static void readers(Map<String, Streams> all, String name, One<Reader> one, String text) {
    all.put(
        name,
        (s, use) -> {
          Closing reader = new Closing(new StringReader(text));
          if (use == Use.FAILING) {
            reader.close();
          }
          one.set(s, 2, use == Use.NULL ? null : reader);
          if (use == Use.SHARED_BACKWARDS) {
            one.set(s, 1, reader);
          } else {
            s.setString(1, "x");
          }
          reader.close();
        });
  }

  private static void bytes(
      Map<String, Streams> all, String name, One<InputStream> one, String text) {
    all.put(
        name,
        (s, use) -> {
          InputStream stream =
              new ClosingStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
          if (use == Use.FAILING) {
            close(stream);
          }
          one.set(s, 2, use == Use.NULL ? null : stream);
          if (use == Use.SHARED_BACKWARDS) {
            one.set(s, 1, stream);
          } else {
            s.setString(1, "x");
          }
          close(stream);
        });
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The driver reads it when it sends it, in the order of the positions. */
  private static void byReference(PreparedStatement s, Use use) throws SQLException {
    InputStream stream = new ByteArrayInputStream("abcdef".getBytes(StandardCharsets.UTF_8));
    s.setBinaryStream(2, stream, 3);
    s.setBinaryStream(1, stream, 3);
  }

  private static void writer(PreparedStatement s, Use use) throws SQLException {
    byte[] bytes = {1, 2, 3};
    s.setString(1, "x");
    s.setObject(2, ByteStreamWriter.of(java.nio.ByteBuffer.wrap(bytes)));
    bytes[0] = 9;
  }

  // ---------------------------------------------------------------- large objects

  static Map<String, Make> large() {
    Map<String, Make> all = new LinkedHashMap<>();
    all.put(
        "Blob",
        c -> {
          Blob blob = new SerialBlob(new byte[] {'a', 'b'});
          return new Mutable(blob, () -> blob.setBytes(1, new byte[] {'z'}));
        });
    all.put(
        "Clob",
        c -> {
          Clob clob = new SerialClob("äb".toCharArray());
          return new Mutable(clob, () -> clob.setString(1, "z"));
        });
    all.put(
        "InputStream",
        c -> {
          InputStream stream =
              new ClosingStream(new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}));
          return new Mutable(stream, stream::close);
        });
    all.put("Reader", c -> new Mutable(new StringReader("ab"), () -> {}));
    all.put("null", c -> new Mutable(null, () -> {}));
    return all;
  }

  static void setLarge(PreparedStatement s, String setter, @Nullable Object value)
      throws SQLException {
    switch (setter) {
      case "setObject" -> s.setObject(1, value);
      case "setObject BLOB" -> s.setObject(1, value, Types.BLOB);
      case "setObject CLOB" -> s.setObject(1, value, Types.CLOB);
      default -> {
        if (value instanceof Blob blob) {
          s.setBlob(1, blob);
        } else if (value instanceof Clob clob) {
          s.setClob(1, clob);
        } else if (value instanceof InputStream stream) {
          s.setBlob(1, stream, 2);
        } else {
          s.setClob(1, (Reader) value);
        }
      }
    }
  }
}
