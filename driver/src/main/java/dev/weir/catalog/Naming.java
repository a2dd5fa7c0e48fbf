package dev.weir.catalog;

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
  HIDDEN
}
