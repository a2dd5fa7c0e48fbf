package dev.weir.sql;

import java.util.regex.Pattern;

/** Names as PostgreSQL sees them. */
public final class Identifiers {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** PostgreSQL cuts what is longer, without an error: NAMEDATALEN less the byte behind it. */
  private static final int MOST_BYTES = 63;

  /** A name of so many characters is not cut, whatever they are. */
  private static final int NEVER_CUT = MOST_BYTES / 3;

  private Identifiers() {}

  /**
   * A name as a statement spells it: in quotes if it needs them, as {@code quote_ident} has it.
   *
   * @param name as PostgreSQL sees it
   */
  public static String quoted(String name) {
    boolean plain = PLAIN.matcher(name).matches() && !Keyword.needsQuotes(name);
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A name as a statement of one line spells it: the same, but for control characters, which are
   * escaped ({@code U&"two\\000alines"}).
   *
   * @param name as PostgreSQL sees it
   */
  public static String inOneLine(String name) {
    if (name.chars().noneMatch(Character::isISOControl)) {
      return quoted(name);
    }
    StringBuilder text = new StringBuilder("U&\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        text.append("\\%04x".formatted((int) c));
      } else {
        text.append(c == '"' ? "\"\"" : c == '\\' ? "\\\\" : String.valueOf(c));
      }
    }
    return text.append('"').toString();
  }

  /** The name that a WORD or a QUOTED token spells. */
  static String name(Tokens tokens, int index) {
    String text = tokens.text(index);
    if (tokens.type(index) != TokenType.QUOTED) {
      return cut(fold(text));
    }
    boolean unicode = text.charAt(0) != '"';
    int end = text.lastIndexOf('"');
    String name = text.substring(unicode ? 3 : 1, end).replace("\"\"", "\"");
    char escape = end < text.length() - 1 ? text.charAt(text.length() - 2) : '\\';
    return cut(unicode ? decode(name, escape) : name);
  }

  private static String cut(String name) {
    if (name.length() <= NEVER_CUT) {
      return name;
    }
    int bytes = 0;
    int at = 0;
    while (at < name.length()) {
      int character = name.codePointAt(at);
      bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (bytes > MOST_BYTES) {
        return name.substring(0, at);
      }
      at += Character.charCount(character);
    }
    return name;
  }

  /** The hash code of that name. Makes nothing for a plain word. */
  static int hash(Tokens tokens, int index) {
    boolean mayBeCut = tokens.end(index) - tokens.start(index) > NEVER_CUT;
    if (tokens.type(index) != TokenType.WORD || mayBeCut) {
      return name(tokens, index).hashCode();
    }
    int hash = 0;
    for (int at = tokens.start(index); at < tokens.end(index); at++) {
      hash = Keyword.hash(hash, tokens.sql.charAt(at));
    }
    return hash;
  }

  /** Folds an unquoted name: ASCII letters only, as PostgreSQL does in UTF-8. */
  static String fold(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Keyword.lower(name.charAt(i)) != name.charAt(i)) {
        StringBuilder folded = new StringBuilder(name);
        for (int j = i; j < name.length(); j++) {
          folded.setCharAt(j, (char) Keyword.lower(name.charAt(j)));
        }
        return folded.toString();
      }
    }
    return name;
  }

  /** Decodes {@code \0041} and {@code \+000041}, with a backslash or what UESCAPE says. */
  private static String decode(String name, char escape) {
    if (name.indexOf(escape) < 0) {
      return name;
    }
    StringBuilder decoded = new StringBuilder(name.length());
    int at = 0;
    while (at < name.length()) {
      char c = name.charAt(at);
      boolean wide = c == escape && at + 1 < name.length() && name.charAt(at + 1) == '+';
      int code = c == escape ? hex(name, at + (wide ? 2 : 1), wide ? 6 : 4) : -1;
      if (code >= 0) {
        decoded.appendCodePoint(code);
        at += wide ? 8 : 5;
      } else {
        decoded.append(c);
        at += c == escape && at + 1 < name.length() && name.charAt(at + 1) == escape ? 2 : 1;
      }
    }
    return decoded.toString();
  }

  /** Reads so many hexadecimal digits as one code point, or -1. */
  private static int hex(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return Character.isValidCodePoint(code) ? code : -1;
  }
}
