package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A place in {@link Tokens} that readers move forward together. One that meets what it does not
 * understand calls {@link #fail}: then the cursor stands at the end for good, and every reader
 * finishes by itself.
 */
final class Cursor {
  /** Deeper nesting is not read, so that no text can exhaust the stack. */
  private static final int DEEPEST = 200;

  final Tokens tokens;
  int pos;
  private boolean failed;
  private int depth;

  Cursor(Tokens tokens) {
    this.tokens = tokens;
  }

  void fail() {
    failed = true;
    pos = tokens.size();
  }

  boolean failed() {
    return failed;
  }

  /** Enters one more level of a reader that calls itself; false, and failed, if it is too deep. */
  boolean enter() {
    depth++;
    if (depth > DEEPEST) {
      fail();
    }
    return depth <= DEEPEST;
  }

  void leave() {
    depth--;
  }

  TokenType type() {
    return tokens.type(pos);
  }

  TokenType typeAhead(int ahead) {
    return tokens.type(Math.min(pos + ahead, tokens.size()));
  }

  @Nullable Keyword keyword() {
    return tokens.keyword(pos);
  }

  boolean at(TokenType type) {
    return tokens.type(pos) == type;
  }

  boolean at(Keyword keyword) {
    return tokens.is(pos, keyword);
  }

  /** Whether the token so many ahead is a keyword. */
  boolean ahead(int ahead, Keyword keyword) {
    return tokens.is(Math.min(pos + ahead, tokens.size()), keyword);
  }

  /** Whether here is a bracket or an operator of this one symbol. */
  boolean at(char symbol) {
    return tokens.is(pos, symbol);
  }

  boolean ahead(int ahead, char symbol) {
    return tokens.is(Math.min(pos + ahead, tokens.size()), symbol);
  }

  boolean atName() {
    return isName(0);
  }

  /** Whether the token so many ahead is a word or a quoted name. */
  boolean isName(int ahead) {
    TokenType type = typeAhead(ahead);
    return type == TokenType.WORD || type == TokenType.QUOTED;
  }

  /** Whether here a statement ends. */
  boolean atEnd() {
    return at(TokenType.SEMICOLON) || at(TokenType.END);
  }

  /** Whether here a query in parentheses begins. */
  boolean atSubquery() {
    return at('(')
        && (ahead(1, Keyword.SELECT)
            || ahead(1, Keyword.WITH)
            || ahead(1, Keyword.TABLE)
            || (ahead(1, Keyword.VALUES) && ahead(2, '(')));
  }

  /** Whether here is {@code FORMAT JSON}, of a query in JSON_ARRAY. */
  boolean atFormatJson() {
    return tokens.spells(pos, "format") && ahead(1, Keyword.JSON);
  }

  void next() {
    if (pos < tokens.size()) {
      pos++;
    }
  }

  boolean take(Keyword keyword) {
    boolean here = at(keyword);
    if (here) {
      pos++;
    }
    return here;
  }

  /** Takes two keywords in a row, or neither. */
  boolean take(Keyword first, Keyword second) {
    boolean here = at(first) && ahead(1, second);
    if (here) {
      pos += 2;
    }
    return here;
  }

  boolean take(char symbol) {
    boolean here = at(symbol);
    if (here) {
      pos++;
    }
    return here;
  }

  boolean take(TokenType type) {
    boolean here = at(type);
    if (here) {
      next();
    }
    return here;
  }

  void expect(Keyword keyword) {
    if (!take(keyword)) {
      fail();
    }
  }

  void expect(char symbol) {
    if (!take(symbol)) {
      fail();
    }
  }

  /** From an opening bracket to behind its partner. */
  void skipBrackets() {
    pos = tokens.partner(pos) + 1;
  }

  /** To the end of the statement. */
  void skipStatement() {
    while (!atEnd()) {
      if (at(TokenType.OPEN)) {
        skipBrackets();
      } else {
        next();
      }
    }
  }

  /** The name here, folded; stands behind it. */
  String name() {
    if (!atName()) {
      fail();
      return "";
    }
    return Identifiers.name(tokens, pos++);
  }

  /** The name of a relation: one to three parts with dots, of which the last two count. */
  TableName tableName() {
    Keyword keyword = keyword();
    if (keyword != null && !keyword.canBeAlias()) {
      fail();
    }
    String schema = null;
    String name = name();
    while (at(TokenType.DOT)) {
      next();
      schema = name;
      name = name();
    }
    return new TableName(schema, name);
  }
}
