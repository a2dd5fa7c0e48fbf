package dev.weir.jdbc;

import dev.weir.event.Setter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
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
import java.util.Calendar;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.GT;
import org.postgresql.util.PGTime;
import org.postgresql.util.PGTimestamp;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ReaderInputStream;
import org.postgresql.util.StreamWrapper;

/**
 * Takes values when they are set, as the driver would take them then, where no server is chosen
 * yet. What comes of it sends the same whatever its caller does to the object afterwards.
 */
final class Values {
  /** Classes of elements that never change, and of which the driver sends arrays. */
  private static final Set<Class<?>> LEAVES =
      Set.of(
          long.class,
          int.class,
          short.class,
          double.class,
          float.class,
          boolean.class,
          byte[].class,
          Long.class,
          Integer.class,
          Short.class,
          Double.class,
          Float.class,
          Boolean.class,
          String.class,
          BigDecimal.class,
          UUID.class);

  /** Classes of elements that the driver sends as they print. */
  private static final Set<Class<?>> PRINTED =
      Set.of(java.sql.Date.class, Time.class, Timestamp.class, PGobject.class, PGpoint.class);

  private Values() {}

  /**
   * What only the driver can tell whether it takes it: it is to be asked.
   *
   * @param value what is bound if it does
   */
  record Doubtful(@Nullable Object value) {}

  /** What is written as a large object, of which the number is bound. */
  record Large(Object value, long length) {}

  /**
   * Takes a value.
   *
   * @param zone of the dates that have none
   * @param told whether somebody may want to see it
   * @return what is to be bound by the same method; {@link dev.weir.event.Taken} by another; or
   *     {@link Doubtful}, or {@link Large}
   */
  static @Nullable Object take(
      Setter setter,
      @Nullable Object value,
      @Nullable Object[] extras,
      Supplier<TimeZone> zone,
      boolean told)
      throws SQLException {
    if (value == null) {
      return isTypeOfNull(setter, extras) ? null : new Doubtful(null);
    }
    return switch (setter) {
      case BYTES -> ((byte[]) value).clone();
      case DATE, TIME, TIMESTAMP -> dated((Date) value, zone.get());
      case DATE_CALENDAR, TIME_CALENDAR, TIMESTAMP_CALENDAR ->
          extras[0] == null ? dated((Date) value, zone.get()) : copy((Date) value);
      case OBJECT -> object(value, zone, told);
      case OBJECT_TYPE, OBJECT_TYPE_SCALE -> typed(setter, value, number(extras), zone, told);
      case ARRAY -> TakenArray.of((java.sql.Array) value, told);
      case SQLXML -> xml((SQLXML) value);
      case BLOB, BLOB_STREAM, CLOB -> new Large(value, Long.MAX_VALUE);
      case BLOB_STREAM_LONG -> large(value, length(extras));
      case ASCII_STREAM_INT -> text((InputStream) value, number(extras), StandardCharsets.US_ASCII);
      case UNICODE_STREAM -> text((InputStream) value, number(extras), StandardCharsets.UTF_8);
      case CHARACTER_STREAM_INT -> text((Reader) value, number(extras));
      case CHARACTER_STREAM ->
          new Sent.Spooled(setter, new StreamWrapper(new ReaderInputStream((Reader) value)));
      case BINARY_STREAM -> new Sent.Spooled(setter, new StreamWrapper((InputStream) value));
      case BINARY_STREAM_INT, BINARY_STREAM_LONG -> byReference(value, length(extras));
      default -> value;
    };
  }

  private static boolean isTypeOfNull(Setter setter, @Nullable Object[] extras) {
    return switch (setter) {
      case NULL, OBJECT_TYPE, OBJECT_TYPE_SCALE -> Conversions.isType(number(extras));
      case NULL_NAMED -> extras[1] != null || Conversions.isType(number(extras));
      default -> true;
    };
  }

  /** The first argument after the value. */
  private static int number(@Nullable Object[] extras) {
    return (int) Objects.requireNonNull(extras[0]);
  }

  private static long length(@Nullable Object[] extras) {
    return ((Number) Objects.requireNonNull(extras[0])).longValue();
  }

