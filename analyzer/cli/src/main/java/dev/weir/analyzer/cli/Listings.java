package dev.weir.analyzer.cli;

import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import dev.weir.analyzer.sample.StandbySample;
import dev.weir.analyzer.sample.StatementSample;
import dev.weir.analyzer.sample.TableSample;
import java.util.Comparator;

/** What can be listed. */
final class Listings {
  static final Listing<TableSample> TABLES =
      Listing.of(
              ServerSample::tables,
              Comparator.comparingLong((TableSample each) -> each.stats().deadRows()).reversed())
          .with("table", TableSample::name)
          .with("live", each -> each.stats().liveRows())
          .with("dead", each -> each.stats().deadRows())
          .with("trigger", each -> each.stats().vacuumTrigger())
          .with("changed", each -> each.stats().modsSinceAnalyze())
          .with("inserts", each -> each.stats().inserts())
          .with("updates", each -> each.stats().updates())
          .with("hot", each -> each.stats().hotUpdates())
          .with("deletes", each -> each.stats().deletes())
          .with("seq scans", TableSample::sequentialScans)
          .with("index scans", TableSample::indexScans)
          .with("autovacuums", TableSample::autovacuums)
          .with("last autovacuum", each -> each.stats().lastAutovacuum())
          .with("age", TableSample::xidAge);

  static final Listing<IndexSample> INDEXES =
      Listing.of(ServerSample::indexes, Comparator.comparingLong(IndexSample::sizeBytes).reversed())
          .with("index", IndexSample::fullName)
          .with("table", IndexSample::table)
          .with("method", IndexSample::method)
          .with("columns", each -> String.join(", ", each.columns()))
          .with("unique", IndexSample::unique)
          .with("valid", each -> each.valid() ? "yes" : "NO")
          .with("bytes", IndexSample::sizeBytes)
          .with("scans", IndexSample::scans);

  static final Listing<StandbySample> STANDBYS =
      Listing.of(
              ServerSample::standbys,
              Comparator.comparingLong(StandbySample::behindBytes).reversed())
          .with("standby", StandbySample::application)
          .with("address", StandbySample::address)
          .with("state", StandbySample::state)
          .with("sync", StandbySample::sync)
          .with("bytes behind", StandbySample::behindBytes)
          .with("replay ms", StandbySample::replayMillis)
          .with("xmin age", StandbySample::xminAge);

  static final Listing<SlotSample> SLOTS =
      Listing.of(
              ServerSample::slots, Comparator.comparingLong(SlotSample::retainedBytes).reversed())
          .with("slot", SlotSample::name)
          .with("kind", each -> each.logical() ? "logical" : "physical")
          .with("active", each -> each.active() ? "yes" : "NO")
          .with("bytes kept", SlotSample::retainedBytes)
          .with("status", SlotSample::walStatus)
          .with("xmin age", SlotSample::xminAge)
          .with("catalog xmin age", SlotSample::catalogXminAge);

  static final Listing<StatementSample> STATEMENTS =
      Listing.of(
              ServerSample::statements,
              Comparator.comparingDouble(StatementSample::execMillis).reversed())
          .with("ms", StatementSample::execMillis)
          .with("calls", StatementSample::calls)
          .with("rows", StatementSample::rows)
          .with("hit", StatementSample::blocksHit)
          .with("read", StatementSample::blocksRead)
          .with("temp", StatementSample::tempBlocks)
          .with("WAL bytes", StatementSample::walBytes)
          .with("statement", StatementSample::text);

  static final Listing<SessionSample> SESSIONS =
      Listing.of(
              ServerSample::sessions,
              Comparator.comparingLong(SessionSample::waitedMillis).reversed())
          .with("pid", each -> Integer.toString(each.pid()))
          .with("application", SessionSample::application)
          .with("role", SessionSample::role)
          .with("database", SessionSample::database)
          .with("state", SessionSample::state)
          .with("since", SessionSample::transactionStart)
          .with("xmin age", SessionSample::horizonAge)
          .with("waits ms", each -> each.waitedMillis() < 0 ? null : each.waitedMillis())
          .with("for", SessionSample::lock)
          .with("on", SessionSample::table)
          .with("behind", each -> each.blockers().isEmpty() ? null : each.blockers())
          .with("statement", SessionSample::statement);

  private Listings() {}
}
