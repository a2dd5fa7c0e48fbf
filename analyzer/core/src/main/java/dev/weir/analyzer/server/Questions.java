package dev.weir.analyzer.server;

import dev.weir.analyzer.sample.ConnectionGroup;
import dev.weir.analyzer.sample.DatabaseSample;
import dev.weir.analyzer.sample.ForeignKeySample;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.PartitionSample;
import dev.weir.analyzer.sample.PreparedSample;
import dev.weir.analyzer.sample.RedundantIndex;
import dev.weir.analyzer.sample.ReplaySample;
import dev.weir.analyzer.sample.SequenceSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import dev.weir.analyzer.sample.StandbySample;
import dev.weir.analyzer.sample.StatementSample;
import dev.weir.analyzer.sample.TableSample;
import dev.weir.analyzer.sample.ToastSample;
import dev.weir.analyzer.sample.VacuumRun;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.analyzer.server.Question.Reader;
import dev.weir.analyzer.server.Question.Tier;
import dev.weir.analyzer.server.Question.Whom;
import dev.weir.sql.SqlShapes;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that the doctor asks. */
final class Questions {
  private Questions() {}

  static final Question<ServerAnswer> SERVER =
      anywhere("the server", "server.sql", Tier.ACTIVITY, ServerAnswer::of);

  static final Question<Map.Entry<String, String>> SETTINGS =
      anywhere(
          "the settings",
          "settings.sql",
          Tier.ACTIVITY,
          row -> Map.entry(row.text("name"), row.text("setting")));

  static final Question<SessionSample> SESSIONS =
      new Question<>(
          "the sessions",
          Query.text("sessions.sql"),
          Tier.ACTIVITY,
          Whom.ANY,
          "",
          "what other roles' sessions do, since when, and their statements",
          Questions::session);

  static final Question<PreparedSample> PREPARED =
      anywhere(
          "the prepared transactions",
          "prepared.sql",
          Tier.ACTIVITY,
          row ->
              new PreparedSample(
                  row.text("gid"),
                  Objects.requireNonNull(row.instant("prepared")),
                  row.maybeText("owner"),
                  row.text("database"),
                  row.count("xid_age")));

  static final Question<SlotSample> SLOTS =
      anywhere(
          "the replication slots",
          "slots.sql",
          Tier.ACTIVITY,
          row ->
              new SlotSample(
                  row.text("slot_name"),
                  row.is("logical"),
                  row.maybeText("plugin"),
                  row.maybeText("database"),
                  row.is("active"),
                  row.orMinusOne("xmin_age"),
                  row.orMinusOne("catalog_xmin_age"),
                  row.orMinusOne("retained"),
                  row.maybeText("wal_status"),
                  row.orMinusOne("safe_wal_size"),
                  row.instant("inactive_since"),
                  row.maybeText("invalid")));

  static final Question<StandbySample> STANDBYS =
      new Question<>(
          "the standbys",
          Query.text("standbys.sql"),
          Tier.ACTIVITY,
          Whom.ANY,
          "",
          "how far the standbys are",
          row ->
              new StandbySample(
                  row.small("pid"),
                  row.text("application_name"),
                  row.maybeText("address"),
                  row.maybeText("state"),
                  row.maybeText("sync_state"),
                  row.orMinusOne("xmin_age"),
                  row.count("position"),
                  row.orMinusOne("replayed"),
                  row.orMinusOne("replay_ms")));

  static final Question<ReplaySample> REPLAY =
      new Question<>(
          "the replay",
          Query.text("replay.sql"),
          Tier.ACTIVITY,
          Whom.STANDBY,
          "",
          "whether it still receives anything",
          row ->
              new ReplaySample(
                  row.maybeText("status"),
                  row.is("paused"),
                  row.count("unreplayed"),
                  row.orMinusOne("replayed"),
                  row.instant("last_replay"),
                  row.instant("last_message")));

  static final Question<ConnectionGroup> CONNECTIONS =
      new Question<>(
          "the connections",
          Query.text("connections.sql"),
          Tier.ACTIVITY,
          Whom.ANY,
          "",
          "what other roles' connections do",
          row ->
              new ConnectionGroup(
                  row.text("datname"),
                  row.maybeText("usename"),
                  row.text("application_name"),
                  row.maybeText("state"),
                  row.count("sessions")));

