package dev.weir.plan;

import dev.weir.catalog.Catalog;
import dev.weir.consistency.WriteMarks;
import dev.weir.route.Needs;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a text before it runs: what it is, what it needs, what it marks and what it
 * does to its session.
 *
 * @param sql the text
 * @param shape what it is
 * @param catalog by which it was closed
 * @param naming what its unqualified names mean
 * @param needs what it needs of the node that runs it
 * @param writes what it marks
 * @param session what it does to its session
 * @param change what it does to the catalogue
 * @param opaque whether it may have effects outside the database, so that it must not run twice
 * @param hint what its text asks for; null if that is nothing
 */
public record Plan(
    String sql,
    SqlShape shape,
    Catalog catalog,
    Naming naming,
    Needs needs,
    WriteMarks writes,
    SessionEffect session,
    Change change,
    boolean opaque,
    @Nullable Hint hint) {
  /** What a statement does to the catalogue. */
  public enum Change {
    /** Nothing. */
    NONE,
    /** Perhaps something: what it calls is not known well enough. */
    POSSIBLE,
    /** It is DDL. */
    CERTAIN;

    /**
     * The stronger of two.
     *
     * @param other what else is done
     */
    public Change or(Change other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }
}
