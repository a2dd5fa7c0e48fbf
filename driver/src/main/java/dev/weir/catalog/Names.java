package dev.weir.catalog;

import dev.weir.sql.FunctionName;
import dev.weir.sql.Mentions;
import dev.weir.sql.Mentions.Role;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What names stand for. Immutable. */
final class Names {
  private static final String SYSTEM_SCHEMA = "pg_catalog";
  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of(SYSTEM_SCHEMA, "information_schema", "pg_toast");

  /** Nothing has a name. */
  static final Names NONE =
      new Names(List.of(), List.of(), Map.of(), Map.of(), Set.of(), Set.of(), Set.of());

  private final Map<TableName, Relation> relations = new HashMap<>();
  private final Map<String, List<Relation>> relationsByName = new HashMap<>();
  private final Map<FunctionName, List<Function>> functions = new HashMap<>();
  private final Map<String, List<Function>> functionsByName = new HashMap<>();
  private final Map<String, List<Long>> operators;
  private final Map<String, List<Long>> types;
  private final Set<String> columns;

  /** Of what is written without a parenthesis, by {@link Mentions#key}. */
  private final Map<Integer, List<Function>> fields = new HashMap<>();

  private final Map<Integer, List<Function>> attributes = new HashMap<>();

  private final Map<Integer, List<Long>> made = new HashMap<>();
  private final Map<Integer, List<Function>> called = new HashMap<>();
  private final Set<Integer> settings = new HashSet<>();

  /** The numbers of the names that may stand where a type does, in order. */
  private final int[] typeNames;

  /**
   * Sorts them by name.
   *
   * @param operators the OIDs of the functions behind the operators of a symbol
   * @param types all of them by their names, with the OIDs of the functions that making a value
   *     calls
   * @param typeNames theirs, each with its schema and a dot
   * @param columns of all tables
   * @param settings that are the server's, not the session's
   */
  Names(
      Collection<Relation> relations,
      Collection<Function> functions,
      Map<String, List<Long>> operators,
      Map<String, List<Long>> types,
      Set<String> typeNames,
      Set<String> columns,
      Set<String> settings) {
    for (Relation relation : relations) {
      this.relations.put(new TableName(relation.schema(), relation.name()), relation);
      relationsByName.computeIfAbsent(relation.name(), n -> new ArrayList<>(1)).add(relation);
    }
    for (Function function : functions) {
      FunctionName name = new FunctionName(function.schema(), function.name());
      this.functions.computeIfAbsent(name, n -> new ArrayList<>(1)).add(function);
      functionsByName.computeIfAbsent(function.name(), n -> new ArrayList<>(1)).add(function);
    }
    this.operators = operators;
    this.types = types;
    this.columns = columns;
    functions.forEach(this::field);
    functions.forEach(this::called);
    types.forEach(this::made);
    settings.forEach(setting -> this.settings.add(Mentions.key(Role.SETTING, setting)));
    if (!settings.isEmpty()) {
      this.settings.add(Mentions.key(Role.SETTING, "")); // It may be any.
    }
    Stream<String> rows = this.relations.keySet().stream().map(TableName::toString);
    this.typeNames =
        Stream.concat(typeNames.stream(), rows)
            .flatMap(Names::spellings)
            .mapToInt(name -> Mentions.key(Role.TYPE, name))
            .distinct()
            .sorted()
            .toArray();
  }

  /** A type's name or a table's, with its schema and without, and that of its arrays. */
  private static Stream<String> spellings(String name) {
    int dot = name.indexOf('.');
    String last = name.substring(dot + 1);
    return Stream.of(name, last, name.substring(0, dot + 1) + "_" + last, "_" + last);
  }

  /** A function that may be written as a field, unless calling it is nothing anyway. */
  private void field(Function function) {
    if (function.row() == Function.NO_FIELD
        || (function.isBuiltin() && function.calling() == Function.Calling.COMPUTES)) {
      return;
    }
    add(fields, Role.FIELD, function);
    if (function.row() != Function.OF_VALUE) {
      add(attributes, Role.ATTRIBUTE, function);
    }
  }

  private void called(Function function) {
    if (!function.isBuiltin() || function.calling() != Function.Calling.COMPUTES) {
      add(called, Role.CALL, function);
    }
  }

