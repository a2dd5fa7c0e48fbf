package dev.weir.sql;

import java.util.Arrays;

/**
 * Cuts a text into {@link Tokens} by the rules of PostgreSQL's scanner and, in JDBC's {@link
 * Dialect}, with {@code ?} for a parameter, {@code ??} for the symbol {@code ?} in an operator, and
 * its braces. One pass, linear, never throws: what does not end becomes one {@link
 * TokenType#BROKEN} token.
 */
final class Lexer {
  /** PostgreSQL's own parser gives up here (YYMAXDEPTH). */
  private static final int DEEPEST = 10_000;

  private static final String HINT = "weir:";
  private static final String SPECIAL_SYMBOLS = "~!@#^&|`?%";

  private final String sql;
  private final Dialect dialect;
  private final Tokens tokens;
  private int pos;
  private int questionMarks;
  private int[] open = new int[16];
  private int depth;

  private Lexer(Tokens tokens) {
    this.sql = tokens.sql;
    this.dialect = tokens.dialect;
    this.tokens = tokens;
  }

  static Tokens read(String sql, Dialect dialect) {
    return read(new Tokens(sql, dialect));
  }

  /** Fills tokens that are empty. */
  static Tokens read(Tokens tokens) {
    new Lexer(tokens).read();
    return tokens;
  }

  private void read() {
    while (pos < sql.length()) {
      next(sql.charAt(pos));
    }
    if (depth > 0) {
      tokens.unbalanced();
    }
    tokens.add(TokenType.END, sql.length(), sql.length(), 0);
  }

  private void next(char c) {
    switch (c) {
      case ' ', '\t', '\n', '\r', '\f', '\u000b' -> pos++;
      case '\'' -> string(pos, pos, !dialect.standardConformingStrings());
      case '"' -> quoted(pos, pos);
      case '(', '[', '{' -> open();
      case ')', ']', '}' -> close(c);
      case ',' -> one(TokenType.COMMA);
      case ';' -> one(TokenType.SEMICOLON);
      case '.' -> dot();
      case ':' -> colon();
      case '?' -> question();
      case '$' -> dollar();
      case '-' -> minus();
      case '/' -> slash();
      default -> other(c);
    }
  }

  private void other(char c) {
    if (c >= '0' && c <= '9') {
      number();
    } else if (startsName(c)) {
      word(c);
    } else if (isSymbol(c)) {
      operator();
    } else {
      breakOff(pos);
    }
  }

  private void one(TokenType type) {
    tokens.add(type, pos, pos + 1, 0);
    pos++;
  }

  private void open() {
    if (depth == DEEPEST) {
      breakOff(pos);
      return;
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
    }
    open[depth++] = tokens.add(TokenType.OPEN, pos, pos + 1, 0);
    pos++;
  }

  private void close(char c) {
    int index = tokens.add(TokenType.CLOSE, pos, pos + 1, 0);
    pos++;
    if (depth > 0 && tokens.symbol(open[depth - 1]) == opening(c)) {
      tokens.pair(open[--depth], index);
    } else {
      tokens.unbalanced();
    }
  }

  private static char opening(char closing) {
    return closing == ')' ? '(' : closing == ']' ? '[' : '{';
  }

  private void dot() {
    if (isDigit(peek(1))) {
      number();
    } else if (peek(1) == '.') {
      tokens.add(TokenType.MARK, pos, pos + 2, 0);
      pos += 2;
    } else {
      one(TokenType.DOT);
    }
  }

  private void colon() {
    int length = peek(1) == ':' || peek(1) == '=' ? 2 : 1;
    TokenType type = peek(1) == ':' ? TokenType.CAST : TokenType.MARK;
    tokens.add(type, pos, pos + length, 0);
    pos += length;
  }

  private void question() {
    if (peek(1) == '?' || !dialect.jdbc()) {
      operator();
    } else {
      tokens.addParameter(pos, pos + 1, ++questionMarks);
      pos++;
    }
  }

  private void minus() {
    if (peek(1) != '-') {
      operator();
      return;
    }
    pos += 2;
    while (pos < sql.length() && sql.charAt(pos) != '\n' && sql.charAt(pos) != '\r') {
      pos++;
    }
  }

