package dev.weir.analyzer.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a text, and what stands there. Not thread-safe. */
final class Cursor {
  private final String file;
  private final String text;
  private int at;

  Cursor(String file, String text) {
    this.file = file;
    this.text = text;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** The character here; a space at the end. */
  char next() {
    return isAtEnd() ? ' ' : text.charAt(at);
  }

  /** Whether a line begins here. */
  boolean isAtLineStart() {
    return at == 0 || text.charAt(at - 1) == '\n';
  }

  boolean sees(String token) {
    return text.startsWith(token, at);
  }

  boolean accepts(String token) {
    boolean seen = sees(token);
    at += seen ? token.length() : 0;
    return seen;
  }

  /** Whether a word stands here, and nothing that would go on with it. */
  boolean acceptsWord(String word) {
    int end = at + word.length();
    boolean whole = end >= text.length() || !Character.isLetterOrDigit(text.charAt(end));
    return whole && accepts(word);
  }

  void expect(String token) {
    if (!accepts(token)) {
      throw expected("'" + token + "'");
    }
  }

  /** What a pattern matches here. */
  String take(Pattern pattern, String what) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw expected(what);
    }
    at = matcher.end();
    return matcher.group();
  }

  int number() {
    String digits = take(Pattern.compile("[0-9]{1,9}"), "a number");
    return Integer.parseInt(digits);
  }

  /** Goes to the next character that is no space and no line's end. */
  void skipSpace() {
    while (!isAtEnd() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Goes to the next character of the line that is no space. */
  void skipBlanks() {
    while (!isAtEnd() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** Whether the line ends here. */
  boolean isAtLineEnd() {
    return isAtEnd() || text.charAt(at) == '\n';
  }

  String restOfLine() {
    int end = text.indexOf('\n', at);
    String rest = text.substring(at, end < 0 ? text.length() : end);
    at += rest.length();
    return rest;
  }

  /** What stands between this and the brace that closes it; braces within it come in pairs. */
  String braced() {
    expect("{");
    int start = at;
    int depth = 1;
    while (depth > 0) {
      if (isAtEnd() || sees("\n")) {
        throw expected("'}'");
      }
      depth += sees("{") ? 1 : sees("}") ? -1 : 0;
      at++;
    }
    return text.substring(start, at - 1);
  }

  /** That something else was expected here. */
  IllegalArgumentException expected(String what) {
    int end = at;
    while (end < text.length() && end < at + 20 && text.charAt(end) != '\n') {
      end++;
    }
    String found = end == at ? "the end of the line" : "'" + text.substring(at, end) + "'";
    return wrong("expected " + what + ", but found " + found);
  }

  /** That something is wrong here. */
  IllegalArgumentException wrong(String what) {
    int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    int column = at - text.lastIndexOf('\n', at - 1);
    return new IllegalArgumentException(file + ":" + line + ":" + column + ": " + what);
  }
}
