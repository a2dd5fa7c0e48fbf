package dev.weir.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text, in columns. One {@link TokenType#END} token stands behind the last. Only
 * {@link Lexer} writes it. Not final for a test, which counts how often it is looked at.
 */
class Tokens {
  final String sql;
  final Dialect dialect;
  private TokenType[] types;
  private int[] starts;
  private int[] ends;
  // Of a PARAMETER its position; of an OPEN the index of its CLOSE and the other way round.
  private int[] data;
  private @Nullable Keyword[] keywords;
  private int size;

  private int parameters;
  private boolean literals;
  private boolean broken;
  private int hintStart;
  private int hintEnd;

  Tokens(String sql, Dialect dialect) {
    this.sql = sql;
    this.dialect = dialect;
    // SQL has about one token in four characters; other texts grow the arrays as they need.
    int capacity = Math.min(sql.length() / 3, 1 << 14) + 8;
    types = new TokenType[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
    data = new int[capacity];
    keywords = new Keyword[capacity];
  }

  int add(TokenType type, int start, int end, int value) {
    if (size == types.length) {
      int capacity = size * 2;
      types = Arrays.copyOf(types, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      data = Arrays.copyOf(data, capacity);
      keywords = Arrays.copyOf(keywords, capacity);
    }
    types[size] = type;
    starts[size] = start;
    ends[size] = end;
    data[size] = value;
    return size++;
  }

  void addWord(@Nullable Keyword keyword, int start, int end) {
    int index = add(TokenType.WORD, start, end, 0);
    keywords[index] = keyword; // Not in one line: add can replace the array.
  }

  /** Whether the last token so far is a name {@code U&".."}. */
  boolean endsWithEscapedName() {
    return size > 0 && types[size - 1] == TokenType.QUOTED && sql.charAt(starts[size - 1]) != '"';
  }

  /** What follows belongs to the name that was added last. */
  void extendName(int end) {
    ends[size - 1] = end;
  }

  void pair(int open, int close) {
    data[open] = close;
    data[close] = open;
  }

  void addParameter(int start, int end, int position) {
    parameters = Math.max(parameters, position);
    add(TokenType.PARAMETER, start, end, position);
  }

  void addLiteral(TokenType type, int start, int end) {
    literals = true;
    add(type, start, end, 0);
  }

  void breakOff(int start) {
    broken = true;
    add(TokenType.BROKEN, start, sql.length(), 0);
  }

  void unbalanced() {
    broken = true;
  }

  void hint(int start, int end) {
    if (hintEnd == 0) {
      hintStart = start;
      hintEnd = end;
    }
  }

  /** The number of tokens, without END. */
  int size() {
    return size - 1;
  }

  TokenType type(int index) {
    return types[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  @Nullable Keyword keyword(int index) {
    return keywords[index];
  }

  boolean is(int index, Keyword keyword) {
    return keywords[index] == keyword;
  }

  /** The first character of a token; of END a blank. */
  char symbol(int index) {
    return types[index] == TokenType.END ? ' ' : sql.charAt(starts[index]);
  }

  /** Whether a token is the one symbol, alone. */
  boolean is(int index, char symbol) {
    return ends[index] - starts[index] == 1 && sql.charAt(starts[index]) == symbol;
  }

  /** Whether a token is a word, given in lower case and written in any, or is a sign. */
  boolean spells(int index, String text) {
    int start = starts[index];
    if (ends[index] - start != text.length() || types[index] == TokenType.END) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Keyword.lower(sql.charAt(start + i)) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the same text was cut in the same places. */
  boolean sameAs(Tokens other) {
    return size == other.size && Arrays.equals(ends, 0, size, other.ends, 0, size);
  }

  /** The JDBC position of a PARAMETER. */
  int position(int index) {
    return data[index];
  }

  /** The other one of a pair of brackets; meaningless in a {@link #broken} text. */
  int partner(int index) {
    return data[index];
  }

  /** The next token at the same level of brackets. */
  int behind(int index) {
    return type(index) == TokenType.OPEN ? partner(index) + 1 : index + 1;
  }

  /** The comma that ends the element of a list which begins here, or the end of the list. */
  int elementEnd(int start, int end) {
    int at = start;
    while (at < end && type(at) != TokenType.COMMA) {
      at = behind(at);
    }
    return at;
  }

  String text(int index) {
    return sql.substring(starts[index], ends[index]);
  }

  int parameters() {
    return parameters;
  }

  boolean hasLiterals() {
    return literals;
  }

  /** Whether something never ends, is no SQL, or brackets do not match. */
  boolean broken() {
    return broken;
  }

  @Nullable String hint() {
    return hintEnd == 0 ? null : sql.substring(hintStart, hintEnd);
  }
}
