package dev.weir.sql;

import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a text as people want to read it in a log: on one line, with something in place of its
 * parameters.
 */
public final class Inlining {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern BREAKS = Pattern.compile("\\p{Cntrl}+|[\u0085\u2028\u2029]+");

  private Inlining() {}

  /**
   * Puts something in place of each {@code ?}: not in strings, names and comments, and not of the
   * operator {@code ??}. Blanks and line breaks between tokens become one blank, and so do comments
   * to the end of a line, which would hide the rest; a line break within a string becomes a blank.
   *
   * @param sql any text
   * @param literal what to write for the parameter at a position, from 1; null leaves {@code ?}
   */
  public static String oneLine(String sql, IntFunction<@Nullable String> literal) {
    Tokens tokens = Lexer.read(sql, Dialect.JDBC);
    StringBuilder line = new StringBuilder(sql.length() + 16);
    int end = 0;
    for (int at = 0; at <= tokens.size(); at++) {
      gap(line, sql.substring(end, tokens.start(at)));
      end = tokens.end(at);
      String text = sql.substring(tokens.start(at), end);
      if (tokens.type(at) == TokenType.PARAMETER && text.equals("?")) {
        String instead = literal.apply(tokens.position(at));
        add(line, instead == null ? text : instead);
      } else {
        add(line, BREAKS.matcher(text).replaceAll(" "));
      }
    }
    return line.toString().strip();
  }

  /** What is between two tokens: blanks and comments. */
  private static void gap(StringBuilder line, String gap) {
    boolean hides = gap.contains("--");
    line.append(hides ? " " : BLANKS.matcher(gap).replaceAll(" "));
  }

  /** Keeps a value apart from its neighbours: {@code limit?} and {@code n-?}. */
  private static void add(StringBuilder line, String text) {
    if (!line.isEmpty() && !text.isEmpty()) {
      char before = line.charAt(line.length() - 1);
      char first = text.charAt(0);
      if ((before == '-' && first == '-') || (isNamePart(before) && isNamePart(first))) {
        line.append(' ');
      }
    }
    line.append(text);
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }
}