  static final Question<WaitSample> WAITS =
      new Question<>(
          "what active sessions wait for",
          Query.text("waits.sql"),
          Tier.ACTIVITY,
          Whom.ANY,
          "",
          "what other roles' sessions wait for",
          row ->
              new WaitSample(
                  row.text("type"),
                  row.text("event"),
                  row.count("sessions"),
                  row.is("autovacuum")));

  static final Question<DatabaseSample> DATABASES =
      anywhere(
          "the databases",
          "databases.sql",
          Tier.ACTIVITY,
          row ->
              new DatabaseSample(
                  row.text("datname"),
                  row.is("current"),
                  row.count("xid_age"),
                  row.count("multixact_age"),
                  row.count("xact_commit"),
                  row.count("xact_rollback"),
                  row.count("blks_read"),
                  row.count("blks_hit"),
                  row.count("temp_files"),
                  row.count("temp_bytes"),
                  row.count("deadlocks"),
                  row.count("sessions"),
                  row.instant("stats_reset")));

  static final Question<VacuumRun> VACUUMS =
      primary(
          "the vacuums under way",
          "vacuums.sql",
          Tier.ACTIVITY,
          row ->
              new VacuumRun(
                  row.small("pid"),
                  row.count("relid"),
                  row.text("phase"),
                  row.count("heap_blks_total"),
                  row.count("heap_blks_scanned"),
                  row.maybe("automatic"),
                  row.instant("xact_start")));

  static final Question<TableSample> TABLES =
      primary("the tables' counters", "vitals.sql", Tier.ACTIVITY, Questions::table);

  static final Question<IndexSample> INDEXES =
      anywhere("the indexes", "all-indexes.sql", Tier.STRUCTURE, Questions::index);

  static final Question<RedundantIndex> REDUNDANT_INDEXES =
      anywhere(
          "redundant indexes",
          "redundant-indexes.sql",
          Tier.STRUCTURE,
          row ->
              new RedundantIndex(
                  row.count("oid"),
                  row.count("keep_oid"),
                  row.is("identical"),
                  row.is("partitioned"),
                  row.table("nspname", "table_name"),
                  row.text("relname"),
                  row.text("keep_name"),
                  row.count("size_bytes"),
                  row.count("scans")));

  static final Question<ForeignKeySample> FOREIGN_KEYS =
      anywhere(
          "foreign keys without an index",
          "foreign-keys.sql",
          Tier.STRUCTURE,
          row ->
              new ForeignKeySample(
                  row.text("conname"),
                  row.counts("table_oids"),
                  row.table("nspname", "relname"),
                  row.is("partitioned"),
                  row.texts("columns"),
                  row.counts("parent_oids"),
                  row.table("parent_schema", "parent"),
                  row.is("cascades")));

  static final Question<ToastSample> TOASTS =
      primary(
          "the TOAST tables' counters",
          "toasts.sql",
          Tier.SIZES,
          row ->
              new ToastSample(
                  row.count("oid"),
                  row.table("nspname", "relname"),
                  row.count("dead_rows"),
                  row.count("live_rows"),
                  row.number("trigger"),
                  row.instant("last_run")));

  static final Question<PartitionSample> PARTITIONS =
      primary(
          "the partitions",
          "partitions.sql",
          Tier.STRUCTURE,
          row ->
              new PartitionSample(
                  row.count("oid"),
                  row.table("nspname", "relname"),
                  row.is("ranged"),
                  row.maybeText("attname"),
                  row.maybeTable("default_schema", "default_name"),
                  row.number("default_rows"),
                  row.is("endless"),
                  row.is("timed"),
                  row.number("ends"),
                  row.number("width"),
                  row.maybeText("next_from"),
                  row.maybeText("next_to"),
                  row.maybeText("next_name"),
                  row.is("further"),
                  row.maybeText("further_key"),
                  row.texts("columns")));

  static final Question<SequenceSample> SEQUENCES =
      new Question<>(
          "the sequences",
          Query.text("sequences.sql"),
          Tier.SIZES,
          Whom.PRIMARY,
          "",
          "the sequences that it may not read",
          row ->
              new SequenceSample(
                  row.table("nspname", "relname"),
                  row.maybeTable("table_schema", "table_name"),
                  row.maybeText("attname"),
                  row.maybeText("type"),
                  row.maybeWhole("last"),
                  row.is("readable"),
                  row.count("seqincrement"),
                  row.count("seqstart"),
                  row.count("end"),
                  row.is("column_ends"),
                  row.is("partition_key"),
                  row.texts("dependents")));