  private static void add(Map<Integer, List<Function>> to, Role role, Function function) {
    to.computeIfAbsent(Mentions.key(role, function.name()), key -> new ArrayList<>(1))
        .add(function);
  }

  /** A type's name behind a dot is a cast too; behind a table's, most often a column. */
  private void made(String type, List<Long> functions) {
    if (!functions.isEmpty()) {
      made.put(Mentions.key(Role.TYPE, type), functions);
      made.put(Mentions.key(Role.WORD, type), functions);
      made.put(Mentions.key(Role.FIELD, type), functions);
      if (!columns.contains(type)) {
        made.put(Mentions.key(Role.ATTRIBUTE, type), functions);
      }
    }
  }

  /** The functions that something without a parenthesis may call as a field of any value. */
  List<Function> fields(int mention) {
    return fields.getOrDefault(mention, List.of());
  }

  /** The same as a field of a table's rows. */
  List<Function> attributes(int mention) {
    return attributes.getOrDefault(mention, List.of());
  }

  /** The OIDs of the functions that are called if something without a parenthesis is a type. */
  List<Long> made(int mention) {
    return made.getOrDefault(mention, List.of());
  }

  /** The functions that a definition may call for the rows that there are. */
  List<Function> called(int mention) {
    return called.getOrDefault(mention, List.of());
  }

  /** Whether something that stands where a type does is one, or a table, whose rows are. */
  boolean isType(int mention) {
    return Arrays.binarySearch(typeNames, mention) >= 0;
  }

  /** The OIDs of all functions that making a value of some type calls. */
  Set<Long> made() {
    Set<Long> all = new HashSet<>();
    types.values().forEach(all::addAll);
    return all;
  }

  /** Whether a setting whose value is asked for is the server's. */
  boolean isServerSetting(int mention) {
    return settings.contains(mention);
  }

  /** The same of what is written like the call of a function; null if it is no type. */
  @Nullable List<Long> made(FunctionName name) {
    return types.get(name.name());
  }

  /** Whether a call that is no function's may be a column of its argument: {@code name(t)}. */
  boolean isColumn(FunctionName name) {
    return name.schema() == null && columns.contains(name.name());
  }

  /** The relations that a name may stand for; empty if it is unknown. */
  List<Relation> relations(TableName name, Scope scope) {
    if (name.schema() != null) {
      Relation found = relations.get(name);
      return found == null ? List.of() : List.of(found);
    }
    if (scope.hidden() && !isSystem(name)) {
      return List.of();
    }
    if (scope.anywhere()) {
      return relationsByName.getOrDefault(name.name(), List.of());
    }
    for (String schema : scope.path()) {
      Relation found = relations.get(new TableName(schema, name.name()));
      if (found != null) {
        return List.of(found);
      }
    }
    return List.of();
  }

  /**
   * The functions that a call by this name may mean; empty if it is unknown. All of that name along
   * the path: which one it is depends on the types of the arguments.
   */
  List<Function> functions(FunctionName name, Scope scope) {
    if (name.schema() != null) {
      return functions.getOrDefault(name, List.of());
    }
    if (scope.anywhere()) {
      return functionsByName.getOrDefault(name.name(), List.of());
    }
    List<Function> found = new ArrayList<>();
    if (!scope.path().contains(SYSTEM_SCHEMA)) {
      found.addAll(functions.getOrDefault(new FunctionName(SYSTEM_SCHEMA, name.name()), List.of()));
    }
    for (String schema : scope.path()) {
      found.addAll(functions.getOrDefault(new FunctionName(schema, name.name()), List.of()));
    }
    return found;
  }

  /**
   * The OIDs of the functions behind all operators of a symbol that are not PostgreSQL's own; empty
   * if there is none.
   */
  List<Long> operators(String symbol) {
    return operators.getOrDefault(symbol.substring(symbol.lastIndexOf('.') + 1), List.of());
  }

  /**
   * Whether a name is one of PostgreSQL's own tables or views. Their names begin with pg_, which
   * nobody else's may.
   */
  static boolean isSystem(TableName name) {
    return name.schema() == null
        ? name.name().startsWith("pg_")
        : SYSTEM_SCHEMAS.contains(name.schema());
  }
}
