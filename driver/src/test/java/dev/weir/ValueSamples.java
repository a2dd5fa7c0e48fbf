package dev.weir;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
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
import org.jspecify.annotations.Nullable;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGpoint;
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
}
