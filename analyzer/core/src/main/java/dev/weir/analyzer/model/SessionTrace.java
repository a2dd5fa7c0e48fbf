package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;

/**
 * Something that a unit of work left in a session, and that a pooler which lends connections for
 * one transaction at a time does not keep for it.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param shape the statement
 * @param place where; {@link Place#UNKNOWN} if nobody looked
 * @param left what it left
 * @param count how often
 */
public record SessionTrace(String dataSource, SqlShape shape, Place place, Left left, long count) {
  /** What is left in a session. */
  public enum Left {
    /** A setting, by SET or set_config. */
    SETTING("settings", "a setting"),
    /** A channel that is listened to. */
    CHANNEL("channels", "a channel that is listened to"),
    /** A prepared statement, by PREPARE. */
    PREPARED("preparedStatements", "a prepared statement"),
    /** A temporary table, or something else that is. */
    TEMPORARY("temporaryTables", "something temporary"),
    /** A cursor that outlives its transaction. */
    CURSOR("heldCursors", "a cursor WITH HOLD"),
    /** An advisory lock of the session. */
    LOCK("advisoryLocks", "an advisory lock");

    private final String fact;
    private final String words;

    Left(String fact, String words) {
      this.fact = fact;
      this.words = words;
    }

    /** The name of the fact that counts it. */
    public String fact() {
      return fact;
    }

    /** What people call it. */
    public String words() {
      return words;
    }
  }
}
