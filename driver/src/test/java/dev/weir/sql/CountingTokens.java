package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * Tokens that count how often they are looked at, and refuse when it is more often than any reader
 * needs that looks at each a bounded number of times: so that neither a loop without end nor time
 * that is not linear goes unseen, on whatever machine.
 */
final class CountingTokens extends Tokens {
  private static final int MOST_LOOKS_PER_TOKEN = 60;
  private static final int MOST_LOOKS_AT_ANY_TEXT = 1_000;

  private long looks;

  CountingTokens(String sql, Dialect dialect) {
    super(sql, dialect);
  }

  /** Reads a text; fails if that takes too many looks. */
  static SqlShape read(String sql, Dialect dialect) {
    return ScriptReader.read(Lexer.read(new CountingTokens(sql, dialect)));
  }

  private void look() {
    looks++;
    if (looks > MOST_LOOKS_AT_ANY_TEXT + (long) MOST_LOOKS_PER_TOKEN * size()) {
      throw new AssertionError("Looked " + looks + " times at " + size() + " tokens");
    }
  }

  @Override
  TokenType type(int index) {
    look();
    return super.type(index);
  }

  @Override
  @Nullable Keyword keyword(int index) {
    look();
    return super.keyword(index);
  }

  @Override
  boolean is(int index, Keyword keyword) {
    look();
    return super.is(index, keyword);
  }

  @Override
  boolean is(int index, char symbol) {
    look();
    return super.is(index, symbol);
  }

  @Override
  char symbol(int index) {
    look();
    return super.symbol(index);
  }

  @Override
  boolean spells(int index, String text) {
    look();
    return super.spells(index, text);
  }

  @Override
  int partner(int index) {
    look();
    return super.partner(index);
  }
}
