package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import dev.weir.sql.FunctionName;
import dev.weir.sql.Mentions;
import dev.weir.sql.Mentions.Role;
import dev.weir.sql.Setting;
import dev.weir.sql.Setting.Action;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import dev.weir.sql.TransactionCommand;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Walks from a statement to what its names reach, and sees what it does without naming it. */
final class StatementWalk {
  /** The words of PostgreSQL's own types, which call nothing of users. */
  private static final Set<Integer> OWN_TYPES =
      Stream.of(
              "bool boolean bytea char character varchar varying bpchar nchar national name text"
                  + " int2 int4 int8 int integer smallint bigint float float4 float8 real double"
                  + " precision numeric decimal dec money oid bit varbit uuid json jsonb jsonpath"
                  + " xml date time timetz timestamp timestamptz interval with without zone year"
                  + " month day hour minute second to point line lseg box path polygon circle inet"
                  + " cidr macaddr macaddr8 tsvector tsquery int4range int8range numrange daterange"
                  + " tsrange tstzrange int4multirange int8multirange nummultirange datemultirange"
                  + " tsmultirange tstzmultirange regclass regtype regproc regprocedure regoper"
                  + " regoperator regconfig regdictionary regnamespace regrole regcollation pg_lsn"
                  + " oidvector int2vector pg_snapshot txid_snapshot tid xid xid8 cid refcursor"
                  + " record void array setof"
                  + " pg_catalog")
          .flatMap(words -> Stream.of(words.split(" ", -1)))
          .flatMap(word -> Stream.of(Role.TYPE, Role.WORD).map(role -> Mentions.key(role, word)))
          .collect(Collectors.toUnmodifiableSet());

  /** Settings that decide what unqualified names mean. */
  private static final Set<String> MOVING =
      Set.of("search_path", "role", "session_authorization", "all");

  /** The view whose rule for updates changes settings. */
  private static final String SETTINGS = "pg_settings";

  /** What converts no values. */
  private static final Set<StatementKind> WITHOUT_VALUES =
      EnumSet.of(StatementKind.SESSION, StatementKind.TRANSACTION, StatementKind.EMPTY);

  /** What calls functions that its text does not name. */
  private static final Set<StatementKind> CALLING =
      EnumSet.of(StatementKind.DDL, StatementKind.MAINTENANCE, StatementKind.SEVERAL);

