package dev.weir.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgArray;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PGobject;

/**
 * A value as it is at the moment: what its owner does to it later is not told. What cannot change,
 * and what cannot be looked at without reading it, stays what it is.
 */
final class MomentaryValue {
  private MomentaryValue() {}

  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  static @Nullable Object of(@Nullable Object value) {
    if (value == null || isFixed(value) || isRead(value)) {
      return value;
    }
    if (value instanceof Number number) {
      return new BigDecimal(number.toString());
    }
    if (value instanceof Date date) {
      return date.clone();
    }
    if (value instanceof Calendar calendar) {
      return calendar.clone();
    }
    if (value instanceof PGobject object) {
      return copy(object);
    }
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    }
    return value.getClass().isArray() ? copy(value) : value.toString(); // As the driver takes it.
  }

  private static boolean isFixed(Object value) {
    return value instanceof String
        || isFixedNumber(value)
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof UUID
        || value instanceof Enum<?>
        || value.getClass().getPackageName().equals("java.time");
  }

  private static boolean isFixedNumber(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Double
        || value instanceof Float
        || value instanceof BigDecimal
        || value instanceof BigInteger;
  }

  /** What may be read only once, or from the server; an array of the driver's never changes. */
  private static boolean isRead(Object value) {
    return value instanceof InputStream
        || value instanceof Reader
        || value instanceof Blob
        || value instanceof Clob
        || value instanceof SQLXML
        || value instanceof ByteStreamWriter
        || value instanceof PgArray;
  }

  /** Never by {@code clone()}: that of a class of the application's may be shallow. */
  private static PGobject copy(PGobject object) {
    PGobject copy = new PGobject();
    try {
      copy.setType(object.getType());
      copy.setValue(object.getValue());
    } catch (SQLException e) {
      throw new IllegalArgumentException(e); // Not of PGobject itself.
    }
    return copy;
  }

  private static Map<@Nullable Object, @Nullable Object> copy(Map<?, ?> map) {
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(of(key), of(value)));
    return Collections.unmodifiableMap(copy);
  }

  /** Of the same type, if its elements still are. */
  @SuppressWarnings("unchecked") // An array of objects is one of some class of arrays.
  private static Object copy(Object array) {
    int length = Array.getLength(array);
    Class<?> type = array.getClass().getComponentType();
    if (type.isPrimitive()) {
      Object copy = Array.newInstance(type, length);
      System.arraycopy(array, 0, copy, 0, length);
      return copy;
    }
    @Nullable Object[] copy = new @Nullable Object[length];
    boolean same = true;
    for (int i = 0; i < length; i++) {
      Object element = of(Array.get(array, i));
      same &= element == null || type.isInstance(element);
      copy[i] = element;
    }
    return same ? Arrays.copyOf(copy, length, (Class<? extends Object[]>) array.getClass()) : copy;
  }
}
