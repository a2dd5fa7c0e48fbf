package dev.weir.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function, procedure or aggregate.
 *
 * @param oid its OID
 * @param schema its schema
 * @param name its name
 * @param code {@code pg_proc.prokind}, {@code provolatile}, and letters for what else is known of
 *     it, see {@code catalog.sql}
 * @param language its language
 * @param source its body as text; null if it is PostgreSQL's own or was stored parsed
 * @param searchPath the search path that it sets for itself, if any
 * @param row of what it can be written as a field, {@code x.name} for {@code name(x)}: the OID of a
 *     composite type's relation that has no column of that name, or one of {@link #NO_FIELD},
 *     {@link #OF_ANY}, {@link #OF_VALUE}
 */
record Function(
    long oid,
    String schema,
    String name,
    String code,
    String language,
    @Nullable String source,
    @Nullable String searchPath,
    long row) {
  /** It takes not just one argument, or is hidden by a column. */
  static final long NO_FIELD = 0;

  /** Its argument may be any row, or any value. */
  static final long OF_ANY = -1;

  /** Its argument is no row. */
  static final long OF_VALUE = -2;

  /** What is believed of a call whose body is not read. */
  enum Calling {
    /** Computes. */
    COMPUTES,
    /** Reads tables that its caller's text does not name. */
    READS,
    /** Makes a value of a type whose name it is given. */
    MAKES,
    /** Tells of the server or the session that runs it. */
    NODE_SPECIFIC,
    /** May run on a primary only, and writes no table. */
    PRIMARY_ONLY,
    /** The same, and leaves a sequence's value in the session. */
    DRAWS,
    /** May write anything. */
    WRITES,
    /** Runs SQL that it is given. */
    RUNS,
    /** Takes or releases advisory locks of the session. */
    LOCKS,
    /** Asks the session for a sequence's value. */
    ASKS,
    /** Settles which random numbers the session has next. */
    SEEDS,
    /** Leaves in the session what only its end takes out of it. */
    STAYS,
    /** Takes, changes or reads what else lives in the session. */
    SESSION
  }

  private static final long FIRST_OWN_OID = 16_384;

  /**
   * Begin a backup, set a replication origin, make a slot that may be temporary; of extensions:
   * open connections of dblink, set a limit of pg_trgm.
   */
  private static final Set<String> STAYING =
      Set.of(
          "pg_backup_start",
          "pg_start_backup",
          "pg_create_physical_replication_slot",
          "pg_create_logical_replication_slot",
          "pg_copy_physical_replication_slot",
          "pg_copy_logical_replication_slot",
          "pg_replication_origin_session_setup",
          "dblink_connect",
          "dblink_connect_u",
          "set_limit");

  /** Labelled volatile because two calls differ, but a standby runs them as well as a primary. */
  private static final Set<String> HARMLESS =
      Set.of(
          "random",
          "random_normal",
          "clock_timestamp",
          "timeofday",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "pg_sleep",
          "pg_sleep_for",
          "pg_sleep_until",
          "pg_partition_tree",
          "pg_partition_ancestors",
          "array_sample",
          "array_shuffle",
          "bernoulli",
          "system",
          // By which applications see where they are, whose answer is meant to differ.
          "pg_is_in_recovery");

  /** Tell of the server's files or memory, though any of its processes may run them. */
  private static final Set<String> OF_NODE =
      Set.of(
          "pg_available_extensions",
          "pg_available_extension_versions",
          "pg_current_snapshot",
          "pg_current_xact_id_if_assigned",
          "pg_extension_update_paths",
          "pg_get_replication_slots",
          "pg_is_other_temp_schema",
          "pg_postmaster_start_time",
          "pg_show_all_settings",
          "pg_tablespace_databases",
          "pg_tablespace_location",
          "pg_timezone_abbrevs",
          "pg_timezone_abbrevs_abbrevs",
          "pg_timezone_abbrevs_zone",
          "pg_timezone_names",
          "txid_current_if_assigned",
          "txid_current_snapshot");

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

  /** Make a value of a type that is an argument, so that its name may be in a parameter. */
  private static final Set<String> MAKES_VALUES =
      Set.of(
          "pg_input_is_valid",
          "pg_input_error_info",
          "array_in",
          "array_recv",
          "domain_in",
          "domain_recv",
          "multirange_in",
          "multirange_recv",
          "range_in",
          "range_recv",
          "record_in",
          "record_recv");

  /** Of sequences: leave the session a value. */
  private static final Set<String> DRAWING = Set.of("nextval", "setval");

  private static final Set<String> ASKING = Set.of("currval", "lastval");

  boolean isBuiltin() {
    return oid < FIRST_OWN_OID;
  }

  boolean isAggregate() {
    return code.charAt(0) == 'a';
  }

  boolean isProcedure() {
    return code.charAt(0) == 'p';
  }

  boolean isVolatile() {
    return code.charAt(1) == 'v';
  }

  /** Whether its body was stored parsed: BEGIN ATOMIC or RETURN. */
  boolean isAtomic() {
    return is('a');
  }

  /** Whether its parsed body writes. */
  boolean writes() {
    return is('w');
  }

  /** Whether its parsed body locks rows. */
  boolean locks() {
    return is('l');
  }

  /** Whether it runs as another role, for which names may mean something else. */
  boolean hasOtherRole() {
    return is('r');
  }

  /** Whether it may switch synchronous_commit off. */
  boolean mayCommitAsynchronously() {
    return is('c');
  }

  private boolean is(char letter) {
    return code.indexOf(letter, 2) >= 0;
  }

  boolean isSetConfig() {
    return isBuiltin() && name.equals("set_config");
  }

  /** What a call does by its label, which PostgreSQL's own bear truly but for a few. */
  Calling calling() {
    if (STAYING.contains(name) && (isBuiltin() || language.equals("c"))) {
      return Calling.STAYS;
    }
    if (!isBuiltin()) {
      return switch (code.charAt(1)) {
        case 'i' -> Calling.COMPUTES;
        case 's' -> Calling.READS;
        default -> Calling.WRITES;
      };
    }
    if (locksSession()) {
      return Calling.LOCKS;
    }
    if (ASKING.contains(name)) {
      return Calling.ASKS;
    }
    if (DRAWING.contains(name)) {
      return Calling.DRAWS;
    }
    if (name.equals("setseed")) {
      return Calling.SEEDS;
    }
    if (isSetConfig()) {
      return Calling.SESSION;
    }
    if (is('n') || OF_NODE.contains(name) || name.startsWith("pg_stat_get_")) {
      return Calling.NODE_SPECIFIC;
    }
    if (MAKES_VALUES.contains(name)) {
      return Calling.MAKES;
    }
    if (RUNS_SQL.contains(name)) {
      return Calling.RUNS;
    }
    if (readsTablesToXml()) {
      return Calling.READS;
    }
    if (ASSIGNS_XID.contains(name)) {
      return Calling.PRIMARY_ONLY;
    }
    return isVolatile() && !HARMLESS.contains(name) ? Calling.PRIMARY_ONLY : Calling.COMPUTES;
  }

  /** Advisory locks of the session, which a standby would grant without asking the primary. */
  private boolean locksSession() {
    return name.contains("advisory") && !name.contains("xact");
  }

  /** {@code table_to_xml} and its kin read tables whose names they are given. */
  private boolean readsTablesToXml() {
    return name.contains("_to_xml")
        && (name.startsWith("table_")
            || name.startsWith("schema_")
            || name.startsWith("database_"));
  }
}
