package dev.weir.analyzer.server;

import java.sql.SQLException;

/**
 * Something that servers are asked.
 *
 * @param name what it is about, in words: {@code the sessions}
 * @param sql what is sent
 * @param tier how often it may be asked
 * @param asks whom it can be asked
 * @param needs the extension that it reads; empty for none
 * @param hidesWithoutRights what a role does not see without pg_monitor; empty if it sees all
 * @param reader makes a record of a row
 */
record Question<T>(
    String name,
    String sql,
    Tier tier,
    Whom asks,
    String needs,
    String hidesWithoutRights,
    Reader<T> reader) {
  /** Makes a record of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /** How often a question may be asked, by what it costs the server. */
  enum Tier {
    /** Every 10 to 30 s. */
    ACTIVITY,
    /** Every 5 min. */
    SIZES,
    /** Every hour, or when somebody asks. */
    STRUCTURE
  }

  /** Whom a question can be asked. */
  enum Whom {
    /** Any server. */
    ANY,
    /** A primary: a standby knows nothing of it. */
    PRIMARY,
    /** A standby. */
    STANDBY
  }
}
