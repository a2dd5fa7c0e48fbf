package dev.weir.analyzer.model;

/** What a database can be ill of; each is judged as a whole. */
public enum Area {
  /** What holds VACUUM back. */
  HORIZON("vacuum horizon"),
  /** Dead rows, and whether autovacuum keeps up with them. */
  VACUUM("dead rows"),
  /** Space that files keep and no row uses. */
  BLOAT("bloat"),
  /** When autovacuum begins, by what is written. */
  SETTINGS("autovacuum settings"),
  /** The age of what is not frozen. */
  WRAPAROUND("wraparound"),
  /** Whether updates need new index entries. */
  HOT("HOT updates"),
  /** What the planner knows. */
  STATISTICS("statistics"),
  /** Who waits for whom. */
  LOCKS("locks"),
  /** Whether there are enough. */
  CONNECTIONS("connections"),
  /** Those that are needless, broken or missing. */
  INDEXES("indexes"),
  /** Whether new rows have one to go to. */
  PARTITIONS("partitions"),
  /** Tables that are read whole. */
  SCANS("sequential scans"),
  /** How far standbys are behind. */
  REPLICATION("replication"),
  /** What replication slots keep. */
  SLOTS("slots"),
  /** Whether they end. */
  SEQUENCES("sequences"),
  /** How fast it grows, and when it will be at a limit. */
  GROWTH("growth"),
  /** Which take the time. */
  STATEMENTS("statements"),
  /** What does not fit in memory. */
  MEMORY("cache and temporary files");

  private final String title;

  Area(String title) {
    this.title = title;
  }

  /** What people call it. */
  public String title() {
    return title;
  }
}
