package dev.weir.catalog;

import dev.weir.sql.Mentions;
import dev.weir.sql.Mentions.Role;
import dev.weir.sql.RoutineBody;
import dev.weir.sql.SqlShape;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the database's catalogue said at one moment about tables, views, functions and operators.
 * Immutable but for what it remembers of what it has worked out; thread-safe.
 *
 * <p>Functions are known by their bodies where these can be read: those in SQL and PL/pgSQL. What
 * comes unnamed with the values of a type (casts, checks of domains, operators that have a symbol
 * of PostgreSQL's own, support of indexes) is found by the tables, functions and types that a
 * statement names; of what is compiled, the label is believed.
 */
public final class Catalog {
  /** Nothing has been read: every name is unknown. */
  public static final Catalog UNREAD =
      new Catalog("", "", Scope.path(List.of()), Names.NONE, List.of(), List.of(), List.of());

  private final String fingerprint;
  private final @Nullable String path;
  private final Scope scope;
  private final Names names;
  private final Edges edges;
  private final boolean asynchronousCommits;
  private final Map<Long, Relation> relations = new HashMap<>();
  private final Map<Long, Function> functions = new HashMap<>();
  private final Set<Long> trees = new HashSet<>();
  private final Map<Long, RoutineBody> bodies = new ConcurrentHashMap<>();
  private final Map<Called, Reach> reached = new ConcurrentHashMap<>();

  /** A function, and what unqualified names mean in its body. */
  private record Called(long function, Scope scope) {}

  /**
   * Makes a catalogue of what was read.
   *
   * @param fingerprint of all of it, empty if nothing was read
   * @param path the search path of all sessions; null if they may have several
   * @param scope what an unqualified name means in them
   * @param names what names stand for
   * @param edges between all these
   */
  Catalog(
      String fingerprint,
      @Nullable String path,
      Scope scope,
      Names names,
      Collection<Relation> relations,
      Collection<Function> functions,
      Collection<Edge> edges) {
    this.fingerprint = fingerprint;
    this.path = path;
    this.scope = scope;
    this.names = names;
    for (Relation relation : relations) {
      this.relations.put(relation.oid(), relation);
      if (relation.oid() != relation.identity()) {
        trees.add(relation.identity());
      }
    }
    this.edges = new Edges(edges, this.relations);
    functions.forEach(function -> this.functions.put(function.oid(), function));
    this.asynchronousCommits =
        fingerprint.isEmpty() || functions.stream().anyMatch(Function::mayCommitAsynchronously);
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
    return fingerprint.isEmpty();
  }

  /** The search path of all sessions that have set no other; null if they may have several. */
  @Nullable String path() {
    return path;
  }

  /** Of all that was read: equal as long as nothing of it has changed. */
  String fingerprint() {
    return fingerprint;
  }

  /**
   * Closes a shape: finds what the statement does through the names that its text only mentions. An
   * unqualified name means what it means under the search path of the connection that read the
   * catalogue; or all things of that name, once that path has become another while sessions were
   * open.
   *
   * @param shape of any statement
   */
  public Closure close(SqlShape shape) {
    return Closing.statement(this, shape, scope);
  }

  /**
   * Closes a shape for a session in which names may mean something else, because it has changed its
   * search path or its role: an unqualified name means all tables, or all functions, of that name
   * in any schema.
   *
   * @param shape of any statement
   */
  public Closure closeUnderAnyPath(SqlShape shape) {
    return Closing.statement(this, shape, Scope.ANYWHERE);
  }

  /**
   * Closes a shape for a session that may have something temporary: the same of functions, and of
   * unqualified names of tables and types nobody knows what they mean.
   *
   * @param shape of any statement
   */
  public Closure closeBehindTemporary(SqlShape shape) {
    return Closing.statement(this, shape, Scope.HIDDEN);
  }

  /**
   * What a table is called, with its schema.
   *
   * @param oid of a closure that this catalogue made
   */
  public String name(long oid) {
    Relation relation = relations.get(oid);
    return relation == null ? "table " + oid : relation.schema() + "." + relation.name();
  }

  /**
   * Whether making a value of a type calls functions of users.
   *
   * @param type without schema and quotes
   */
  public boolean callsToMake(String type) {
    return !names.made(Mentions.key(Role.TYPE, type)).isEmpty();
  }

  Names names() {
    return names;
  }

  /** The relation of an OID; null if it is PostgreSQL's own, temporary or new. */
  @Nullable Relation relation(long oid) {
    return relations.get(oid);
  }

  @Nullable Function function(long oid) {
    return functions.get(oid);
  }

  List<Edge> from(Edge.Kind kind, long oid) {
    return edges.from(kind, oid);
  }

  /** Whether a relation has partitions or heirs. */
  boolean isTree(long identity) {
    return trees.contains(identity);
  }

  /** What a function's body runs. */
  RoutineBody body(Function function) {
    String source = function.source();
    if (source == null) {
      return RoutineBody.UNREADABLE;
    }
    return bodies.computeIfAbsent(
        function.oid(), oid -> RoutineBody.of(function.language(), source));
  }

  /** The OIDs of the functions that are called without being named by something like this. */
  Set<Long> unnamed(Unnamed by) {
    Set<Long> unnamed = new HashSet<>(edges.targets(Edge.Kind.CALLS));
    unnamed.addAll(edges.targets(Edge.Kind.APPLIES));
    if (by == Unnamed.ANYTHING) {
      unnamed.addAll(edges.targets(Edge.Kind.RUNS));
      unnamed.addAll(names.made());
    }
    return unnamed;
  }

  /** What these reach. */
  Reach reachUnnamed(Unnamed by) {
    Called nobody = new Called(by.oid(), Scope.ANYWHERE);
    Reach known = reached.get(nobody);
    if (known == null) {
      known = Closing.unnamed(this, by);
      reached.put(nobody, known);
    }
    return known;
  }

  /** What a function's body reaches, if that was asked for before. */
  @Nullable Reach known(Function function, Scope within) {
    return reached.get(new Called(function.oid(), within));
  }

  /** What a function's body reaches. */
  Reach reach(Function function, Scope within) {
    Reach known = known(function, within);
    if (known == null) {
      known = Closing.routine(this, function, within);
      reached.put(new Called(function.oid(), within), known);
    }
    return known;
  }
}
