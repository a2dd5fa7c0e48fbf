package dev.weir.analyzer.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A statement's normalised text in tokens: words, quoted names, {@code ?}, operators and single
 * symbols; there are no comments and no literals in it. Positions are indexes of tokens; a range
 * ends before its second one.
 */
final class Text {
  /** Normalised texts end here, perhaps in the middle. */
  private static final int LONGEST = 2_000;

  private static final String OPERATORS = "+-*/<>=~!@#%^&|`:";

  private final String sql;
  private final List<Token> tokens;

  /**
   * A token.
   *
   * @param start where it begins in the text
   * @param end behind its last character
   * @param depth how many brackets are open around it; a bracket has the depth outside it
   */
  private record Token(int start, int end, int depth) {}

  private Text(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /**
   * The tokens of a text; empty if it is cut off, holds several statements or is not understood.
   */
  static Optional<Text> of(String sql) {
    if (sql.length() >= LONGEST) {
      return Optional.empty();
    }
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c <= ' ') {
        at++;
        continue;
      }
      int end = end(sql, at);
      if (end < 0) {
        return Optional.empty();
      }
      depth -= c == ')' || c == ']' ? 1 : 0;
      tokens.add(new Token(at, end, depth));
      depth += c == '(' || c == '[' ? 1 : 0;
      at = end;
    }
    return depth == 0 ? Optional.of(new Text(sql, tokens)) : Optional.empty();
  }

  private static int end(String sql, int start) {
    char c = sql.charAt(start);
    if (c == ';' || c == '$' || c == '\'') {
      return -1;
    }
    if (c == '"') {
      return quotedEnd(sql, start);
    }
    int at = start + 1;
    if (isName(c)) {
      while (at < sql.length() && (isName(sql.charAt(at)) || sql.charAt(at) == '$')) {
        at++;
      }
    } else if (sql.startsWith("..", start)) {
      return start + 2; // A list that was shortened.
    } else if (OPERATORS.indexOf(c) >= 0) {
      while (at < sql.length() && OPERATORS.indexOf(sql.charAt(at)) >= 0) {
        at++;
      }
    }
    return at;
  }

  private static int quotedEnd(String sql, int start) {
    int at = start + 1;
    while (true) {
      at = sql.indexOf('"', at);
      if (at < 0) {
        return -1;
      }
      if (at + 1 == sql.length() || sql.charAt(at + 1) != '"') {
        return at + 1;
      }
      at += 2;
    }
  }

  private static boolean isName(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  int size() {
    return tokens.size();
  }

  /** The text of a token, empty behind the end. */
  String get(int at) {
    return at >= 0 && at < size() ? sql.substring(tokens.get(at).start, tokens.get(at).end) : "";
  }

  /** The text of a range. */
  String get(int from, int to) {
    return from >= to ? "" : sql.substring(tokens.get(from).start, tokens.get(to - 1).end);
  }

  /** Whether a token is this symbol, or this word in whatever case. */
  boolean is(int at, String symbolOrWord) {
    return get(at).equalsIgnoreCase(symbolOrWord);
  }

  /** Whether a token is a name, quoted or not; keywords are names here. */
  boolean isName(int at) {
    String token = get(at);
    return !token.isEmpty() && (token.charAt(0) == '"' || isName(token.charAt(0)));
  }

  /** A name as PostgreSQL sees it. */
  String name(int at) {
    String token = get(at);
    return token.startsWith("\"")
        ? token.substring(1, token.length() - 1).replace("\"\"", "\"")
        : token.toLowerCase(Locale.ROOT);
  }

  /** The first of some words outside all brackets, from a position on; the end if there is none. */
  int find(int from, Set<String> words) {
    for (int at = from; at < size(); at++) {
      if (tokens.get(at).depth == 0 && words.contains(get(at).toLowerCase(Locale.ROOT))) {
        return at;
      }
    }
    return size();
  }

  /** Whether some word or symbol is in a range, in brackets or not. */
  boolean has(int from, int to, String symbolOrWord) {
    return count(from, to, symbolOrWord) > 0;
  }

  /** How often a word or symbol is in a range. */
  int count(int from, int to, String symbolOrWord) {
    int count = 0;
    for (int at = from; at < to; at++) {
      count += is(at, symbolOrWord) ? 1 : 0;
    }
    return count;
  }

  /** The parts of a range between the separators outside brackets (relative to the range). */
  List<Range> split(int from, int to, String separator) {
    List<Range> parts = new ArrayList<>();
    if (from >= to) {
      return parts;
    }
    int depth = tokens.get(from).depth;
    int start = from;
    for (int at = from; at < to; at++) {
      if (tokens.get(at).depth == depth && is(at, separator)) {
        parts.add(new Range(start, at));
        start = at + 1;
      }
    }
    parts.add(new Range(start, to));
    return parts;
  }

  /** The closing bracket of the one that opens here. */
  int close(int open) {
    int depth = tokens.get(open).depth;
    int at = open + 1;
    while (tokens.get(at).depth > depth) {
      at++;
    }
    return at;
  }

  /** The whole text with a range replaced. */
  String replace(int from, int to, String replacement) {
    return sql.substring(0, tokens.get(from).start)
        + replacement
        + sql.substring(tokens.get(to - 1).end);
  }

  @Override
  public String toString() {
    return sql;
  }

  /** A range of tokens. */
  record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }
}
