package dev.weir.compat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.sql.BatchUpdateException;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;

/** Values and exceptions as text, without what differs from one connection or server to another. */
final class Rendering {
  /** What differs from one run to the next, and what stands in its place. */
  private static final List<Map.Entry<Pattern, String>> ACCIDENTS =
      List.of(
          Map.entry(Pattern.compile("[\\w.$]*[$][$]Lambda\\S*"), "a lambda"),
          Map.entry(Pattern.compile("@[0-9a-f]{3,}"), "@"),
          Map.entry(Pattern.compile("Index \\d+ out of bounds for length \\d+"), "out of bounds"),
          Map.entry(Pattern.compile("jdbc:postgresql://[^?\\s]*(\\?\\S*)?"), "jdbc:postgresql:.."));

  private Rendering() {}

  static String arguments(@Nullable Object[] arguments) {
    return Arrays.stream(arguments)
        .map(Rendering::argument)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String argument(@Nullable Object argument) {
    return argument instanceof InputStream || argument instanceof Reader
        ? "a stream"
        : argument instanceof String text ? '"' + text + '"' : value(argument);
  }

  /** A stream that can be read once more when it has been rendered. */
  static @Nullable Object repeatable(@Nullable Object value) throws IOException {
    if (value instanceof InputStream in) {
      return new ByteArrayInputStream(in.readAllBytes());
    }
    if (value instanceof Reader reader) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return new StringReader(text.toString());
    }
    return value;
  }

  static String value(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value.getClass().isArray()) {
      return array(value);
    }
    if (value instanceof ByteArrayInputStream in) {
      in.mark(0);
      byte[] bytes = in.readAllBytes();
      in.reset();
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof StringReader reader) {
      return "characters " + characters(reader);
    }
    if (value instanceof SQLException warning) {
      return failure(warning);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((k, v) -> sorted.put(String.valueOf(k), value(v)));
      return sorted.toString();
    }
    if (value instanceof Calendar calendar) {
      return "a calendar of " + calendar.getTimeZone().getID();
    }
    if (value instanceof PGNotification notification) {
      return notification.getName() + ":" + notification.getParameter();
    }
    if (value instanceof Class<?> type) {
      return type.getName();
    }
    if (Proxy.isProxyClass(value.getClass()) || value instanceof String) {
      return stripped(value.toString());
    }
    return stripped(value.getClass().getSimpleName()) + " " + stripped(value.toString());
  }

  private static String characters(StringReader reader) {
    try {
      reader.mark(0);
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      reader.reset();
      return text.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String array(Object array) {
    if (array instanceof byte[] bytes) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
    StringJoiner all = new StringJoiner(", ", array.getClass().getSimpleName() + " [", "]");
    for (int i = 0; i < Array.getLength(array); i++) {
      all.add(value(Array.get(array, i)));
    }
    return all.toString();
  }

  /** The class, the state and the message, with all that follow it. */
  static String failure(Throwable failure) {
    StringJoiner all = new StringJoiner(" / ");
    Throwable at = failure;
    while (at != null) {
      all.add(one(at));
      at = at instanceof SQLException e ? e.getNextException() : null;
    }
    return all.toString();
  }

  private static String one(Throwable failure) {
    String text = failure.getClass().getSimpleName();
    if (failure instanceof SQLException e) {
      text += " " + e.getSQLState() + " " + e.getErrorCode();
    }
    if (failure instanceof BatchUpdateException e) {
      text +=
          " "
              + Arrays.toString(e.getUpdateCounts())
              + " "
              + Arrays.toString(e.getLargeUpdateCounts());
    }
    if (failure instanceof SQLClientInfoException e) {
      text += " " + value(e.getFailedProperties());
    }
    if (failure instanceof NullPointerException || failure instanceof IndexOutOfBoundsException) {
      return text; // What was null is said in the words of the code; how long a hash is varies.
    }
    if (failure instanceof SQLWarning) {
      text = "a warning: " + text;
    }
    return text + " " + stripped(String.valueOf(failure.getMessage()));
  }

  /** Without addresses of objects and servers. */
  private static String stripped(String text) {
    String stripped = text;
    for (Map.Entry<Pattern, String> accident : ACCIDENTS) {
      stripped = accident.getKey().matcher(stripped).replaceAll(accident.getValue());
    }
    return stripped;
  }
}
