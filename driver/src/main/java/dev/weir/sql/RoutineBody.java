package dev.weir.sql;

import java.util.List;
import java.util.Set;

/**
 * What the body of a function or procedure runs. Immutable.
 *
 * <p>Each SQL statement in it has a shape, and so has each expression, as the {@code SELECT} that
 * PL/pgSQL makes of it. The variables of the routine look like columns there, its parameters like
 * columns or parameters.
 *
 * @param statements the shapes of all statements and expressions in it, in the order of the text
 * @param types names in the types of its variables
 * @param complete whether they are all it can do: false if its language is not read, if it runs SQL
 *     that is not in its text, or if something in it was not understood
 */
public record RoutineBody(List<SqlShape> statements, Set<String> types, boolean complete) {
  /** A body that cannot be read. */
  public static final RoutineBody UNREADABLE = new RoutineBody(List.of(), Set.of(), false);

  /** Copies the collections. */
  public RoutineBody {
    types = Set.copyOf(types);
    statements = List.copyOf(statements);
  }

  /**
   * Reads a body. Never throws; takes linear time.
   *
   * @param language {@code pg_language.lanname}: {@code sql} and {@code plpgsql} are read
   * @param source the text between the quotes of its definition, or {@code BEGIN ATOMIC .. END} or
   *     {@code RETURN expression} as {@code pg_get_function_sqlbody} prints them
   * @return what it runs
   */
  public static RoutineBody of(String language, String source) {
    boolean plpgsql = language.equals("plpgsql");
    if (!plpgsql && !language.equals("sql")) {
      return UNREADABLE;
    }
    try {
      Tokens tokens = Lexer.read(source, Dialect.SERVER);
      if (tokens.broken() || readsOtherwise(tokens)) {
        return UNREADABLE;
      }
      return plpgsql ? PlpgsqlReader.read(tokens) : SqlBodyReader.read(tokens);
    } catch (RuntimeException e) {
      return UNREADABLE; // A fault of ours. Not understood is always a right answer.
    }
  }

  /** Whether the body says something else in a session without standard_conforming_strings. */
  private static boolean readsOtherwise(Tokens tokens) {
    return tokens.sql.contains("\\'")
        && !tokens.sameAs(Lexer.read(tokens.sql, new Dialect(false, false)));
  }
}
