package dev.weir.catalog;

import dev.weir.catalog.Function.Calling;
import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the database's catalogue said at one moment about tables, views, functions and operators.
 * Immutable; thread-safe.
 *
 * <p>An unqualified name means what it means under the search path of the connection that read the
 * catalogue.
 */
public final class Catalog {
  /** Nothing has been read: every name is unknown. */
  public static final Catalog UNREAD =
      new Catalog(true, List.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  private static final String SYSTEM_SCHEMA = "pg_catalog";
  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of(SYSTEM_SCHEMA, "information_schema", "pg_toast");

  private final boolean asynchronousCommits;
  private final List<String> searchPath;
  private final Map<TableName, Relation> relations = new HashMap<>();
  private final Map<Long, Relation> relationsByOid = new HashMap<>();
  private final Map<FunctionName, Calling> functions = new HashMap<>();
  private final Map<Long, Calling> functionsByOid;
  private final Map<String, Calling> operators;
  private final Map<Long, List<Long>> reads;
  private final Map<Long, List<Long>> cascades;
  private final Map<Long, List<Long>> calls;

  Catalog(
      boolean asynchronousCommits,
      List<String> searchPath,
      List<Relation> relations,
      Map<Long, Function> functions,
      Map<String, Calling> operators,
      Map<Long, List<Long>> reads,
      Map<Long, List<Long>> cascades,
      Map<Long, List<Long>> calls) {
    this.asynchronousCommits = asynchronousCommits;
    this.searchPath = List.copyOf(searchPath);
    for (Relation relation : relations) {
      this.relations.put(new TableName(relation.schema(), relation.name()), relation);
      this.relationsByOid.put(relation.oid(), relation);
    }
    this.functionsByOid = new HashMap<>();
    functions.forEach(
        (oid, function) -> {
          functionsByOid.put(oid, function.calling());
          this.functions.merge(
              new FunctionName(function.schema(), function.name()),
              function.calling(),
              Catalog::stronger);
        });
    this.operators = operators;
    this.reads = reads;
    this.cascades = cascades;
    this.calls = calls;
  }

  /**
   * Whether a function may switch {@code synchronous_commit} off; true as long as nothing has been
   * read.
   */
  public boolean mayCommitAsynchronously() {
    return asynchronousCommits;
  }

  /** Whether nothing has been read. */
  public boolean isUnread() {
    return functions.isEmpty();
  }

  /**
   * Closes a shape: finds what the statement does through the names that its text only mentions.
   *
   * @param shape of any statement
   */
  public Closure close(SqlShape shape) {
    return new Closing(this).close(shape);
  }

  /** What a name stands for: null if it is unknown. */
  @Nullable Relation relation(TableName name) {
    if (name.schema() != null) {
      return relations.get(name);
    }
    for (String schema : searchPath) {
      Relation found = relations.get(new TableName(schema, name.name()));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Nullable Relation relation(long oid) {
    return relationsByOid.get(oid);
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

  /** The strongest of all functions that a call by this name may mean, null if there is none. */
  @Nullable Calling calling(FunctionName name) {
    if (name.schema() != null) {
      return functions.get(name);
    }
    Calling found = functions.get(new FunctionName(SYSTEM_SCHEMA, name.name()));
    for (String schema : searchPath) {
      Calling other = functions.get(new FunctionName(schema, name.name()));
      if (other != null) {
        found = found == null ? other : stronger(found, other);
      }
    }
    return found;
  }

  /** What an operator that is not PostgreSQL's own does; null if it is unknown. */
  @Nullable Calling operator(String symbol) {
    return operators.get(symbol.substring(symbol.lastIndexOf('.') + 1));
  }

  List<Long> readsOf(Relation relation) {
    return reads.getOrDefault(relation.oid(), List.of());
  }

  List<Long> cascadesOf(Relation relation) {
    return cascades.getOrDefault(relation.oid(), List.of());
  }

  List<Calling> callsOf(Relation relation) {
    List<Calling> found = new ArrayList<>();
    for (Long oid : calls.getOrDefault(relation.oid(), List.of())) {
      found.add(functionsByOid.getOrDefault(oid, Calling.WRITES));
    }
    return found;
  }

  static Calling stronger(Calling one, Calling other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
