package dev.weir.sql;

import java.util.Set;

/** The operators that PostgreSQL brings along. */
final class Operators {
  /** {@code SELECT DISTINCT oprname FROM pg_operator} of PostgreSQL 18, and {@code !=}. */
  private static final Set<String> BUILT_IN =
      Set.of(
          ("!! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|-"
                  + " / < <-> << <<= <<| <= <> <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @>"
                  + " @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~ ~<~ ~= ~>=~ ~>~ ~~ ~~* !=")
              .split(" "));

  private Operators() {}

  static boolean isBuiltIn(Tokens tokens, int index) {
    if (tokens.end(index) - tokens.start(index) == 1) {
      return tokens.symbol(index) != '!' && tokens.symbol(index) != '`';
    }
    return BUILT_IN.contains(name(tokens, index));
  }

  /** The operator as PostgreSQL sees it: JDBC's {@code ??} is its {@code ?}. */
  static String name(Tokens tokens, int index) {
    String operator = tokens.text(index);
    return tokens.dialect.jdbc() ? operator.replace("??", "?") : operator;
  }
}
