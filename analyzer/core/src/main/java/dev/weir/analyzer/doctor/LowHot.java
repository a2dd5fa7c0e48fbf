package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Updates write new index entries, in all indexes of a table. Of at least 10,000 updates fewer than
 * half were HOT. Why is told in this order: a column that they set is in an index, whatever else is
 * so; something holds the horizon; neither, and then it is one bulk statement or full pages. Which
 * columns are set, the statements tell, where pg_stat_statements has them.
 */
final class LowHot implements Illness {
  static final Code CODE = new Code("LH", "low-hot", "few HOT updates");

  /** The age of what holds VACUUM back, where that is the cause. */
  static final String HORIZON = "horizonTransactions";

  private static final long LEAST_UPDATES = 10_000;

  @Override
  public Area area() {
    return Area.HOT;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (TableChange table : each.tables()) {
      boolean recent = !table.beganAnew() && table.updates() >= LEAST_UPDATES;
      long updates = recent ? table.updates() : table.now().stats().updates();
      long hot = recent ? table.hotUpdates() : table.now().stats().hotUpdates();
      if (updates >= LEAST_UPDATES && 2 * hot < updates && isIndexed(each, table)) {
        found.add(entry(each, table, updates, hot, recent));
      }
    }
    return Opinion.of(found, "no table with 10,000 updates has fewer than half of them HOT");
  }

  /** Where no index is, none has to be kept up. */
  private static boolean isIndexed(Case each, TableChange table) {
    return !each.now().indexes().isSeen()
        || each.now().indexes().rows().stream()
            .anyMatch(index -> index.tableOid() == table.now().oid());
  }

  private static Report.Entry entry(
      Case each, TableChange table, long updates, long hot, boolean recent) {
    Card card =
        new Card(
                CODE,
                recent ? Severity.WARNING : Severity.INFO,
                recent ? Confidence.CERTAIN : Confidence.LIKELY,
                each.subject(table.name()))
            .fact("hotShare", (double) hot / updates, Measure.SHARE, true)
            .fact("updates", updates)
            .words(
                "%s of %s were HOT%s"
                    .formatted(
                        Words.percent((double) hot / updates),
                        Words.count(updates, "update"),
                        recent
                            ? " in " + Words.span(each.window())
                            : ", since the server's counters began"));
    Set<String> set = new LinkedHashSet<>();
    for (Statements.Write write : Statements.updates(each, table.name())) {
      set.addAll(write.columns());
    }
    List<IndexSample> indexes =
        each.now().indexes().rows().stream()
            .filter(index -> index.tableOid() == table.now().oid() && !index.summarizing())
            .toList();
    List<IndexSample> culprits =
        indexes.stream().filter(index -> index.columns().stream().anyMatch(set::contains)).toList();
    Holder horizon = each.lasting();
    if (!culprits.isEmpty()) {
      indexed(card, each, set, culprits);
    } else if (horizon != null) {
      card.fact(HORIZON, horizon.age());
      held(card, set, indexes);
    } else if (set.isEmpty()) {
      card.fix(
          "Find which columns the updates change. A column in an index, also in its INCLUDE,"
              + " expression or predicate, makes an update not HOT: do without that index, or move"
              + " the column to a table of its own.");
      card.because(
          each.now().statements().isSeen()
              ? "no UPDATE of it is among the statements that took most time"
              : "which columns they set is not known: " + each.now().statements().unseen());
      card.because("indexed are: " + columns(indexes));
    } else {
      space(card, table);
    }
    if (horizon != null) {
      card.because(
          "VACUUM is held back by %s: old row versions stay on their pages, and updates find no"
                  .formatted(horizon.text())
              + " room there");
    }
    return card.table(table.history()).entry();
  }

  private static String columns(List<IndexSample> indexes) {
    return Words.list(
        indexes.stream()
            .map(
                index ->
                    "%s by %s (%s)"
                        .formatted(
                            String.join(", ", index.columns()),
                            index.name(),
                            Words.count(index.scans(), "scan")))
            .toList());
  }

  private static void indexed(Card card, Case each, Set<String> set, List<IndexSample> culprits) {
    for (IndexSample index : culprits) {
      List<String> columns = index.columns().stream().filter(set::contains).toList();
      card.because(
          "%s %s set by UPDATEs and indexed by %s (%s since the counters began)"
              .formatted(
                  Words.list(columns),
                  columns.size() == 1 ? "is" : "are",
                  index.name(),
                  Words.count(index.scans(), "scan")));
    }
    Duration counting = each.counting();
    boolean unused = culprits.stream().anyMatch(LowHot::mayGo);
    card.fix(
        unused
            ? "An index that nothing reads stands in the way: drop it, once it is sure that no"
                + " replica"
                + " and no monthly job uses it (%s)."
                    .formatted(
                        counting == null
                            ? "nobody knows since when its scans are counted"
                            : "its scans are counted for " + Words.span(counting))
            : "Leave the column out of the SET where it does not change, or out of the index, or"
                + " move it to a table of its own. A fillfactor does not help here.");
    for (IndexSample index : culprits) {
      if (mayGo(index)) {
        Indexes.drop(card, index);
      }
    }
  }

  private static boolean mayGo(IndexSample index) {
    return index.scans() == 0 && Indexes.isFree(index) && !index.unique();
  }

  /** Full pages are a symptom: what was removed from them would have been room. */
  private static void held(Card card, Set<String> set, List<IndexSample> indexes) {
    card.fix(
        "First end what holds VACUUM back, and look again: while it holds, any room on the pages is"
            + " soon used up.");
    card.because(
        set.isEmpty()
            ? "which columns the updates set is not known; indexed are: " + columns(indexes)
            : "no column that its UPDATEs set is in an index");
  }

  private static void space(Card card, TableChange table) {
    card.because("no column that its UPDATEs set is in an index");
    if (table.now().stats().fillfactor() > 90) {
      card.fix(
              "The pages are full, or one statement updates very many rows at once: then change"
                  + " them in ranges of some thousand. Leave room in new pages otherwise; existing"
                  + " ones get it as they are vacuumed and written again.")
          .sql("ALTER TABLE %s SET (fillfactor = 90)".formatted(table.sql()))
          .undo(
              table.now().stats().fillfactor() == 100
                  ? "ALTER TABLE %s RESET (fillfactor)".formatted(table.sql())
                  : "ALTER TABLE %s SET (fillfactor = %d)"
                      .formatted(table.sql(), table.now().stats().fillfactor()));
    } else {
      card.fix("Change very many rows in ranges of some thousand, with a commit after each.");
    }
  }
}
