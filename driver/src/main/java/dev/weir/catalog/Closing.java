package dev.weir.catalog;

import dev.weir.sql.SqlShape;

/** Closes statements and routines over a catalogue. Stateless; thread-safe. */
final class Closing {
  private Closing() {}

  /** Closes a statement in which unqualified names have a meaning. */
  static Closure statement(Catalog catalog, SqlShape shape, Scope scope) {
    Walk walk = new Walk(false);
    new StatementWalk(catalog, walk).statement(shape, scope);
    if (walk.reach().movesNames() && !scope.doubtful()) {
      return statement(catalog, shape, scope.inDoubt());
    }
    return walk.reach().closure();
  }

  /** What a routine's body reaches if it is called where unqualified names have a meaning. */
  static Reach routine(Catalog catalog, Function routine, Scope scope) {
    Walk walk = new Walk(true);
    new StatementWalk(catalog, walk).routines().through(routine, scope);
    return walk.reach();
  }

  /** What is reached where something is done to any relation. */
  static Reach unnamed(Catalog catalog, Unnamed by) {
    Walk walk = new Walk(true);
    new StatementWalk(catalog, walk).routines().throughUnnamed(by);
    return walk.reach();
  }
}
