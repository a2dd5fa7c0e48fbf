package dev.weir.analyzer.model;

/**
 * The anti-patterns that Weir knows. The code is what logs, suppressions and signatures use; it
 * never changes.
 */
public enum FindingCode {
  /** The same SELECT with another key for each row of an earlier result. */
  N_PLUS_ONE("N1", "N+1 select"),
  /** INSERTs of one row each, in a loop. */
  ROW_BY_ROW_INSERT("LI", "row-by-row INSERT"),
  /** UPDATEs of one row each, in a loop. */
  ROW_BY_ROW_UPDATE("LU", "row-by-row UPDATE"),
  /** DELETEs of one row each, in a loop. */
  ROW_BY_ROW_DELETE("LD", "row-by-row DELETE"),
  /** One row that is updated again and again. */
  HOT_ROW("HR", "hot row");

  private final String code;
  private final String title;

  FindingCode(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** The short stable code, such as {@code N1}. */
  public String code() {
    return code;
  }

  /** What people call it. */
  public String title() {
    return title;
  }
}
