package dev.weir.analyzer.count;

import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the key of one execution to 64 bits: equal for equal values, whatever integral type they
 * have, and whichever class of times. A hash is all that is kept of a value.
 */
final class KeyHash {
  private static final long NULL = 0x1d8e4e27c47d124fL;

  private KeyHash() {}

  /** The key of one row: the values of all key columns, in order. */
  static long of(List<KeyColumn> keys, Parameters parameters) {
    long hash = 0;
    for (int i = 0; i < keys.size(); i++) {
      hash = of(keys.get(i), parameters, hash);
    }
    return hash;
  }

  /** What the lists and ranges among the key columns hold. */
  static long ofLists(List<KeyColumn> keys, Parameters parameters) {
    long hash = 0;
    for (int i = 0; i < keys.size(); i++) {
      KeyColumn key = keys.get(i);
      hash = key.comparison() == Comparison.EQUAL ? hash : of(key, parameters, hash);
    }
    return hash;
  }

  private static long of(KeyColumn key, Parameters parameters, long before) {
    if (key.parameter() == 0) {
      return mix(before ^ key.literalHash());
    }
    long hash = before;
    for (int p = key.parameter(); p < key.parameter() + key.values(); p++) {
      hash = mix(hash ^ ofValue(parameters.value(p)));
    }
    return hash;
  }

  /** All values of one execution, in order. */
  static long ofAll(Parameters parameters) {
    long hash = parameters.areKnown() ? parameters.size() : System.nanoTime();
    for (int p = 1; p <= parameters.size(); p++) {
      hash = mix(hash ^ ofValue(parameters.value(p)));
    }
    return hash;
  }

  /**
   * How many rows the key names: 1, or as many as the IN list or array is long, or whole numbers
   * lie in the range. NULLs, with which some fill lists up to a length, name none.
   */
  static long width(List<KeyColumn> keys, Parameters parameters) {
    long width = 1;
    for (int i = 0; i < keys.size(); i++) {
      width *= Math.max(1, width(keys.get(i), parameters));
    }
    return width;
  }

  private static int width(KeyColumn key, Parameters parameters) {
    if (key.parameter() == 0) {
      boolean next = key.comparison() == Comparison.RANGE && key.values() == 2;
      return next ? 1 : key.values();
    }
    return switch (key.comparison()) {
      case EQUAL, MATCH -> 1;
      case IN -> {
        int values = key.values();
        for (int p = key.parameter(); p < key.parameter() + key.values(); p++) {
          values -= parameters.value(p) == null ? 1 : 0;
        }
        yield values;
      }
      case ANY -> {
        Object value = parameters.value(key.parameter());
        yield value instanceof String text ? elements(text) : length(value);
      }
      case RANGE ->
          between(parameters.value(key.parameter()), parameters.value(key.parameter() + 1));
      case ARGUMENTS -> {
        int longest = 1;
        for (int p = key.parameter(); p < key.parameter() + key.values(); p++) {
          longest = Math.max(longest, length(parameters.value(p)));
        }
        yield longest;
      }
    };
  }