  /** What is set without saying which type it has. */
  private static Object object(Object value, Supplier<TimeZone> zone, boolean told)
      throws SQLException {
    if (isImmutable(value)) {
      return value;
    }
    // In the driver's order: an object may be several of these.
    if (value instanceof SQLXML xml) {
      return xml(xml);
    }
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof ByteStreamWriter) {
      return value;
    }
    if (value instanceof java.sql.Date || value instanceof Time || value instanceof Timestamp) {
      return dated((Date) value, zone.get());
    }
    if (value instanceof Blob || value instanceof Clob) {
      return new Large(value, Long.MAX_VALUE);
    }
    if (value instanceof java.sql.Array array) {
      return TakenArray.of(array, told);
    }
    if (value instanceof PGobject object) {
      return TakenObject.of(object);
    }
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    }
    if (value instanceof Number number) {
      return typed("numeric", number.toString());
    }
    return value.getClass().isArray() ? elements(value) : new Doubtful(value);
  }

  /** Whether the driver takes it later as it would now. */
  static boolean isImmutable(Object value) {
    return value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof UUID
        || value instanceof BigDecimal
        || value instanceof Boolean
        || value instanceof Short
        || value instanceof Double
        || value instanceof Float
        || value instanceof Byte
        || value instanceof BigInteger
        || value instanceof Character
        || value instanceof LocalDate
        || value instanceof LocalDateTime
        || value instanceof LocalTime
        || value instanceof OffsetDateTime
        || value instanceof OffsetTime;
  }

  /** What is set with its type. */
  private static @Nullable Object typed(
      Setter setter, Object value, int type, Supplier<TimeZone> zone, boolean told)
      throws SQLException {
    return switch (type) {
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> object(value, zone, told);
      case Types.SQLXML -> value instanceof SQLXML xml ? xml(xml) : printed(value);
      case Types.LONGVARCHAR ->
          value instanceof InputStream stream
              ? new Sent.Spooled(setter, new StreamWrapper(stream))
              : Conversions.text(value);
      case Types.CHAR, Types.VARCHAR -> Conversions.text(value);
      case Types.DISTINCT -> text(printed(value), value);
      case Types.OTHER -> other(value);
      case Types.ARRAY ->
          value instanceof java.sql.Array array
              ? TakenArray.of(array, told)
              : value.getClass().isArray() ? elements(value) : new Doubtful(value);
      case Types.BLOB ->
          value instanceof Blob || value instanceof InputStream
              ? new Large(value, Long.MAX_VALUE)
              : new Doubtful(value);
      case Types.CLOB ->
          value instanceof Clob ? new Large(value, Long.MAX_VALUE) : new Doubtful(value);
      case Types.DATE, Types.TIME, Types.TIMESTAMP -> Conversions.date(value, type, zone);
      case Types.TIMESTAMP_WITH_TIMEZONE ->
          value instanceof OffsetDateTime
              ? value
              : value instanceof PGTimestamp timestamp
                  ? dated(timestamp, zone.get())
                  : new Doubtful(value);
      default -> Conversions.number(value, type);
    };
  }

  private static @Nullable Object other(Object value) throws SQLException {
    if (value instanceof PGobject object) {
      return TakenObject.of(object);
    }
    return value instanceof Map<?, ?> map ? copy(map) : text(printed(value), value);
  }

  private static @Nullable Object printed(Object value) {
    return isImmutable(value) ? value : value.toString();
  }

  /** What prints as nothing is bound as nothing, neither value nor NULL. */
  private static Object text(@Nullable Object text, Object value) {
    return text == null ? new Doubtful(value) : text;
  }

  /** A text with the type that the driver gives to it. */
  private static Sent.By typed(String type, String text) throws SQLException {
    PGobject object = new PGobject();
    object.setType(type);
    object.setValue(text);
    return new Sent.By(Setter.OBJECT, text, object);
  }

  private static Object xml(SQLXML xml) throws SQLException {
    String text = xml.getString();
    PGobject object = new PGobject();
    object.setType("xml");
    object.setValue(text);
    return new Sent.By(Setter.OBJECT, text, object);
  }

  // ---------------------------------------------------------------- dates

  static Sent.Dated dated(Date value, TimeZone zone) {
    Date copy = copy(value);
    return new Sent.Dated(copy, copy, zone);
  }

  /** The same to the driver, and nobody else's. */
  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  private static Date copy(Date value) {
    if (value instanceof Timestamp timestamp) {
      Timestamp copy =
          timestamp instanceof PGTimestamp zoned
              ? new PGTimestamp(zoned.getTime(), copy(zoned.getCalendar()))
              : new Timestamp(timestamp.getTime());
      copy.setNanos(timestamp.getNanos());
      return copy;
    }
    if (value instanceof Time) {
      return value instanceof PGTime zoned
          ? new PGTime(zoned.getTime(), copy(zoned.getCalendar()))
          : new Time(value.getTime());
    }
    return new java.sql.Date(value.getTime());
  }

  static @Nullable Calendar copy(@Nullable Calendar calendar) {
    return calendar == null ? null : (Calendar) calendar.clone();
  }

  // ---------------------------------------------------------------- maps and arrays

  private static Map<@Nullable String, @Nullable String> copy(Map<?, ?> map) {
    Map<@Nullable String, @Nullable String> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(text(key), text(value)));
    return copy;
  }

  private static @Nullable String text(@Nullable Object object) {
    return object == null ? null : object.toString();
  }

  private static Object elements(Object array) {
    Class<?> leaf = array.getClass().getComponentType();
    boolean flat = !leaf.isArray() || leaf == byte[].class;
    while (leaf.isArray() && leaf != byte[].class) {
      leaf = leaf.getComponentType();
    }
    if (LEAVES.contains(leaf)) {
      Object copy = copy(array);
      return flat ? copy : new Doubtful(copy); // Rows may differ in length.
    }
    if (leaf.isPrimitive()) {
      return new Doubtful(array);
    }
    try {
      Sent.Elements printed = new Sent.Elements(leaf, texts(array));
      return flat && PRINTED.contains(leaf) ? printed : new Doubtful(printed);
    } catch (RuntimeException e) {
      return new Doubtful(array); // Nor can the driver print it.
    }
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // Both are of one class.
  static Object copy(Object array) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    if (copy instanceof @Nullable Object[] rows) {
      for (int i = 0; i < length; i++) {
        Object row = rows[i];
        if (row != null && row.getClass().isArray()) {
          rows[i] = copy(row);
        }
      }
    }
    return copy;
  }

  private static @Nullable Object[] texts(Object array) {
    @Nullable Object[] texts = new @Nullable Object[Array.getLength(array)];
    for (int i = 0; i < texts.length; i++) {
      Object element = Array.get(array, i);
      texts[i] = element != null && element.getClass().isArray() ? texts(element) : text(element);
    }
    return texts;
  }

  // ---------------------------------------------------------------- streams

  private static Object large(Object stream, long length) {
    return length < 0 ? new Doubtful(stream) : new Large(stream, length);
  }

  /** The driver reads it when it sends it. */
  private static Object byReference(Object stream, long length) {
    return length < 0 || length > Integer.MAX_VALUE ? new Doubtful(stream) : stream;
  }

  private static Object text(InputStream stream, int length, Charset charset) throws SQLException {
    if (length < 0) {
      return new Doubtful(stream);
    }
    try {
      char[] chars = new char[length];
      int read = fill(new InputStreamReader(stream, charset), chars);
      return typed("varchar", new String(chars, 0, read));
    } catch (IOException e) {
      throw new PSQLException(GT.tr("Provided InputStream failed."), PSQLState.UNEXPECTED_ERROR, e);
    }
  }

  private static int fill(Reader reader, char[] chars) throws IOException {
    int filled = 0;
    do {
      int read = reader.read(chars, filled, chars.length - filled);
      if (read == -1) {
        break;
      }
      filled += read;
    } while (filled < chars.length);
    return filled;
  }

  private static Object text(Reader reader, int length) throws SQLException {
    if (length < 0) {
      return new Doubtful(reader);
    }
    try {
      char[] chars = new char[Math.min(length, 1024)];
      StringBuilder text = new StringBuilder(chars.length);
      int read = 0;
      while (read > -1 && text.length() < length) {
        read = reader.read(chars, 0, Math.min(chars.length, length - text.length()));
        if (read > 0) {
          text.append(chars, 0, read);
        }
      }
      return new Sent.By(Setter.STRING, text.toString(), text.toString());
    } catch (IOException e) {
      throw new PSQLException(GT.tr("Provided Reader failed."), PSQLState.UNEXPECTED_ERROR, e);
    }
  }
}