  static final Question<StatementSample> STATEMENTS =
      new Question<>(
          "the statements",
          Query.text("statements.sql"),
          Tier.ACTIVITY,
          Whom.ANY,
          "pg_stat_statements",
          "the texts of other roles' statements",
          Questions::statement);

  static final Question<Map.Entry<Long, String>> STATEMENT_TEXTS =
      new Question<>(
          "the statements' texts",
          Query.text("statement-texts.sql"),
          Tier.SIZES,
          Whom.ANY,
          "pg_stat_statements",
          "",
          row -> Map.entry(row.count("queryid"), row.text("query")));

  static final Question<Map.Entry<Long, String>> DEFINITIONS =
      anywhere(
          "the indexes' definitions",
          "definitions.sql",
          Tier.STRUCTURE,
          row -> Map.entry(row.count("oid"), row.text("definition")));

  private static <T> Question<T> anywhere(
      String name, String resource, Tier tier, Reader<T> reader) {
    return new Question<>(name, Query.text(resource), tier, Whom.ANY, "", "", reader);
  }

  private static <T> Question<T> primary(
      String name, String resource, Tier tier, Reader<T> reader) {
    return new Question<>(name, Query.text(resource), tier, Whom.PRIMARY, "", "", reader);
  }

  private static SessionSample session(Row row) throws SQLException {
    return new SessionSample(
        row.small("pid"),
        row.maybeText("backend_type"),
        row.maybeText("datname"),
        row.maybeText("usename"),
        row.text("application_name"),
        row.maybeText("state"),
        row.maybeText("wait_event_type"),
        row.maybeText("wait_event"),
        row.instant("xact_start"),
        row.instant("state_change"),
        row.orMinusOne("xid_age"),
        row.orMinusOne("xmin_age"),
        row.maybeText("state") == null ? null : shape(row.text("query")),
        row.is("vacuums"),
        row.orMinusOne("waited_ms"),
        row.maybeText("mode"),
        row.maybeTable("nspname", "relname"),
        row.smalls("blockers"),
        row.maybeText("own_timeout"),
        row.maybeText("inherited_timeout"));
  }

  private static TableSample table(Row row) throws SQLException {
    return new TableSample(
        row.count("oid"),
        StatsReader.table(row.rows(), StatsReader.Details.NONE),
        row.is("partitioned"),
        row.is("active"),
        row.is("own_settings"),
        row.number("reltuples"),
        row.count("relpages"),
        row.count("relallvisible"),
        row.count("autovacuums"),
        row.count("vacuums"),
        row.count("inserts_since_vacuum"),
        row.number("insert_trigger"),
        row.count("sequential_scans"),
        row.count("sequential_rows"),
        row.count("index_scans"),
        row.orMinusOne("xid_age"),
        row.orMinusOne("multixact_age"),
        row.number("freeze_max"));
  }

  private static IndexSample index(Row row) throws SQLException {
    return new IndexSample(
        row.count("oid"),
        row.count("table_oid"),
        row.table("nspname", "table_name"),
        row.text("relname"),
        row.text("amname"),
        row.texts("columns"),
        row.is("indisunique"),
        row.is("constrained"),
        row.is("indisreplident"),
        row.is("indisclustered"),
        row.is("indisvalid"),
        row.is("partial"),
        row.is("expression"),
        row.is("partition"),
        row.is("extension"),
        row.is("serves_foreign_key"),
        row.is("summarizing"),
        row.count("size_bytes"),
        row.count("scans"),
        row.is("building"),
        null);
  }

  private static StatementSample statement(Row row) throws SQLException {
    return new StatementSample(
        row.count("queryid"),
        row.count("calls"),
        row.number("exec_ms"),
        row.count("rows"),
        row.count("hit"),
        row.count("read"),
        row.count("temp"),
        row.number("wal"),
        null);
  }

  /** A statement without its values; null if it has none, or a role may not see it. */
  static @Nullable String shape(String text) {
    String shape = text.isBlank() ? "" : SqlShapes.parse(text).text();
    return shape.isBlank() ? null : shape;
  }
}
