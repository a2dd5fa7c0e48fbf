package dev.weir.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.TimestampUtils;

/**
 * The driver's conversions of a value to the type that it is set with. Where one fails, the driver
 * is asked for its own exception.
 */
final class Conversions {
  private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
  private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");

  private Conversions() {}

  /** Whether NULL can be set with a type. */
  static boolean isType(int type) {
    return switch (type) {
      case Types.SQLXML,
          Types.INTEGER,
          Types.TINYINT,
          Types.SMALLINT,
          Types.BIGINT,
          Types.REAL,
          Types.DOUBLE,
          Types.FLOAT,
          Types.DECIMAL,
          Types.NUMERIC,
          Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.DATE,
          Types.BOOLEAN,
          Types.BIT,
          Types.BINARY,
          Types.VARBINARY,
          Types.LONGVARBINARY,
          Types.BLOB,
          Types.CLOB,
          Types.REF_CURSOR ->
          true;
      default -> isUntyped(type);
    };
  }

  /** Whether NULL of a type is sent without one. */
  static boolean isUntyped(int type) {
    return switch (type) {
      case Types.TIME,
          Types.TIME_WITH_TIMEZONE,
          Types.TIMESTAMP_WITH_TIMEZONE,
          Types.TIMESTAMP,
          Types.ARRAY,
          Types.DISTINCT,
          Types.STRUCT,
          Types.NULL,
          Types.OTHER ->
          true;
      default -> false;
    };
  }

  /** A value that is set as a text. */
  static @Nullable Object text(Object value) {
    if (Values.isImmutable(value)) {
      return value;
    }
    try {
      return value instanceof Clob clob ? content(clob) : value.toString();
    } catch (SQLException | RuntimeException e) {
      return new Values.Doubtful(value);
    }
  }

  private static String content(Clob clob) throws SQLException {
    return clob.getSubString(1, (int) clob.length());
  }

  /** A value that is set as a date, a time or a timestamp. */
  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  static Object date(Object value, int type, Supplier<TimeZone> zone) throws SQLException {
    if (value instanceof Date date) {
      return Values.dated(as(type, date), zone.get());
    }
    boolean newer =
        switch (type) {
          case Types.DATE -> value instanceof LocalDate;
          case Types.TIME -> value instanceof LocalTime || value instanceof OffsetTime;
          default -> value instanceof LocalDateTime;
        };
    if (newer) {
      return value;
    }
    TimestampUtils timestamps = new TimestampUtils(false, TimeZone::getDefault);
    GregorianCalendar calendar = new GregorianCalendar(zone.get());
    String text = value.toString();
    if (text == null) {
      return new Values.Doubtful(null);
    }
    Date date =
        switch (type) {
          case Types.DATE -> timestamps.toDate(calendar, text);
          case Types.TIME -> timestamps.toTime(calendar, text);
          default -> timestamps.toTimestamp(calendar, text);
        };
    return new Sent.Dated(text, date, zone.get());
  }

  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  private static Date as(int type, Date date) {
    return switch (type) {
      case Types.DATE -> date instanceof java.sql.Date ? date : new java.sql.Date(date.getTime());
      case Types.TIME -> date instanceof Time ? date : new Time(date.getTime());
      default -> date instanceof Timestamp ? date : new Timestamp(date.getTime());
    };
  }

  /** A value that is set as a number or a truth value. */
  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  static Object number(Object value, int type) {
    try {
      Object converted =
          switch (type) {
            case Types.INTEGER,
                Types.TINYINT,
                Types.SMALLINT,
                Types.BIGINT,
                Types.REAL,
                Types.DOUBLE,
                Types.FLOAT,
                Types.DECIMAL,
                Types.NUMERIC ->
                exact(plain(value), type);
            case Types.BOOLEAN, Types.BIT -> truth(value);
            default -> null;
          };
      if (converted == null) {
        return new Values.Doubtful(value);
      }
      return Values.isImmutable(value) ? value : converted;
    } catch (SQLException | RuntimeException e) {
      return new Values.Doubtful(value);
    }
  }

  /** What does not change, and is converted to the same. */
  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  private static @Nullable Object plain(Object value) throws SQLException {
    if (value instanceof Number || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Date date) {
      return date.getTime();
    }
    return value instanceof Clob clob
        ? content(clob)
        : value instanceof Character ? value.toString() : null;
  }

  /** What is converted to the number; null if the driver does not take it. */
  private static @Nullable Object exact(@Nullable Object value, int type) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (type == Types.DECIMAL || type == Types.NUMERIC) {
      return value instanceof String text ? new BigDecimal(text) : decimal((Number) value);
    }
    if (value instanceof String text) {
      return switch (type) {
        case Types.INTEGER -> (Object) Integer.parseInt(text);
        case Types.TINYINT, Types.SMALLINT -> Short.parseShort(text);
        case Types.BIGINT -> Long.parseLong(text);
        case Types.REAL -> Float.parseFloat(text);
        default -> Double.parseDouble(text);
      };
    }
    Number number = (Number) value;
    return switch (type) {
      case Types.INTEGER -> (Object) number.intValue();
      case Types.TINYINT, Types.SMALLINT -> number.shortValue();
      case Types.BIGINT -> number.longValue();
      case Types.REAL -> number.floatValue();
      default -> number.doubleValue();
    };
  }

  private static @Nullable BigDecimal decimal(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (number instanceof Double || number instanceof Float) {
      return BigDecimal.valueOf(number.doubleValue());
    }
    return number instanceof Long
            || number instanceof Integer
            || number instanceof Short
            || number instanceof Byte
        ? BigDecimal.valueOf(number.longValue())
        : null;
  }

  private static @Nullable Boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Number number) {
      double one = number.doubleValue();
      return one == 1 ? Boolean.TRUE : one == 0 ? Boolean.FALSE : null;
    }
    if (value instanceof Character || value instanceof String) {
      String text = value instanceof String there ? there.trim() : value.toString();
      String lower = text.toLowerCase(Locale.ROOT);
      return TRUE.contains(lower) ? Boolean.TRUE : FALSE.contains(lower) ? Boolean.FALSE : null;
    }
    return null;
  }
}
