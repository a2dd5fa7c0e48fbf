package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import dev.weir.catalog.Walk.Deed;
import dev.weir.sql.FunctionName;
import dev.weir.sql.RoutineBody;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Walks from calls to all that the bodies behind them reach. What a statement calls is closed on
 * its own, and remembered; what that calls in turn waits its turn, so that no depth is too deep.
 */
final class RoutineWalk {
  /** A word, and whether it stands before a parenthesis. */
  private static final Pattern WORD = Pattern.compile("([\\w$]+)\\b(\\s*\\()?");

  private static final String UNREADABLE = "a body that cannot be read";

  private final Catalog catalog;
  private final Walk walk;
  private final StatementWalk statements;
  private final Deque<Call> waiting = new ArrayDeque<>();

  private record Call(Function function, Scope scope, String way, boolean byWrite) {}

  RoutineWalk(Catalog catalog, Walk walk, StatementWalk statements) {
    this.catalog = catalog;
    this.walk = walk;
    this.statements = statements;
  }

  /** Calls all that a name may mean; false if it means nothing. */
  boolean call(FunctionName name, Scope scope) {
    List<Function> functions = catalog.names().functions(name, scope);
    List<Long> made = catalog.names().made(name);
    boolean setting = name.name().equals("set_config") && catalog.isUnread();
    if (made != null) {
      made.forEach(function -> call(function, scope));
    } else if (functions.isEmpty() && !setting && !catalog.names().isColumn(name)) {
      unknown("function " + name);
    }
    for (Function function : functions) {
      if (!function.isSetConfig()) { // Its name and value are among the shape's settings.
        call(function, (function.isProcedure() ? "procedure " : "function ") + name, scope);
      }
    }
    return !functions.isEmpty();
  }

  /**
   * Calls what a definition names: of a temporary relation nobody else knows what its defaults,
   * checks, triggers and rules call.
   */
  void callDefined(SqlShape shape, Scope scope) {
    Matcher word = WORD.matcher(shape.text());
    while (word.find()) {
      FunctionName name = new FunctionName(null, word.group(1).toLowerCase(Locale.ROOT));
      List<Long> made = catalog.names().made(name);
      if (made != null) {
        made.forEach(function -> call(function, scope));
      }
      if (word.group(2) != null) {
        catalog
            .names()
            .functions(name, Scope.ANYWHERE) // A schema may stand before it.
            .forEach(function -> call(function, "function " + name, scope));
      }
    }
  }

  void callOperator(String symbol, Scope scope) {
    List<Long> functions = catalog.names().operators(symbol);
    if (functions.isEmpty()) {
      unknown("operator " + symbol);
    }
    functions.forEach(function -> call(function, "operator " + symbol, scope));
  }

  /** Calls what comes unnamed with the values of a relation, or with any. */
  void callApplied(long relation, Scope scope) {
    for (Edge apply : catalog.from(Edge.Kind.APPLIES, relation)) {
      call(apply.target(), scope);
    }
  }

  /**
   * Calls what a statement mentions without a parenthesis, fields of rows and casts to types, and
   * what may be called by a definition.
   */
  void callMentioned(int mention, SqlShape shape, Scope scope) {
    for (Function function : catalog.names().called(mention)) {
      call(function, "function " + function.name(), scope);
    }
    for (Function field : catalog.names().fields(mention)) {
      call(field, "function " + field.name(), scope);
    }
    for (Function field : catalog.names().attributes(mention)) {
      if (mayBeAttribute(field, shape, scope)) {
        call(field, "function " + field.name(), scope);
      }
    }
    for (long function : catalog.names().made(mention)) {
      call(function, scope);
    }
  }

  /** Makes values of a type that a routine declares. */
  private void callMade(String type, Scope scope) {
    List<Long> made = catalog.names().made(new FunctionName(null, type));
    if (made != null) {
      made.forEach(function -> call(function, scope));
    }
  }

  /** Whether a statement may name a table, or a kin of it, whose rows a function takes. */
  private boolean mayBeAttribute(Function field, SqlShape shape, Scope scope) {
    Relation row = catalog.relation(field.row());
    return row == null
        || Stream.concat(shape.reads().stream(), shape.writes().stream())
            .map(name -> catalog.names().relations(name, scope))
            .anyMatch(
                found ->
                    found.isEmpty()
                        || found.stream().anyMatch(r -> r.identity() == row.identity()));
  }

  /** Calls a function that something in the catalogue leads to. */
  void call(long oid, Scope scope) {
    Function function = catalog.function(oid);
    call(oid, function == null ? "a function" : "function " + function.name(), scope);
  }

  private void call(long oid, String as, Scope scope) {
    Function function = catalog.function(oid);
    if (function == null) {
      unknown(as);
    } else {
      call(function, as, scope);
    }
  }

  private void unknown(String what) {
    walk.reach().readAll(walk.way() + what);
    walk.reach().writeAll(walk.way() + what);
    walk.reach().opaque();
    walk.raise(Effect.UNKNOWN, what);
  }

  private void call(Function function, String as, Scope scope) {
    if (function.isBuiltin()) {
      believe(function, as);
      return;
    }
    for (Edge pass : catalog.from(Edge.Kind.PASSES, function.oid())) {
      call(pass.target(), scope);
    }
    Scope inner = scope.in(function);
    if (!walk.visit(Deed.CALL, function.oid(), 0, inner)) {
      return;
    }
    if (walk.ofRoutine()) {
      waiting.add(new Call(function, inner, walk.way() + as + ": ", walk.inWrite()));
    } else {
      walk.add(catalog.reach(function, inner), as + ": ");
    }
  }

