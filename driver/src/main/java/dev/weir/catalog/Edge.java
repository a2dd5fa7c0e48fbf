package dev.weir.catalog;

/**
 * Where one thing leads to another.
 *
 * @param kind what leads where
 * @param source the OID of the one
 * @param target the OID of the other
 * @param on the {@link Events} that lead there
 * @param to the {@link Events} that happen there, of an edge to a relation that is written
 */
record Edge(Kind kind, long source, long target, int on, int to) {
  /** What leads where. */
  enum Kind {
    /** From a view, or a table with policies, to a relation that reading it reads. */
    READS,
    /** From a view, or a table with policies, to a function that using it calls. */
    CALLS,
    /** From a relation to one that writing it writes: by a rule, or by a foreign key's action. */
    WRITES,
    /**
     * From a relation to a function that writing it calls: of a trigger, default, generated column,
     * check or index. From 0: what DDL calls.
     */
    RUNS,
    /** From a view to itself: its INSTEAD OF triggers. */
    INSTEAD,
    /** From a function with a body of BEGIN ATOMIC to a relation in it. */
    TOUCHES,
    /** From a materialized view to a relation that refreshing it reads. */
    FILLS,
    /** From an aggregate to its parts, and from a body of BEGIN ATOMIC to a function in it. */
    USES,
    /**
     * From a relation to a function that comes unnamed with its values: of an operator, a cast or
     * an index's support. From 0: what comes with any values.
     */
    APPLIES,
    /** From a function to one that the default of an argument calls. */
    PASSES
  }
}
