package dev.weir.sql;

import dev.weir.sql.Setting.Action;
import org.jspecify.annotations.Nullable;

/** Reads a call of {@code set_config(name, value, local)} or {@code current_setting(name)}. */
final class ConfigCall {
  private static final FunctionName UNQUALIFIED = new FunctionName(null, "set_config");
  private static final FunctionName QUALIFIED = new FunctionName("pg_catalog", "set_config");

  private ConfigCall() {}

  static boolean isOne(FunctionName function) {
    return function.equals(UNQUALIFIED) || function.equals(QUALIFIED);
  }

  /**
   * The setting that a call changes. What its arguments do not tell is not known: then it counts as
   * lasting.
   *
   * @param open where its parenthesis is
   */
  static Setting read(Tokens tokens, int open) {
    int close = tokens.partner(open);
    int name = endOfArgument(tokens, open + 1, close);
    int value = endOfArgument(tokens, name + 1, close);
    String local = literal(tokens, value + 1, endOfArgument(tokens, value + 1, close));
    return new Setting(
        Action.SET,
        name(tokens, open),
        literal(tokens, name + 1, value),
        "true".equals(local) || "t".equals(local));
  }

  /** The setting that a call names by a literal, or null; also if characters are escaped in it. */
  static @Nullable String name(Tokens tokens, int open) {
    int end = endOfArgument(tokens, open + 1, tokens.partner(open));
    String named = literal(tokens, open + 1, end);
    return named == null || named.indexOf('\\') >= 0 ? null : Identifiers.fold(named);
  }

  private static int endOfArgument(Tokens tokens, int start, int close) {
    int at = start;
    while (at < close && tokens.type(at) != TokenType.COMMA) {
      at = tokens.type(at) == TokenType.OPEN ? tokens.partner(at) + 1 : at + 1;
    }
    return at;
  }

  private static @Nullable String literal(Tokens tokens, int start, int end) {
    SimpleValue value = start < end ? SimpleValue.of(tokens, start, end) : null;
    return value == null ? null : value.literal();
  }
}