  private void believe(Function function, String as) {
    switch (function.calling()) {
      case COMPUTES -> {}
      case READS -> {
        walk.reach().readAll(walk.way() + as);
        if (function.isBuiltin()) {
          callUnnamed(Unnamed.READING);
        }
      }
      case MAKES -> catalog.names().made().forEach(check -> call(check, Scope.ANYWHERE));
      case NODE_SPECIFIC -> walk.raise(Effect.NODE_SPECIFIC, as);
      case PRIMARY_ONLY -> walk.raise(Effect.VOLATILE, as);
      case DRAWS -> {
        walk.reach().touch(Touch.DRAWS);
        walk.raise(Effect.VOLATILE, as);
      }
      case LOCKS -> walk.raiseSession(Touch.LOCKS, as);
      case ASKS -> walk.raiseSession(Touch.ASKS, as);
      case SEEDS -> walk.raiseSession(Touch.SEEDS, as);
      case WRITES -> {
        walk.reach().readAll(walk.way() + as);
        walk.reach().writeAll(walk.way() + as);
        walk.raise(Effect.VOLATILE, as);
      }
      case RUNS -> {
        walk.reach().doAnything(walk.way() + as);
        walk.raiseSession(Touch.UNKNOWN, as);
      }
      case STAYS -> walk.raiseSession(Touch.STAYS, as);
      case SESSION -> walk.raiseSession(Touch.OTHER, as);
    }
  }

  // ---------------------------------------------------------------- bodies

  /** Walks through a routine's body, and through all that it calls. */
  void through(Function routine, Scope scope) {
    walk.visit(Deed.CALL, routine.oid(), 0, scope);
    waiting.add(new Call(routine, scope, "", false));
    walkOn();
  }

  /** Walks through all that something can set off that may be done to whatever there is. */
  void throughUnnamed(Unnamed by) {
    for (Unnamed covered : Unnamed.values()) {
      if (covered.compareTo(by) <= 0) {
        walk.visit(Deed.CALL, covered.oid(), 0, Scope.ANYWHERE);
      }
    }
    catalog.unnamed(by).forEach(function -> call(function, Scope.ANYWHERE));
    walkOn();
  }

  /** Calls what comes unnamed with what nobody can read beforehand. */
  void callUnnamed(Unnamed by) {
    if (walk.visit(Deed.CALL, by.oid(), 0, Scope.ANYWHERE)) {
      walk.add(catalog.reachUnnamed(by), "");
    }
  }

  private void walkOn() {
    for (Call next = waiting.poll(); next != null; next = waiting.poll()) {
      walk.jump(next.way(), next.byWrite());
      Reach known = catalog.known(next.function(), next.scope());
      if (known == null) {
        body(next.function(), next.scope());
      } else {
        walk.add(known, "");
      }
    }
  }

  private void body(Function function, Scope scope) {
    for (Edge use : catalog.from(Edge.Kind.USES, function.oid())) {
      call(use.target(), scope);
    }
    if (function.isAtomic()) {
      atomic(function, scope);
    } else if (!function.isAggregate()) {
      RoutineBody body = catalog.body(function);
      statements.relations().temporary(temporary(body));
      body.statements().forEach(statement -> statements.statement(statement, scope));
      body.types().forEach(type -> callMade(type, scope));
      if (!body.complete()) {
        unread(function);
      }
    }
  }

  private static Set<String> temporary(RoutineBody body) {
    Set<String> names = new HashSet<>();
    for (SqlShape statement : body.statements()) {
      if (statement.has(Trait.TEMPORARY)) {
        statement.writes().forEach(table -> names.add(table.name()));
      }
    }
    return names;
  }

  /** A body that was stored parsed. Which of its tables it writes is not told. */
  private void atomic(Function function, Scope scope) {
    for (Edge touch : catalog.from(Edge.Kind.TOUCHES, function.oid())) {
      statements.relations().read(touch.target(), scope);
      if (touch.to() != 0) {
        statements.relations().write(touch.target(), touch.to(), scope);
      }
    }
    if (function.writes()) {
      walk.raise(Effect.VOLATILE, "writes");
    }
    if (function.locks()) {
      walk.raise(Effect.VOLATILE, "locks rows");
    }
  }

  /**
   * A body of which not all is known. One that puts its SQL together may do what its words allow,
   * whatever its label; another is what its label says, unless its words are stronger.
   */
  private void unread(Function function) {
    String language = function.language();
    boolean dynamic = language.equals("sql") || language.equals("plpgsql");
    boolean compiled = language.equals("c") || language.equals("internal");
    boolean maySet = !compiled && function.source() != null && Words.maySet(function.source());
    walk.reach().opaque();
    if (compiled && function.calling() == Function.Calling.STAYS) {
      walk.raiseSession(Touch.STAYS, walk.way() + "function " + function.name());
    }
    if (!compiled && function.source() != null && Words.maySeed(function.source())) {
      walk.raiseSession(Touch.SEEDS, UNREADABLE);
    }
    if (dynamic || maySet || function.isVolatile()) {
      walk.reach().doAnything(walk.way() + UNREADABLE);
      if (!compiled) {
        callUnnamed(Unnamed.ANYTHING);
      }
      if (maySet || function.isProcedure()) {
        walk.raiseSession(Touch.UNKNOWN, UNREADABLE);
      } else {
        walk.raise(Effect.VOLATILE, UNREADABLE);
      }
    } else {
      believe(function, UNREADABLE);
    }
  }
}
