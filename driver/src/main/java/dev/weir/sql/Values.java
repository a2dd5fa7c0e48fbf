package dev.weir.sql;

/** Recognises literals and parameters among tokens. */
final class Values {
  private Values() {}

  /**
   * The index behind a literal (with its sign) or a parameter that begins here, or -1. NULL, TRUE
   * and FALSE are literals but behind IS, NOT and SET (ON DELETE SET NULL).
   */
  static int literalEnd(Tokens tokens, int index) {
    return switch (tokens.type(index)) {
      case STRING, NUMBER, PARAMETER -> index + 1;
      case OPERATOR -> isSignOfNumber(tokens, index) ? index + 2 : -1;
      case WORD -> isConstantWord(tokens, index) ? index + 1 : -1;
      default -> -1;
    };
  }

  /** The index behind the casts {@code ::type} that begin here. */
  static int castsEnd(Tokens tokens, int index) {
    int at = index;
    while (tokens.type(at) == TokenType.CAST) {
      at = typeEnd(tokens, at + 1);
    }
    return at;
  }

  /** The index behind a type: {@code schema.type(10,2)[]}, {@code double precision}. */
  static int typeEnd(Tokens tokens, int index) {
    int at = index;
    while (isName(tokens, at)) {
      at++;
      if (tokens.type(at) == TokenType.DOT) {
        at++;
      } else if (!tokens.is(at, Keyword.PRECISION) && !tokens.is(at, Keyword.VARYING)) {
        break;
      }
    }
    while (tokens.is(at, '(') || tokens.is(at, '[')) {
      at = tokens.partner(at) + 1;
    }
    return at;
  }

  /** Whether a token can be the last of an operand, so that an infix operator may follow. */
  static boolean endsOperand(Tokens tokens, int index) {
    if (index < 0) {
      return false;
    }
    return switch (tokens.type(index)) {
      case QUOTED, STRING, NUMBER, PARAMETER -> true;
      case CLOSE -> closesValue(tokens, index);
      case WORD -> {
        Keyword keyword = tokens.keyword(index);
        yield keyword == null || keyword.endsOperand();
      }
      default -> false;
    };
  }

  /** Whether a value ends with this bracket, and no {@code OPERATOR(schema.+)}. */
  static boolean closesValue(Tokens tokens, int close) {
    int before = tokens.partner(close) - 1;
    return before < 0 || !tokens.is(before, Keyword.OPERATOR);
  }

  private static boolean isSignOfNumber(Tokens tokens, int index) {
    return (tokens.is(index, '-') || tokens.is(index, '+'))
        && tokens.type(index + 1) == TokenType.NUMBER
        && !endsOperand(tokens, index - 1);
  }

  private static boolean isConstantWord(Tokens tokens, int index) {
    boolean constant =
        tokens.is(index, Keyword.NULL)
            || tokens.is(index, Keyword.TRUE)
            || tokens.is(index, Keyword.FALSE);
    if (!constant || index == 0) {
      return constant;
    }
    Keyword before = tokens.keyword(index - 1);
    return before != Keyword.IS && before != Keyword.NOT && before != Keyword.SET;
  }

  private static boolean isName(Tokens tokens, int index) {
    return tokens.type(index) == TokenType.WORD || tokens.type(index) == TokenType.QUOTED;
  }
}
