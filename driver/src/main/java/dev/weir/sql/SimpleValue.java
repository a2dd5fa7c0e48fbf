package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A literal or a parameter that stands alone, but for casts and parentheses.
 *
 * @param parameter the position of the parameter, or 0
 * @param literalHash {@link KeyColumn#hash} of the literal's text, or 0
 * @param literal the literal's text without quotes and sign {@code +}, or null
 */
record SimpleValue(int parameter, long literalHash, @Nullable String literal) {

  /** Reads all tokens of a range as one value, or returns null. */
  static @Nullable SimpleValue of(Tokens tokens, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && tokens.is(from, '(')) {
      int close = tokens.partner(from);
      if (Values.castsEnd(tokens, close + 1) != to) {
        return null;
      }
      from++;
      to = close;
    }
    if (tokens.is(from, Keyword.CAST) && tokens.is(from + 1, '(')) {
      return ofCast(tokens, from + 1, to);
    }
    if (isTypedLiteral(tokens, from, to)) {
      return ofLiteral(text(tokens, from + 1));
    }
    int valueEnd = Values.literalEnd(tokens, from);
    if (valueEnd < 0 || Values.castsEnd(tokens, valueEnd) != to) {
      return null;
    }
    return ofTokens(tokens, from, valueEnd);
  }

  /** How many elements it has as an array: a parameter does not tell, and counts as one. */
  int elements() {
    int elements = 1;
    for (int i = 0; literal != null && i < literal.length(); i++) {
      elements += literal.charAt(i) == ',' ? 1 : 0;
    }
    return elements;
  }

  /** The literal as a number that is not negative, or -1. */
  long number() {
    if (literal == null || literal.isEmpty() || literal.length() > 18) {
      return -1;
    }
    for (int i = 0; i < literal.length(); i++) {
      if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
        return -1;
      }
    }
    return Long.parseLong(literal);
  }

  private static @Nullable SimpleValue ofCast(Tokens tokens, int open, int end) {
    int close = tokens.partner(open);
    int valueEnd = Values.literalEnd(tokens, open + 1);
    boolean simple =
        Values.castsEnd(tokens, close + 1) == end
            && valueEnd > 0
            && tokens.is(valueEnd, Keyword.AS)
            && Values.typeEnd(tokens, valueEnd + 1) == close;
    return simple ? ofTokens(tokens, open + 1, valueEnd) : null;
  }

  private static boolean isTypedLiteral(Tokens tokens, int start, int end) {
    return end - start == 2
        && tokens.type(start) == TokenType.WORD
        && tokens.type(start + 1) == TokenType.STRING;
  }

  private static SimpleValue ofTokens(Tokens tokens, int start, int end) {
    if (tokens.type(start) == TokenType.PARAMETER) {
      return new SimpleValue(tokens.position(start), 0, null);
    }
    if (tokens.is(start, '+')) {
      return ofLiteral(text(tokens, start + 1));
    }
    return ofLiteral(end - start == 2 ? "-" + text(tokens, start + 1) : text(tokens, start));
  }

  private static SimpleValue ofLiteral(String text) {
    return new SimpleValue(0, KeyColumn.hash(text), text);
  }

  /** The text of a literal: between its quotes, if it has any; keywords in lower case. */
  static String text(Tokens tokens, int index) {
    String text = tokens.text(index);
    if (tokens.type(index) != TokenType.STRING) {
      return Identifiers.fold(text);
    }
    if (text.charAt(0) == '$') {
      int tag = text.indexOf('$', 1) + 1;
      return text.substring(tag, text.length() - tag);
    }
    return text.substring(text.indexOf('\'') + 1, text.length() - 1).replace("''", "'");
  }
}
