package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Tables;
import dev.weir.consistency.Marks;
import dev.weir.consistency.ReadMarks;
import dev.weir.consistency.WriteMarks;
import dev.weir.route.Needs;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import dev.weir.sql.TransactionCommand;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a shape: joins what its text says with what the catalogue says. Thread-safe.
 */
final class Planner {
  /**
   * What may switch synchronous_commit off: its name, or a setting whose name is not in the text.
   */
  private static final Pattern ASYNCHRONOUS =
      Pattern.compile("synchronous_commit|set_config\\s*\\(\\s*[^'\\s]", Pattern.CASE_INSENSITIVE);

  private final Marks marks;

  Planner(Marks marks) {
    this.marks = marks;
  }

  /** Plans a text that is seen for the first time. */
  Plan plan(String sql, Catalog catalog) {
    if (ASYNCHRONOUS.matcher(sql).find()) {
      marks.asynchronousFromNow();
    }
    return plan(SqlShapes.parse(sql), catalog);
  }

  /** Plans a shape anew, under another catalogue. */
  Plan plan(SqlShape shape, Catalog catalog) {
    Closure closure = catalog.close(shape);
    RouteReason reason = reason(shape, closure.effect());
    String cause = closure.effect() == Effect.PURE ? "" : closure.cause();
    return new Plan(
        shape,
        catalog,
        new Needs(reason, cause, reading(closure.reads())),
        writing(closure.writes()),
        pin(shape, closure));
  }

  /** Which table a row is of is not told, nor what its triggers do. */
  Plan anything(Catalog catalog) {
    return new Plan(
        SqlShapes.parse(""),
        catalog,
        new Needs(RouteReason.WRITE, "", marks.readingAnything()),
        marks.writingEverything(),
        null);
  }

  private ReadMarks reading(Tables tables) {
    return tables.all() ? marks.readingAnything() : marks.reading(tables.oids());
  }

  private WriteMarks writing(Tables tables) {
    return tables.all() ? marks.writingEverything() : marks.writing(tables.oids());
  }

  private static RouteReason reason(SqlShape shape, Effect effect) {
    return switch (shape.kind()) {
      case READ -> shape.setting() != null ? RouteReason.SESSION : reason(effect);
      case LOCKING_READ -> RouteReason.LOCKING_READ;
      case INSERT, UPDATE, DELETE, MERGE, TRUNCATE -> RouteReason.WRITE;
      case DDL -> RouteReason.DDL;
      case TRANSACTION -> RouteReason.TRANSACTION_CONTROL;
      case SESSION, PREPARED -> RouteReason.SESSION;
      case CURSOR, COPY, NOTIFY, MAINTENANCE -> RouteReason.UTILITY;
      case CALL -> RouteReason.CALL;
      case SEVERAL -> RouteReason.SEVERAL_STATEMENTS;
      case EMPTY, UNKNOWN -> RouteReason.UNKNOWN_STATEMENT;
    };
  }

  private static RouteReason reason(Effect effect) {
    return switch (effect) {
      case PURE -> RouteReason.READ;
      case UNKNOWN -> RouteReason.UNKNOWN_OBJECT;
      case NODE_SPECIFIC -> RouteReason.NODE_SPECIFIC;
      case VOLATILE -> RouteReason.VOLATILE_FUNCTION;
      case SESSION -> RouteReason.SESSION;
    };
  }

  /** What stays in the session after the statement. What it cannot tell, it assumes. */
  private static @Nullable String pin(SqlShape shape, Closure closure) {
    if (closure.effect() == Effect.SESSION) {
      return closure.cause();
    }
    if (shape.has(Trait.TEMPORARY)) {
      return "a temporary relation";
    }
    if (shape.has(Trait.WITH_HOLD)) {
      return "a cursor WITH HOLD";
    }
    for (StatementKind part : shape.parts()) {
      String pin = pin(part, shape);
      if (pin != null) {
        return pin;
      }
    }
    return pin(shape.kind(), shape);
  }

  private static @Nullable String pin(StatementKind kind, SqlShape shape) {
    return switch (kind) {
      case SESSION -> "a session setting";
      case PREPARED -> "a prepared statement of SQL";
      case NOTIFY -> "LISTEN or NOTIFY";
      case CALL -> "a routine that may change the session";
      case UNKNOWN -> "a statement that was not understood";
      case TRANSACTION ->
          shape.transaction() == null || shape.transaction() == TransactionCommand.BEGIN
              ? "a transaction begun by SQL"
              : null;
      default -> null;
    };
  }
}