  /** Of a range of times it is not known how many rows lie in it. */
  private static int between(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Number from && other instanceof Number to && isWhole(from) && isWhole(to)) {
      long span = Math.abs(to.longValue() - from.longValue());
      return span <= 1 // From one to the next, mostly without that.
          ? 1
          : (int) Math.min(Math.max(span, 0), Integer.MAX_VALUE - 1L) + 1;
    }
    return 1;
  }

  private static boolean isWhole(Number value) {
    return value instanceof Long || value instanceof Integer || value instanceof Short;
  }

  /** How many elements the text of an array has, or a list that becomes one. */
  private static int elements(String text) {
    int elements = 1;
    for (int i = 0; i < text.length(); i++) {
      elements += text.charAt(i) == ',' ? 1 : 0;
    }
    return elements;
  }

  /** A statement's text, without the comment that may stand before or behind it. */
  static long ofText(String sql) {
    int from = 0;
    int to = sql.length();
    if (sql.endsWith("*/")) {
      to = Math.max(0, sql.lastIndexOf("/*"));
    }
    if (sql.startsWith("/*")) {
      from = Math.min(to, sql.indexOf("*/") + 2);
    }
    while (to > from && sql.charAt(to - 1) == ' ') {
      to--;
    }
    if (from == 0 && to == sql.length()) {
      return mix(sql.hashCode()); // The JVM keeps it.
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + sql.charAt(i);
    }
    return mix(hash);
  }

  /** Spreads the bits of a hash (the finalizer of SplitMix64). */
  static long mix(long hash) {
    long h = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }

  /**
   * One value. The common ones come first, by their class: to ask an object for an interface that
   * it does not have takes the JVM longer than to hash it.
   */
  static long ofValue(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    if (value instanceof String text) {
      return mix(text.hashCode());
    }
    if (value instanceof Number number) {
      return ofNumber(number);
    }
    if (value instanceof UUID uuid) {
      return mix(uuid.getMostSignificantBits()) ^ uuid.getLeastSignificantBits();
    }
    if (value instanceof java.sql.Array array) {
      return ofElements(elements(array));
    }
    if (value instanceof byte[] bytes) {
      return mix(Arrays.hashCode(bytes));
    }
    if (value instanceof Collection<?> || value.getClass().isArray()) {
      return ofElements(value);
    }
    return mix(ofTime(value).hashCode());
  }

  /** A day, a time or an instant as the classes of java.time have it, whatever class it is of. */
  private static Object ofTime(Object value) {
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Time time) {
      return time.toLocalTime();
    }
    if (value instanceof java.util.Date date) {
      return date.toInstant();
    }
    if (value instanceof LocalDateTime local) {
      return local.atZone(ZoneId.systemDefault()).toInstant(); // As the driver takes a Timestamp.
    }
    if (value instanceof OffsetDateTime offset) {
      return offset.toInstant();
    }
    return value instanceof ZonedDateTime zoned ? zoned.toInstant() : value;
  }

  private static long ofNumber(Number number) {
    if (number instanceof BigDecimal decimal) {
      return ofDecimal(decimal);
    }
    if (number instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? mix(big.longValue()) : mix(big.hashCode());
    }
    if (number instanceof Double || number instanceof Float) {
      return mix(Double.doubleToLongBits(number.doubleValue()));
    }
    return mix(number.longValue());
  }

  private static long ofDecimal(BigDecimal decimal) {
    BigDecimal plain = decimal.stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() - plain.scale() < 19
        ? mix(plain.longValue())
        : mix(plain.hashCode());
  }

  private static long ofElements(@Nullable Object elements) {
    long hash = 1;
    if (elements instanceof Collection<?> collection) {
      for (Object element : collection) {
        hash = mix(hash ^ ofValue(element));
      }
    } else if (elements != null && elements.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(elements); i++) {
        hash = mix(hash ^ ofValue(Array.get(elements, i)));
      }
    } else {
      hash = elements == null ? NULL : mix(elements.hashCode());
    }
    return hash;
  }

  private static int length(@Nullable Object value) {
    Object elements = value instanceof java.sql.Array array ? elements(array) : value;
    if (elements instanceof Object[] array) {
      int length = 0;
      for (Object element : array) {
        length += element == null ? 0 : 1;
      }
      return length;
    }
    if (elements instanceof Collection<?> collection) {
      return collection.size();
    }
    boolean several =
        elements != null && elements.getClass().isArray() && !(elements instanceof byte[]);
    return several ? Array.getLength(elements) : 1;
  }

  /**
   * What an SQL array holds; itself, if it will not tell (it was freed, or its type is unknown).
   */
  private static @Nullable Object elements(java.sql.Array array) {
    try {
      return array.getArray();
    } catch (SQLException | RuntimeException e) {
      return array.getClass();
    }
  }
}
