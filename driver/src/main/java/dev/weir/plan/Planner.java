package dev.weir.plan;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Tables;
import dev.weir.catalog.Ways;
import dev.weir.consistency.LastWrite;
import dev.weir.consistency.Marks;
import dev.weir.consistency.ReadMarks;
import dev.weir.consistency.WriteMarks;
import dev.weir.plan.Plan.Change;
import dev.weir.route.Needs;
import dev.weir.route.RouteExplanation.Table;
import dev.weir.route.RouteReason;
import dev.weir.sql.Setting.Action;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the plan of a shape: joins what its text says with what the catalogue says. Thread-safe.
 */
final class Planner {
  /**
   * What may switch synchronous_commit off: its name, or a setting whose name is not in the text.
   */
  private static final Pattern ASYNCHRONOUS =
      Pattern.compile("synchronous_commit|set_config\\s*\\(\\s*[^'\\s]", Pattern.CASE_INSENSITIVE);

  private static final LastWrite PAST_WEIR =
      new LastWrite("a change through the driver's own objects or a result set", "");

  private static final Set<StatementKind> READS = EnumSet.of(StatementKind.READ);

  private final Marks marks;

  /** Whether a statement has been seen that asks its session what a sequence gave to it. */
  private volatile boolean asksSequences;

  Planner(Marks marks) {
    this.marks = marks;
  }

  /** Plans a text that is seen for the first time. */
  Plan plan(String sql, Catalog catalog, Naming naming) {
    if (ASYNCHRONOUS.matcher(sql).find()) {
      marks.asynchronousFromNow();
    }
    return plan(sql, SqlShapes.parse(sql), catalog, naming);
  }

  /** Plans it anew, under another catalogue. */
  Plan again(Plan plan, Catalog catalog, Naming naming) {
    return plan(plan.sql(), plan.shape(), catalog, naming);
  }

  /** The same, where values of such types are bound. */
  Plan casting(Plan plan, Collection<String> types) {
    return plan(plan.sql(), plan.shape().casting(types), plan.catalog(), plan.naming());
  }

  private Plan plan(String sql, SqlShape shape, Catalog catalog, Naming naming) {
    Closure closure = naming.close(shape, catalog);
    RouteReason reason = reason(shape, closure.effect());
    String cause = closure.effect() == Effect.PURE ? "" : closure.cause();
    SessionEffect session = SessionEffect.of(sql, shape, closure);
    if (session.asks()) {
      asksSequences = true;
    }
    return new Plan(
        sql,
        shape,
        catalog,
        naming,
        new Needs(reason, cause, session.onlySets(), reading(closure.reads())),
        writing(shape, closure),
        session,
        change(shape, closure),
        closure.opaque(),
        Hint.of(shape.hint()));
  }

  /** The plan of a read that replicas refuse: why is not known, so it may write anything. */
  Plan refused(Plan plan) {
    return new Plan(
        plan.sql(),
        plan.shape(),
        plan.catalog(),
        plan.naming(),
        new Needs(RouteReason.REFUSED_BY_REPLICA, "", false, plan.needs().reads()),
        marks.writingEverything(new LastWrite(plan.shape().text(), "what replicas refuse")),
        plan.session(),
        plan.change(),
        plan.opaque(),
        plan.hint());
  }

  /** Which table a row is of is not told, nor what its triggers do. */
  Plan anything(Catalog catalog) {
    return new Plan(
        "",
        SqlShapes.parse(""),
        catalog,
        Naming.ANYWHERE,
        new Needs(RouteReason.WRITE, "", false, marks.readingAnything()),
        marks.writingEverything(PAST_WEIR),
        SessionEffect.NONE,
        Change.NONE,
        true,
        null);
  }

  /** What a statement reads, and when that was written. */
  List<Table> tables(Plan plan, long nowNanos) {
    Closure closure = plan.naming().close(plan.shape(), plan.catalog());
    Tables reads = closure.reads();
    Ways ways = closure.readWays();
    return reads.all()
        ? List.of(table("any table", ways.all(), marks.readingAnything(), nowNanos))
        : reads.oids().stream()
            .map(
                oid ->
                    table(
                        plan.catalog().name(oid),
                        ways.to(oid),
                        marks.reading(List.of(oid)),
                        nowNanos))
            .sorted(Comparator.comparing(Table::name))
            .toList();
  }

  private static Table table(String name, String way, ReadMarks marks, long nowNanos) {
    boolean pending = marks.pending();
    long written = marks.newestNanos();
    LastWrite last = marks.lastWrite();
    return new Table(
        name,
        way,
        pending,
        written == Marks.NEVER ? null : Duration.ofNanos(nowNanos - written),
        last == null ? "" : last.toString());
  }

  /** Whether the application asks sessions what their sequences gave to them. */
  boolean asksSequences() {
    return asksSequences;
  }

  private ReadMarks reading(Tables tables) {
    return tables.all() ? marks.readingAnything() : marks.reading(tables.oids());
  }

  private WriteMarks writing(SqlShape shape, Closure closure) {
    Ways ways = closure.writeWays();
    return closure.writes().all()
        ? marks.writingEverything(new LastWrite(shape.text(), ways.all()))
        : marks.writing(closure.writes().oids(), oid -> new LastWrite(shape.text(), ways.to(oid)));
  }

  private static RouteReason reason(SqlShape shape, Effect effect) {
    return switch (shape.parts().equals(READS) ? StatementKind.READ : shape.kind()) {
      case READ -> changesSettings(shape) ? RouteReason.SESSION : reason(effect);
      case EMPTY -> RouteReason.READ; // Every server has the same answer.
      case LOCKING_READ -> RouteReason.LOCKING_READ;
      case INSERT, UPDATE, DELETE, MERGE, TRUNCATE -> RouteReason.WRITE;
      case DDL -> RouteReason.DDL;
      case TRANSACTION -> RouteReason.TRANSACTION_CONTROL;
      case SESSION, PREPARED -> RouteReason.SESSION;
      case CURSOR, COPY, NOTIFY, MAINTENANCE -> RouteReason.UTILITY;
      case CALL -> RouteReason.CALL;
      case SEVERAL -> RouteReason.SEVERAL_STATEMENTS;
      case UNKNOWN -> RouteReason.UNKNOWN_STATEMENT;
    };
  }

  /** One that shows some is as any read that asks for them. */
  private static boolean changesSettings(SqlShape shape) {
    return shape.settings().stream().anyMatch(setting -> setting.action() != Action.SHOW);
  }

  private static RouteReason reason(Effect effect) {
    return switch (effect) {
      case PURE -> RouteReason.READ;
      case UNKNOWN -> RouteReason.UNKNOWN_OBJECT;
      case NODE_SPECIFIC -> RouteReason.NODE_SPECIFIC;
      case VOLATILE -> RouteReason.VOLATILE_FUNCTION;
      case SETTING, SESSION -> RouteReason.SESSION;
    };
  }

  /** What is temporary is nobody else's. */
  private static Change change(SqlShape shape, Closure closure) {
    boolean defines = shape.parts().contains(StatementKind.DDL) && !shape.has(Trait.TEMPORARY);
    return defines ? Change.CERTAIN : closure.changesCatalog() ? Change.POSSIBLE : Change.NONE;
  }
}
