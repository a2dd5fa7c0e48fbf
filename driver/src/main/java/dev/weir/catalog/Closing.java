package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Function.Calling;
import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import dev.weir.sql.TransactionCommand;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The closing of one shape over a catalogue: walks from its names to all that they reach. Used
 * once, by one thread.
 */
final class Closing {
  private final Catalog catalog;
  private final Set<Long> visited = new HashSet<>();
  private final Set<Long> reads = new HashSet<>();
  private final Set<Long> writes = new HashSet<>();
  private boolean readsAll;
  private boolean writesAll;
  private Effect effect = Effect.PURE;
  private String cause = "";

  Closing(Catalog catalog) {
    this.catalog = catalog;
  }

  Closure close(SqlShape shape) {
    if (catalog.isUnread()) {
      raise(Effect.UNKNOWN, "the catalogue has not been read yet");
    }
    shape.reads().forEach(this::read);
    for (FunctionName name : shape.functions()) {
      call(catalog.calling(name), "function " + name);
    }
    for (String operator : shape.operators()) {
      call(catalog.operator(operator), "operator " + operator);
    }
    write(shape);
    return new Closure(effect, cause, tables(readsAll, reads), tables(writesAll, writes));
  }

  private void read(TableName name) {
    Relation relation = catalog.relation(name);
    if (relation != null) {
      read(relation, relation.name());
    } else if (Catalog.isSystem(name)) {
      raise(Effect.NODE_SPECIFIC, "system catalogue " + name);
    } else {
      readsAll = true;
      raise(Effect.UNKNOWN, "table " + name);
    }
  }

  private void read(Relation relation, String through) {
    if (!visited.add(relation.oid())) {
      return;
    }
    if (relation.isNodeSpecific()) {
      raise(Effect.NODE_SPECIFIC, "relation " + through);
    }
    if (!relation.isView()) {
      reads.add(relation.identity());
    }
    for (Calling calling : catalog.callsOf(relation)) {
      call(calling, (relation.isView() ? "view " : "a policy of ") + through);
    }
    for (Long target : catalog.readsOf(relation)) {
      Relation next = catalog.relation(target);
      if (next != null) {
        read(next, next.name());
      } else {
        // PostgreSQL's own: a view over statistics or catalogues.
        raise(Effect.NODE_SPECIFIC, "view " + through);
      }
    }
  }

  private void call(@Nullable Calling calling, String name) {
    if (calling == null) {
      readsAll = true;
      writesAll = true;
      raise(Effect.UNKNOWN, name);
      return;
    }
    switch (calling) {
      case COMPUTES -> {}
      case READS -> readsAll = true;
      case PRIMARY_ONLY -> raise(Effect.VOLATILE, name);
      case WRITES -> {
        readsAll = true;
        writesAll = true;
        raise(Effect.VOLATILE, name);
      }
      case SESSION -> raise(Effect.SESSION, name);
      case ANYTHING -> {
        readsAll = true;
        writesAll = true;
        raise(Effect.SESSION, name);
      }
    }
  }

  private void write(SqlShape shape) {
    switch (shape.kind()) {
      case INSERT, UPDATE, DELETE, MERGE, TRUNCATE -> shape.writes().forEach(this::write);
      case READ, LOCKING_READ, SESSION, CURSOR, NOTIFY, EMPTY -> {}
      case TRANSACTION -> writesAll |= shape.transaction() == TransactionCommand.COMMIT_PREPARED;
      case DDL, COPY, CALL, MAINTENANCE, PREPARED, SEVERAL, UNKNOWN -> writesAll = true;
    }
  }

  private void write(TableName name) {
    Relation relation = catalog.relation(name);
    if (relation == null) {
      writesAll = true;
    } else {
      write(relation);
    }
  }

  private void write(Relation relation) {
    if (!writes.add(relation.identity()) && !relation.isView()) {
      return;
    }
    writesAll |= relation.unclear();
    if (relation.isView()) {
      // An updatable view writes one of the tables that it reads.
      for (Long target : catalog.readsOf(relation)) {
        writeOid(target);
      }
    }
    for (Long child : catalog.cascadesOf(relation)) {
      writeOid(child);
    }
  }

  private void writeOid(long oid) {
    Relation relation = catalog.relation(oid);
    if (relation == null) {
      writesAll = true;
    } else if (!writes.contains(relation.identity())) {
      write(relation);
    }
  }

  private void raise(Effect to, String because) {
    if (to.compareTo(effect) > 0) {
      effect = to;
      cause = because;
    }
  }

  private static Tables tables(boolean all, Set<Long> oids) {
    return all ? Tables.ALL : new Tables(false, oids);
  }
}
