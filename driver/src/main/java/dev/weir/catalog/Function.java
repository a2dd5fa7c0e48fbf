package dev.weir.catalog;

import java.util.Set;

/**
 * A function, as far as calling it matters.
 *
 * @param schema its schema
 * @param name its name
 * @param calling what a call does
 */
record Function(String schema, String name, Calling calling) {
  /** What a call does. The later, the stronger. */
  enum Calling {
    /** Computes. */
    COMPUTES,
    /** Reads tables that its caller's text does not name. */
    READS,
    /** May run on a primary only, and writes no table. */
    PRIMARY_ONLY,
    /** May write anything. */
    WRITES,
    /** Takes, changes or reads what lives in the session. */
    SESSION,
    /** May write anything, and change the session. */
    ANYTHING
  }

  /** Labelled volatile because two calls differ, but a standby runs them as well as a primary. */
  private static final Set<String> HARMLESS =
      Set.of(
          "random",
          "random_normal",
          "setseed",
          "clock_timestamp",
          "timeofday",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "pg_sleep",
          "pg_sleep_for",
          "pg_sleep_until",
          "pg_is_in_recovery",
          "pg_backend_pid");

  /** Labelled stable, but they assign a transaction id, which a standby refuses. */
  private static final Set<String> ASSIGNS_XID = Set.of("txid_current", "pg_current_xact_id");

  /** Run SQL that they are given. */
  private static final Set<String> RUNS_SQL =
      Set.of(
          "query_to_xml",
          "query_to_xmlschema",
          "query_to_xml_and_xmlschema",
          "cursor_to_xml",
          "cursor_to_xmlschema",
          "ts_stat",
          "ts_rewrite");

  private static final Set<String> SESSION_FUNCTIONS = Set.of("set_config", "currval", "lastval");

  /**
   * Judges a function.
   *
   * @param builtin whether it is PostgreSQL's own
   * @param volatility {@code pg_proc.provolatile}
   * @param suspicious whether its body contradicts a label of stable or immutable
   * @param session whether its body changes what lives in the session
   */
  static Function of(
      String schema,
      String name,
      boolean builtin,
      char volatility,
      boolean suspicious,
      boolean session) {
    return new Function(
        schema, name, builtin ? builtin(name, volatility) : own(volatility, suspicious, session));
  }

  private static Calling builtin(String name, char volatility) {
    if (SESSION_FUNCTIONS.contains(name) || locksSession(name)) {
      return Calling.SESSION;
    }
    if (RUNS_SQL.contains(name)) {
      return Calling.WRITES;
    }
    if (ASSIGNS_XID.contains(name)) {
      return Calling.PRIMARY_ONLY;
    }
    return volatility == 'v' && !HARMLESS.contains(name) ? Calling.PRIMARY_ONLY : Calling.COMPUTES;
  }

  /** Advisory locks of the session, which a standby would grant without asking the primary. */
  private static boolean locksSession(String name) {
    return name.contains("advisory") && !name.contains("xact");
  }

  private static Calling own(char volatility, boolean suspicious, boolean session) {
    if (session) {
      return Calling.ANYTHING;
    }
    if (volatility == 'v' || suspicious) {
      return Calling.WRITES;
    }
    return volatility == 'i' ? Calling.COMPUTES : Calling.READS;
  }
}
