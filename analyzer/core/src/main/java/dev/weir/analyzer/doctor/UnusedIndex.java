package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.Observation.Replica;
import dev.weir.analyzer.sample.ServerSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index of 10 MB and more that no query used in 35 days (pganalyze); never one that keeps rows
 * unique, serves a foreign key, replication or CLUSTER. A replica counts for itself: one that is
 * used on a replica that was asked is used.
 */
final class UnusedIndex implements Illness {
  static final Code CODE = new Code("IXU", "unused-index", "unused index");

  private static final long LEAST_BYTES = 10L << 20;
  private static final int LEAST_DAYS = 35;

  @Override
  public Area area() {
    return Area.INDEXES;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().indexes().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().indexes().unseen()));
    }
    if (each.server().standby()) {
      return Opinion.notJudged("unused indexes: a standby knows its own scans alone");
    }
    List<IndexSample> idle =
        each.now().indexes().rows().stream().filter(UnusedIndex::isIdle).toList();
    for (Replica replica : each.observation().replicas()) {
      if (!replica.now().indexes().isSeen()) {
        return Opinion.notJudged(replica.name() + ": " + replica.now().indexes().unseen());
      }
      idle =
          idle.stream()
              .filter(index -> wasIdle(replica.now().indexes().same(IndexSample::oid, index)))
              .toList();
    }
    if (idle.isEmpty()) {
      return Opinion.of(List.of(), "no large index is without a scan");
    }
    Duration counting = each.counting();
    ServerSample earlier = each.observation().earlier();
    if (earlier != null) {
      Duration kept = Duration.between(earlier.at(), each.at());
      counting = counting == null || kept.compareTo(counting) > 0 ? kept : counting;
      idle =
          idle.stream()
              .filter(index -> wasIdle(earlier.indexes().same(IndexSample::oid, index)))
              .toList();
    }
    if (counting == null || counting.toDays() < LEAST_DAYS) {
      return Opinion.notJudged(
          "%s without a scan: to call it unused %s"
              .formatted(
                  idle.size() == 1 ? "an index" : Words.number(idle.size()) + " indexes",
                  each.needs(
                      "scans counted for %d days".formatted(LEAST_DAYS),
                      counting == null
                          ? "they are counted since nobody knows when"
                          : "they are counted for " + Words.span(counting))));
    }
    List<Report.Entry> found = new ArrayList<>();
    List<String> elsewhere =
        each.observation().replicas().stream().map(UnusedIndex::unusedToo).toList();
    for (IndexSample index : idle) {
      found.add(entry(each, index, counting, elsewhere));
    }
    return Opinion.of(found, "");
  }

  private static String unusedToo(Replica replica) {
    Duration there = new Case(replica.alone()).counting();
    return "%s has not used it either, %s"
        .formatted(
            replica.name(),
            there == null
                ? "since nobody knows when"
                : "in the %s that it counts".formatted(Words.span(there)));
  }

  /** Whether it was there, and without a scan. */
  private static boolean wasIdle(@Nullable IndexSample index) {
    return index != null && index.scans() == 0;
  }

  private static boolean isIdle(IndexSample index) {
    return index.scans() == 0
        && index.valid()
        && !index.unique()
        && Indexes.isFree(index)
        && !index.servesForeignKey()
        && index.sizeBytes() >= LEAST_BYTES;
  }

  private static Report.Entry entry(
      Case each, IndexSample index, Duration counting, List<String> elsewhere) {
    Card card =
        new Card(CODE, Severity.WARNING, Confidence.LIKELY, each.subject(index))
            .fact("sizeBytes", index.sizeBytes(), Measure.BYTES)
            .fact("counted", counting)
            .words(
                "%s, no scan in %s"
                    .formatted(Words.bytes((double) index.sizeBytes()), Words.span(counting)))
            .fix(
                "Drop it, once it is sure that no %s uses it: each counts its own scans. It waits for transactions that use the table, and stops nobody."
                    .formatted(elsewhere.isEmpty() ? "replica" : "other replica"));
    elsewhere.forEach(card::because);
    TableChange table = each.table(index.tableOid());
    if (table != null && each.isWatched()) {
      double writes = table.inserts() + (double) table.updates() - table.hotUpdates();
      card.because(
          "new entries that it takes a minute now: %s"
              .formatted(Words.number((double) Math.round(each.perMinute(writes)))));
    }
    if (index.partial() || index.expression()) {
      card.because("it is partial or has expressions, whose statistics the planner may use");
    }
    Indexes.drop(card, index);
    return card.entry();
  }
}
