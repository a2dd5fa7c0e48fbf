package dev.weir.analyzer.spring;

/** How an application is analyzed. */
public enum Mode {
  /** As it fits how the application was started. */
  AUTO,
  /** Every loop is a finding. */
  DEVELOPMENT,
  /** What costs a busy server something is a finding. */
  PRODUCTION,
  /** Nothing is watched. */
  OFF
}
