package dev.weir.event;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLXML;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Values as literals of SQL, for people to read: on one line, and cut where they are long. Streams
 * are named, not read.
 */
final class SqlLiterals {
  private static final int LONGEST = 200;
  private static final int MOST_BYTES = 32;
  private static final String CUT = "...";

  private SqlLiterals() {}

  /**
   * The value at a position.
   *
   * @param position from 1
   * @return null if none was set there
   */
  static @Nullable String of(Parameters parameters, int position) {
    Object value = parameters.value(position);
    return value == null && parameters.setter(position) == null ? null : of(value);
  }

  /** A value as PostgreSQL's driver would take it. */
  static String of(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Number number) {
      return isFinite(number) ? number.toString() : quoted(number.toString());
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (isStream(value)) {
      return "<" + value.getClass().getSimpleName() + ">";
    }
    if (value.getClass().isArray()) {
      StringBuilder elements = new StringBuilder();
      array(elements, value);
      return quoted(elements.toString());
    }
    String text = value.toString();
    return text == null ? "NULL" : quoted(text); // A PGobject without a value.
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  /** What may be read only once, or from the server. */
  private static boolean isStream(Object value) {
    return value instanceof InputStream
        || value instanceof Reader
        || value instanceof Blob
        || value instanceof Clob
        || value instanceof SQLXML;
  }

  private static String bytes(byte[] bytes) {
    int shown = Math.min(bytes.length, MOST_BYTES);
    return "'\\x"
        + HexFormat.of().formatHex(bytes, 0, shown)
        + (shown < bytes.length ? CUT + "' /* " + bytes.length + " bytes */" : "'");
  }

  /** As PostgreSQL writes an array; not much beyond what is shown of it. */
  private static void array(StringBuilder to, Object array) {
    to.append('{');
    for (int i = 0; i < Array.getLength(array) && to.length() <= LONGEST; i++) {
      if (i > 0) {
        to.append(',');
      }
      Object element = Array.get(array, i);
      if (element == null || element instanceof Number || element instanceof Boolean) {
        to.append(element == null ? "NULL" : element);
      } else if (element.getClass().isArray() && !(element instanceof byte[])) {
        array(to, element);
      } else {
        String text =
            element instanceof byte[] bytes
                ? "\\x" + HexFormat.of().formatHex(bytes)
                : element.toString();
        to.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    to.append('}');
  }

  /** A string, with escapes where it would not be on one line. */
  private static String quoted(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    StringBuilder literal = new StringBuilder(shown.length() + 8);
    boolean escaped = shown.chars().anyMatch(SqlLiterals::breaksLines);
    literal.append(escaped ? "E'" : "'");
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '\'') {
        literal.append("''");
      } else if (escaped && c == '\\') {
        literal.append("\\\\");
      } else if (breaksLines(c)) {
        literal.append(escape(c));
      } else {
        literal.append(c);
      }
    }
    return literal.append(shown.length() < text.length() ? CUT : "").append('\'').toString();
  }

  private static boolean breaksLines(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) c);
    };
  }
}
