package dev.weir.analyzer.model;

/** What kind of SQL mends a statement. */
public enum Repair {
  /** One statement in place of one for each row. */
  SET_BASED,
  /** Fewer writes of one row. */
  FOLDED,
  /** An index. */
  INDEX,
  /** None that could be written from the statement alone. */
  NONE
}