  private void slash() {
    if (peek(1) != '*') {
      operator();
      return;
    }
    int start = pos;
    int nested = 1;
    pos += 2;
    while (nested > 0) {
      if (pos + 1 >= sql.length()) {
        breakOff(start);
        return;
      }
      char c = sql.charAt(pos);
      if (c == '*' && sql.charAt(pos + 1) == '/') {
        nested--;
        pos += 2;
      } else if (c == '/' && sql.charAt(pos + 1) == '*') {
        nested++;
        pos += 2;
      } else {
        pos++;
      }
    }
    if (sql.charAt(start + 2) == '+') {
      hint(start + 3, pos - 2);
    }
  }

  private void hint(int from, int to) {
    int start = skipBlanks(from, to);
    if (!sql.startsWith(HINT, start)) {
      return;
    }
    start = skipBlanks(start + HINT.length(), to);
    int end = to;
    while (end > start && sql.charAt(end - 1) <= ' ') {
      end--;
    }
    if (end > start) {
      tokens.hint(start, end);
    }
  }

  private int skipBlanks(int from, int to) {
    int at = from;
    while (at < to && sql.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  /** A string from its opening quote on; doubled quotes need no care: they continue it. */
  private void string(int start, int quote, boolean backslashes) {
    int at = quote + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\\' && backslashes) {
        at += 2;
      } else if (c != '\'') {
        at++;
      } else if (at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
        at += 2;
      } else {
        pos = at + 1;
        tokens.addLiteral(TokenType.STRING, start, pos);
        return;
      }
    }
    breakOff(start);
  }

  private void quoted(int start, int quote) {
    int at = quote + 1;
    while (true) {
      at = sql.indexOf('"', at);
      if (at < 0 || (at == quote + 1 && peekAt(at + 1) != '"')) {
        breakOff(start); // Never ends, or is empty, which PostgreSQL refuses.
        return;
      }
      if (peekAt(at + 1) != '"') {
        pos = at + 1;
        tokens.add(TokenType.QUOTED, start, pos, 0);
        return;
      }
      at += 2;
    }
  }

  /** {@code $1}, or a string between two equal tags {@code $tag$}. */
  private void dollar() {
    int at = pos + 1;
    if (isDigit(peekAt(at))) {
      long position = 0;
      while (isDigit(peekAt(at))) {
        position = Math.min(position * 10 + (peekAt(at) - '0'), 1 << 20);
        at++;
      }
      tokens.addParameter(pos, at, (int) position);
      pos = at;
      return;
    }
    while (at < sql.length() && sql.charAt(at) != '$' && continuesName(sql.charAt(at))) {
      at++;
    }
    if (peekAt(at) != '$') {
      breakOff(pos);
      return;
    }
    String tag = sql.substring(pos, at + 1);
    int closing = sql.indexOf(tag, at + 1);
    if (closing < 0) {
      breakOff(pos);
      return;
    }
    tokens.addLiteral(TokenType.STRING, pos, closing + tag.length());
    pos = closing + tag.length();
  }

  private void number() {
    int at = pos;
    char radix = (char) (peek(1) | 0x20);
    if (sql.charAt(at) == '0' && (radix == 'x' || radix == 'o' || radix == 'b')) {
      at += 2;
      while (isNamePart(peekAt(at))) {
        at++;
      }
    } else {
      at = digits(at);
      // Two dots are not a decimal point: PL/pgSQL's range, which PostgreSQL's scanner spares too.
      if (peekAt(at) == '.' && peekAt(at + 1) != '.') {
        at = digits(at + 1);
      }
      at = exponent(at);
    }
    tokens.addLiteral(TokenType.NUMBER, pos, at);
    pos = at;
  }

  private int exponent(int at) {
    if ((peekAt(at) | 0x20) != 'e') {
      return at;
    }
    int digits = peekAt(at + 1) == '+' || peekAt(at + 1) == '-' ? at + 2 : at + 1;
    return isDigit(peekAt(digits)) ? digits(digits) : at;
  }

  private int digits(int from) {
    int at = from;
    while (isDigit(peekAt(at)) || (peekAt(at) == '_' && isDigit(peekAt(at + 1)))) {
      at++;
    }
    return at;
  }