  private static final Pattern WORD = Pattern.compile("[\\w$]+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Set<String> ROLES = Set.of("role", "session_authorization");

  private final Catalog catalog;
  private final Walk walk;
  private final RoutineWalk routines;
  private final RelationWalk relations;

  StatementWalk(Catalog catalog, Walk walk) {
    this.catalog = catalog;
    this.walk = walk;
    this.routines = new RoutineWalk(catalog, walk, this);
    this.relations = new RelationWalk(catalog, walk, routines);
  }

  RoutineWalk routines() {
    return routines;
  }

  RelationWalk relations() {
    return relations;
  }

  void statement(SqlShape shape, Scope scope) {
    if (catalog.isUnread()) {
      unread(shape);
    }
    shape.reads().forEach(name -> relations.read(name, scope));
    for (FunctionName name : shape.functions()) {
      if (!routines.call(name, scope) && shape.kind() == StatementKind.CALL) {
        walk.raiseSession(Touch.UNKNOWN, "procedure " + name);
      }
    }
    shape.operators().forEach(operator -> routines.callOperator(operator, scope));
    shape.mentions().forEach(mention -> mentioned(mention, shape, scope));
    if (!WITHOUT_VALUES.contains(shape.kind())) {
      routines.callApplied(0, scope);
    }
    shape.settings().forEach(this::set);
    if (!shape.writes().isEmpty()) {
      write(shape, scope);
    }
    if (shape.kind() == StatementKind.SEVERAL) {
      shape.parts().forEach(part -> kind(part, shape, scope));
    } else {
      kind(shape.kind(), shape, scope);
    }
  }

  private void mentioned(int mention, SqlShape shape, Scope scope) {
    if (catalog.names().isServerSetting(mention)) {
      walk.raise(Effect.NODE_SPECIFIC, "a setting of the server");
    }
    if (!catalog.isUnread()
        && Mentions.is(Role.TYPE, mention)
        && !OWN_TYPES.contains(mention)
        && (scope.hidden() || !catalog.names().isType(mention))) {
      walk.raise(Effect.UNKNOWN, "type " + spelled(mention, shape));
    }
    routines.callMentioned(mention, shape, scope);
  }

  /** The word of a text that is mentioned where a type stands; empty if it is written otherwise. */
  private static String spelled(int mention, SqlShape shape) {
    return WORD.matcher(shape.text())
        .results()
        .map(word -> word.group().toLowerCase(Locale.ROOT))
        .filter(word -> Mentions.key(Role.TYPE, word) == mention)
        .findFirst()
        .orElse("");
  }

  /** What the text itself tells, it tells also now. */
  private void unread(SqlShape shape) {
    walk.reach().raise(Effect.UNKNOWN, "the catalogue has not been read yet");
    if (CALLING.contains(shape.kind()) || mayMakeValues(shape)) {
      walk.reach().touch(Touch.UNKNOWN);
    }
  }

  /** Whether a type or a field is named that may be of users: to make its value may call theirs. */
  private static boolean mayMakeValues(SqlShape shape) {
    Set<Integer> shown =
        shape.settings().stream()
            .map(Setting::name)
            .filter(Objects::nonNull)
            .map(name -> Mentions.key(Role.SETTING, name))
            .collect(Collectors.toSet());
    AtomicBoolean may = new AtomicBoolean();
    shape
        .mentions()
        .forEach(
            mention -> {
              if (!OWN_TYPES.contains(mention) && !shown.contains(mention)) {
                may.setPlain(true);
              }
            });
    return may.getPlain();
  }

  private void write(SqlShape shape, Scope scope) {
    int events = Events.of(shape);
    for (TableName name : shape.writes()) {
      if (SETTINGS.equals(name.name()) && Names.isSystem(name)) {
        walk.raiseSession(Touch.SETS, "sets what its text does not tell");
      } else if (!relations.write(name, events, scope) && shape.kind() != StatementKind.DDL) {
        walk.reach().touch(Touch.UNKNOWN);
      }
    }
  }

  /** What a statement does beyond the names in its text. */
  private void kind(StatementKind kind, SqlShape shape, Scope scope) {
    switch (kind) {
      case READ, EMPTY -> {}
      case LOCKING_READ -> walk.raiseInRoutine(Effect.VOLATILE, "locks rows");
      case INSERT, UPDATE, DELETE, MERGE, TRUNCATE, COPY ->
          walk.raiseInRoutine(
              Effect.VOLATILE,
              shape.writes().isEmpty() ? "copies" : "writes " + shape.writes().get(0));
      case DDL -> define(shape, scope);
      case TRANSACTION -> {
        // Of several, only the last command is told.
        if (shape.kind() == StatementKind.SEVERAL
            || shape.transaction() == TransactionCommand.COMMIT_PREPARED) {
          walk.reach().writeAll(walk.way());
          if (shape.maySay("prepared")) {
            walk.reach().changesCatalog();
          }
        }
        walk.raiseInRoutine(Effect.VOLATILE, "controls the transaction");
      }
      case SESSION -> {
        if (shape.settings().isEmpty()) {
          walk.raiseSession(Touch.OTHER, "changes the session");
        }
      }
      case CURSOR -> {
        if (shape.has(Trait.WITH_HOLD)) {
          walk.raiseSessionInRoutine("a cursor");
        } else {
          walk.raiseInRoutine(Effect.VOLATILE, "a cursor");
        }
      }
      case NOTIFY -> notify(shape);
      case MAINTENANCE -> {
        walk.reach().writeAll(walk.way());
        walk.raiseInRoutine(Effect.VOLATILE, "maintains tables");
        walk.along("what belongs to tables", true, () -> routines.callUnnamed(Unnamed.ANYTHING));
      }
      case CALL -> {
        if (shape.functions().isEmpty() || shape.kind() == StatementKind.SEVERAL) {
          walk.reach().doAnything(walk.way());
          walk.raiseSession(Touch.UNKNOWN, "a block that may do anything");
        }
      }
      case PREPARED -> {
        walk.reach().writeAll(walk.way());
        walk.reach().opaque();
        walk.reach().touch(Touch.UNKNOWN);
        walk.raiseSessionInRoutine("a prepared statement of SQL");
      }
      case SEVERAL, UNKNOWN -> {
        walk.reach().doAnything(walk.way());
        walk.reach().touch(Touch.UNKNOWN);
        walk.raiseSessionInRoutine("a statement that was not understood");
      }
    }
  }

  private void define(SqlShape shape, Scope scope) {
    for (Edge run : catalog.from(Edge.Kind.RUNS, 0)) {
      routines.call(run.target(), scope);
    }
    routines.callDefined(shape, scope);
    if (shape.has(Trait.TEMPORARY)) {
      walk.raiseSessionInRoutine("a temporary relation");
      return;
    }
    if (scope.anywhere()) {
      walk.reach().touch(Touch.DEFINES); // Its search path may begin with pg_temp.
    }
    walk.reach().writeAll(walk.way());
    if (walk.ofRoutine()) {
      walk.reach().changesCatalog();
    }
    walk.raiseInRoutine(Effect.VOLATILE, "changes the catalogue");
  }

  /** LISTEN lasts as long as its session. */
  private void notify(SqlShape shape) {
    boolean notifies = shape.text().regionMatches(true, 0, "notify", 0, 6);
    if (notifies && !shape.maySay("listen")) {
      walk.raiseInRoutine(Effect.VOLATILE, "notifies");
    } else {
      walk.raiseSessionInRoutine("listens");
    }
  }

  private void set(Setting setting) {
    if (setting.action() == Action.SHOW) {
      return;
    }
    String name = setting.name();
    if (name == null || MOVING.contains(name)) {
      walk.reach().moveNames();
    }
    // The rest of the transaction has that search path: its statements must be told.
    boolean lasts = !setting.local() || (walk.ofRoutine() && "search_path".equals(name));
    if (!lasts) {
      walk.raise(Effect.VOLATILE, "sets " + described(name) + " for its transaction");
    } else if (name == null
        || name.equals("all")
        || name.indexOf(' ') >= 0 // Characteristics of the session are several settings.
        || setting.action() == Action.DISCARD
        || (walk.ofRoutine() && ROLES.contains(name))) {
      walk.raiseSession(Touch.SETS, "sets " + described(name));
    } else {
      walk.reach().setting(name);
      walk.raise(Effect.SETTING, "sets " + name);
    }
  }

  private static String described(@Nullable String setting) {
    return setting == null ? "what its text does not tell" : setting;
  }
}
