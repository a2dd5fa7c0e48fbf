package dev.weir.analyzer.model;

/** What has become of a finding since earlier releases. */
public enum FindingState {
  /** No earlier release had it. */
  NEW("new"),
  /** The release just before had it, too. */
  ONGOING("ongoing"),
  /** An earlier release had it, the one just before had not. */
  BACK("come back"),
  /** The release just before had it, and this one has not, so far. */
  GONE("gone");

  private final String word;

  FindingState(String word) {
    this.word = word;
  }

  /** What people read. */
  public String word() {
    return word;
  }
}
