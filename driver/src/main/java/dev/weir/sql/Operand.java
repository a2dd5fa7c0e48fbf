package dev.weir.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison: one column or one value, around which may stand casts, parentheses,
 * functions whose other arguments are literals, and the paths of JSON operators.
 *
 * @param value the value, or null if it is a column
 * @param from the column's first token, its qualifier
 * @param to behind the column's last token, its name
 * @param expression the column with what stands around it
 */
record Operand(@Nullable SimpleValue value, int from, int to, String expression) {
  /** What is nested deeper is no key that anybody wrote. */
  private static final int DEEPEST = 8;

  /** Equal arguments give them no equal result. */
  private static final Set<String> VOLATILE =
      Set.of("random", "random_normal", "nextval", "currval", "setval", "gen_random_uuid");

  /** Reads all tokens of a range as one operand, or returns null. */
  static @Nullable Operand of(Tokens tokens, int start, int end) {
    return of(tokens, start, end, 0);
  }

  boolean isColumn() {
    return value == null;
  }

  /** Whether it is a value that stands in the text. */
  boolean isLiteral() {
    return value != null && value.parameter() == 0;
  }

  private static @Nullable Operand of(Tokens tokens, int start, int end, int depth) {
    int nameEnd = nameEnd(tokens, start, end);
    if (nameEnd == end && nameEnd > start) {
      Operand column = column(tokens, start, end, end);
      if (column != null) {
        return column; // Mostly.
      }
    }
    SimpleValue value = SimpleValue.of(tokens, start, end);
    if (value != null) {
      return new Operand(value, start, end, "");
    }
    int from = start;
    int to = end;
    while (from < to && tokens.is(from, '(') && tokens.partner(from) == to - 1) {
      from++;
      to--;
    }
    if (from >= to || depth == DEEPEST) {
      return null;
    }
    if (tokens.is(from, '(') && Values.castsEnd(tokens, tokens.partner(from) + 1) == to) {
      int close = tokens.partner(from);
      Operand inner = of(tokens, from + 1, close, depth + 1);
      return inner == null ? null : inner.within("", casts(tokens, close + 1, to));
    }
    if (tokens.is(from, Keyword.CAST) && tokens.is(from + 1, '(')) {
      return ofCast(tokens, from + 1, to, depth);
    }
    nameEnd = nameEnd(tokens, from, to);
    if (nameEnd > from && Values.castsEnd(tokens, nameEnd) == to) {
      return column(tokens, from, nameEnd, to);
    }
    if (nameEnd > from
        && tokens.is(nameEnd, '(')
        && Values.castsEnd(tokens, tokens.partner(nameEnd) + 1) == to) {
      return ofCall(tokens, nameEnd, depth);
    }
    return ofPath(tokens, from, to, depth);
  }

  /** Behind the name with dots that begins here. */
  private static int nameEnd(Tokens tokens, int start, int end) {
    int at = start;
    while (at < end && isName(tokens, at)) {
      at++;
      if (at >= end || tokens.type(at) != TokenType.DOT) {
        return at;
      }
      at++;
    }
    return start;
  }

  private static boolean isName(Tokens tokens, int index) {
    return tokens.type(index) == TokenType.WORD || tokens.type(index) == TokenType.QUOTED;
  }

  /** A column of up to three parts with casts behind it. */
  private static @Nullable Operand column(Tokens tokens, int from, int to, int castsEnd) {
    Keyword keyword = tokens.keyword(to - 1);
    if (to - from > 5 || (keyword != null && to - from == 1 && !keyword.canBeAlias())) {
      return null;
    }
    String name = Identifiers.name(tokens, to - 1);
    return new Operand(null, from, to, castsEnd == to ? name : name + casts(tokens, to, castsEnd));
  }

  private static String casts(Tokens tokens, int start, int end) {
    return Identifiers.fold(tokens.sql.substring(tokens.start(start), tokens.end(end - 1)));
  }

  private static @Nullable Operand ofCast(Tokens tokens, int open, int end, int depth) {
    int close = tokens.partner(open);
    int as = open + 1;
    while (as < close && !tokens.is(as, Keyword.AS)) {
      as = tokens.behind(as);
    }
    boolean cast =
        as < close
            && Values.typeEnd(tokens, as + 1) == close
            && Values.castsEnd(tokens, close + 1) == end;
    Operand inner = cast ? of(tokens, open + 1, as, depth + 1) : null;
    return inner == null
        ? null
        : inner.within("cast(", " as " + Identifiers.fold(tokens.text(as + 1)) + ")");
  }

  private static @Nullable Operand ofCall(Tokens tokens, int open, int depth) {
    Keyword keyword = tokens.keyword(open - 1);
    String name = Identifiers.name(tokens, open - 1);
    if ((keyword != null && !keyword.canBeCalled() && !keyword.canBeAlias())
        || VOLATILE.contains(name)) {
      return null;
    }
    int close = tokens.partner(open);
    Operand only = null;
    StringBuilder before = new StringBuilder(name).append('(');
    StringBuilder behind = new StringBuilder();
    long literals = Hash.SEED;
    int at = open + 1;
    while (at < close) {
      int end = tokens.elementEnd(at, close);
      Operand argument = of(tokens, at, end, depth + 1);
      if (argument == null) {
        return null;
      }
      if (argument.value != null && argument.isLiteral()) {
        literals = Hash.mix(literals ^ argument.value.literalHash());
        (only == null ? before : behind).append(only == null ? "?, " : ", ?");
      } else if (only == null) {
        only = argument;
      } else {
        return null;
      }
      at = end + 1;
    }
    if (only != null) {
      return only.within(before.toString(), behind + ")");
    }
    return literals == Hash.SEED
        ? null // Nothing tells that now() gives the same twice.
        : new Operand(new SimpleValue(0, literals, null), open, close, "");
  }

  /** {@code data->'a'->>'b'}, {@code data #>> '{a,b}'}. */
  private static @Nullable Operand ofPath(Tokens tokens, int start, int end, int depth) {
    int last = -1;
    int at = start;
    while (at < end) {
      if (tokens.type(at) == TokenType.OPERATOR) {
        if (!isPath(tokens, at)) {
          return null;
        }
        last = at;
      }
      at = tokens.behind(at);
    }
    SimpleValue path = last < 0 ? null : SimpleValue.of(tokens, last + 1, end);
    if (path == null || path.literal() == null) {
      return null;
    }
    Operand base = of(tokens, start, last, depth + 1);
    return base == null || !base.isColumn()
        ? null
        : base.within("", tokens.text(last) + path.literal());
  }

  private static boolean isPath(Tokens tokens, int index) {
    return tokens.spells(index, "->>")
        || tokens.spells(index, "->")
        || tokens.spells(index, "#>>")
        || tokens.spells(index, "#>");
  }

  private Operand within(String before, String behind) {
    return isColumn() ? new Operand(null, from, to, before + expression + behind) : this;
  }
}
