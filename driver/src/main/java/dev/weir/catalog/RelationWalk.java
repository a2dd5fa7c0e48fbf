package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Walk.Deed;
import dev.weir.sql.TableName;
import java.util.List;
import java.util.Set;

/** Walks from relations to all that reading or writing them reaches. */
final class RelationWalk {
  /** A name that may stand for more relations than this is no better than any. */
  private static final int MOST_RELATIONS = 64;

  private final Catalog catalog;
  private final Walk walk;
  private final RoutineWalk routines;

  /** Names that are not missed: what the body being read creates for its session. */
  private Set<String> temporary = Set.of();

  RelationWalk(Catalog catalog, Walk walk, RoutineWalk routines) {
    this.catalog = catalog;
    this.walk = walk;
    this.routines = routines;
  }

  void temporary(Set<String> names) {
    temporary = names;
  }

  // ---------------------------------------------------------------- reading

  void read(TableName name, Scope scope) {
    List<Relation> relations = catalog.names().relations(name, scope);
    if (relations.isEmpty()) {
      readUnknown(name);
    }
    if (relations.size() > MOST_RELATIONS) {
      walk.reach().readAll(walk.way());
    }
    relations.forEach(relation -> read(relation, scope));
  }

  private void readUnknown(TableName name) {
    if (Names.isSystem(name)) {
      walk.raise(Effect.NODE_SPECIFIC, "system catalogue " + name);
    } else if (!temporary.contains(name.name())) {
      walk.reach().readAll(walk.way());
      walk.raise(Effect.UNKNOWN, "table " + name);
    }
  }

  /** Reads a relation that an expression in the catalogue names. */
  void read(long oid, Scope scope) {
    Relation relation = catalog.relation(oid);
    if (relation == null) {
      walk.raise(Effect.NODE_SPECIFIC, "a system catalogue");
    } else {
      read(relation, scope);
    }
  }

  private void read(Relation relation, Scope scope) {
    if (!walk.visit(Deed.READ, relation.oid(), 0, scope)) {
      return;
    }
    if (relation.isNodeSpecific()) {
      walk.raise(Effect.NODE_SPECIFIC, "relation " + relation.name());
    }
    if (relation.isForeign()) {
      walk.reach().readAll(walk.way() + "foreign table " + relation.name());
    } else if (!relation.isView()) {
      walk.reach().read(relation.identity(), walk.way());
    }
    String step = (relation.isView() ? "view " : "a policy of ") + relation.name();
    walk.along(
        step,
        false,
        () -> {
          call(relation, scope);
          routines.callApplied(relation.oid(), scope);
          for (Edge read : catalog.from(Edge.Kind.READS, relation.oid())) {
            read(read.target(), scope);
          }
        });
  }

  /** Calls what a view, or a table's policies, call. */
  private void call(Relation relation, Scope scope) {
    for (Edge call : catalog.from(Edge.Kind.CALLS, relation.oid())) {
      routines.call(call.target(), scope);
    }
  }

  // ---------------------------------------------------------------- writing

  /** Writes all that a name may mean; false if it is not known what that sets off. */
  boolean write(TableName name, int events, Scope scope) {
    List<Relation> relations = catalog.names().relations(name, scope);
    boolean unknown = relations.isEmpty() && !temporary.contains(name.name());
    if (unknown || relations.size() > MOST_RELATIONS) {
      walk.reach().writeAll(walk.way());
    }
    relations.forEach(relation -> write(relation, events, scope));
    return !unknown;
  }

  /** Writes a relation that something in the catalogue leads to. */
  void write(long oid, int events, Scope scope) {
    Relation relation = catalog.relation(oid);
    if (relation == null) {
      walk.reach().writeAll(walk.way());
    } else {
      write(relation, events, scope);
    }
  }

  private void write(Relation relation, int events, Scope scope) {
    if (!walk.visit(Deed.WRITE, relation.oid(), events, scope)) {
      return;
    }
    if (relation.isForeign()) {
      walk.reach().writeAll(walk.way() + "foreign table " + relation.name());
    } else if (!relation.isView()) {
      walk.reach().write(relation.identity(), walk.way());
    }
    walk.along(
        (relation.isView() ? "view " : "table ") + relation.name(),
        true,
        () -> {
          setOff(relation, fired(relation, events), scope);
          for (Edge fill : catalog.from(Edge.Kind.FILLS, relation.oid())) {
            read(fill.target(), scope);
          }
          if (relation.isView() && !hasInsteadOf(relation, events)) {
            // One of the tables that it reads.
            for (Edge read : catalog.from(Edge.Kind.READS, relation.oid())) {
              write(read.target(), events, scope);
            }
          }
        });
  }

  private void setOff(Relation relation, int fired, Scope scope) {
    for (Edge run : catalog.from(Edge.Kind.RUNS, relation.identity())) {
      if ((run.on() & fired) != 0) {
        routines.call(run.target(), scope);
      }
    }
    call(relation, scope);
    routines.callApplied(relation.oid(), scope);
    for (Edge write : catalog.from(Edge.Kind.WRITES, relation.identity())) {
      if ((write.on() & fired) != 0) {
        write(write.target(), write.to(), scope);
      }
    }
  }

  /** An UPDATE may move a row from one partition to another, which inserts and deletes it. */
  private int fired(Relation relation, int events) {
    boolean moves = (events & Events.UPDATE) != 0 && catalog.isTree(relation.identity());
    return moves ? events | Events.INSERT | Events.DELETE : events;
  }

  private boolean hasInsteadOf(Relation view, int events) {
    int instead = 0;
    for (Edge edge : catalog.from(Edge.Kind.INSTEAD, view.oid())) {
      instead |= edge.on();
    }
    return (events & ~instead) == 0;
  }
}
