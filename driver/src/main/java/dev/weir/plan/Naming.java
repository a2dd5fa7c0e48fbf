package dev.weir.plan;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Closure;
import dev.weir.sql.SqlShape;

/** What unqualified names mean in a session. */
public enum Naming {
  /** What they mean in the sessions of the pools. */
  AS_IN_POOLS,
  /**
   * All tables, or all functions, of that name in any schema: its search path or its role was
   * changed.
   */
  ANYWHERE,
  /**
   * The same of functions. Of tables and types nobody knows: there may be something temporary,
   * which hides whatever else has its name.
   */
  HIDDEN;

  /** Closes a shape for such a session. */
  Closure close(SqlShape shape, Catalog catalog) {
    return switch (this) {
      case AS_IN_POOLS -> catalog.close(shape);
      case ANYWHERE -> catalog.closeUnderAnyPath(shape);
      case HIDDEN -> catalog.closeBehindTemporary(shape);
    };
  }
}
