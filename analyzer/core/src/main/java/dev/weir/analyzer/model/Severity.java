package dev.weir.analyzer.model;

/** How bad a finding is; the worst comes first. */
public enum Severity {
  /** Costs much, or grows with the data. */
  ERROR,
  /** Costs something. */
  WARNING,
  /** Worth knowing. */
  INFO
}