  private void word(char first) {
    int start = pos;
    char second = peek(1);
    if (second == '\'' && (first | 0x20) == 'e') {
      string(start, start + 1, true);
      return;
    }
    if (second == '\'' && isPlainPrefix(first)) {
      string(start, start + 1, !dialect.standardConformingStrings() && (first | 0x20) == 'n');
      return;
    }
    if (second == '&' && (first | 0x20) == 'u' && (peek(2) == '\'' || peek(2) == '"')) {
      unicode(start);
      return;
    }
    int hash = 0;
    int at = start;
    while (at < sql.length() && continuesName(sql.charAt(at))) {
      hash = Keyword.hash(hash, sql.charAt(at));
      at++;
    }
    if (at - start == 7 && tokens.endsWithEscapedName() && isUescape(start)) {
      uescape(start, at);
      return;
    }
    pos = at;
    tokens.addWord(Keyword.find(hash, sql, start, at), start, at);
  }

  private void unicode(int start) {
    if (peek(2) == '"') {
      quoted(start, start + 2);
    } else {
      string(start, start + 2, false);
    }
  }

  private boolean isUescape(int start) {
    return Identifiers.fold(sql.substring(start, start + 7)).equals("uescape");
  }

  /** {@code U&".." UESCAPE '!'} is one name. */
  private void uescape(int start, int behind) {
    int quote = skipBlanks(behind, sql.length());
    if (peekAt(quote) == '\'' && peekAt(quote + 2) == '\'' && isEscape(peekAt(quote + 1))) {
      pos = quote + 3;
      tokens.extendName(pos);
    } else {
      breakOff(start);
    }
  }

  private static boolean isEscape(char c) {
    return Character.digit(c, 16) < 0 && c > ' ' && c != '+' && c != '\'' && c != '"';
  }

  private static boolean isPlainPrefix(char c) {
    int lower = c | 0x20;
    return lower == 'b' || lower == 'x' || lower == 'n';
  }

  /**
   * A run of symbols, which is one operator; but if it has none of the special symbols, the signs
   * at its end are operators of their own: {@code =-1} is {@code =} and {@code -1}.
   */
  private void operator() {
    int start = pos;
    int at = start;
    int unsigned = start + 1;
    boolean special = false;
    while (at < sql.length()) {
      int length = symbolAt(at);
      if (length == 0) {
        break;
      }
      special |= SPECIAL_SYMBOLS.indexOf(sql.charAt(at)) >= 0;
      at += length;
      unsigned = isSign(sql.charAt(at - 1)) ? unsigned : at;
    }
    pos = at;
    int end = special ? at : unsigned;
    boolean arrow = end == start + 2 && sql.startsWith("=>", start);
    tokens.add(arrow ? TokenType.MARK : TokenType.OPERATOR, start, end, 0);
    for (int sign = end; sign < at; sign++) {
      tokens.add(TokenType.OPERATOR, sign, sign + 1, 0);
    }
  }

  /** The length of the symbol here: 2 of JDBC's {@code ??}, 0 if here is none or a comment. */
  private int symbolAt(int at) {
    char c = sql.charAt(at);
    char next = peekAt(at + 1);
    if (c == '?') {
      return !dialect.jdbc() ? 1 : next == '?' ? 2 : 0;
    }
    boolean comment = (c == '-' && next == '-') || (c == '/' && next == '*');
    return isSymbol(c) && !comment ? 1 : 0;
  }

  private void breakOff(int start) {
    tokens.breakOff(start);
    pos = sql.length();
  }

  private char peek(int ahead) {
    return peekAt(pos + ahead);
  }

  private char peekAt(int at) {
    return at < sql.length() ? sql.charAt(at) : '\0';
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  private static boolean isNamePart(char c) {
    return startsName(c) || isDigit(c);
  }

  private static boolean continuesName(char c) {
    return isNamePart(c) || c == '$';
  }

  private static boolean isSymbol(char c) {
    return switch (c) {
      case '+', '-', '*', '/', '<', '>', '=', '~', '!', '@', '#', '%', '^', '&', '|', '`' -> true;
      default -> false;
    };
  }
}
