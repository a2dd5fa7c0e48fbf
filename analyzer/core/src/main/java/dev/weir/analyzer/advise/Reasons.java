package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sentences that join a statement with the statistics of its table. Nothing is said that nobody
 * measured.
 */
final class Reasons {
  private static final long HANDED_IN_MILLIS = 1_000;

  private final SqlShape shape;
  private final Finding finding;
  private final TableStats before;
  private final TableStats now;
  private final List<String> sentences = new ArrayList<>();

  private Reasons(SqlShape shape, TableHistory history, Finding finding) {
    this.shape = shape;
    this.finding = finding;
    this.before = history.before();
    this.now = history.now();
  }

  static List<String> of(SqlShape shape, @Nullable TableHistory history, Finding finding) {
    if (history == null) {
      return List.of();
    }
    Reasons reasons = new Reasons(shape, history, finding);
    switch (shape.kind()) {
      case INSERT -> reasons.inserts();
      case UPDATE, DELETE, MERGE -> reasons.deadRows();
      default -> reasons.lookups();
    }
    return List.copyOf(reasons.sentences);
  }

  private void lookups() {
    if (shape.keys().size() != 1 || !shape.keys().get(0).isPlain() || now.columns().isEmpty()) {
      return;
    }
    String key = shape.keys().get(0).column();
    boolean known = now.columns().stream().anyMatch(column -> column.name().equals(key));
    boolean indexed = now.indexes().stream().anyMatch(index -> index.columns().contains(key));
    if (known && !indexed) {
      sentences.add(
          "no index of %s has %s: each execution reads all of it (%s)"
              .formatted(now.table(), key, Words.count(now.liveRows(), "live row")));
      return;
    }
    now.indexes().stream()
        .filter(index -> index.columns().equals(List.of(key)))
        .findFirst()
        .ifPresent(
            index ->
                sentences.add(
                    "%s finds the rows of one %s; it is the round trips that cost"
                        .formatted(index.name(), key)));
  }

  private void inserts() {
    if (now.indexes().size() > 1) {
      sentences.add(
          "%s has %s, which every INSERT keeps up to date"
              .formatted(now.table(), Words.number(now.indexes().size()) + " indexes"));
    }
  }

  private void deadRows() {
    long updates = now.updates() - before.updates();
    long deletes = now.deletes() - before.deletes();
    long dead = now.deadRows() - before.deadRows();
    List<String> writes = new ArrayList<>();
    if (lagBehind(updates + deletes)) {
      return;
    }
    if (updates > 0) {
      writes.add(Words.count(updates, "update"));
    }
    if (deletes > 0) {
      writes.add(Words.count(deletes, "delete"));
    }
    if (!writes.isEmpty()) {
      String left =
          dead > 0
              ? "%s left %s in %s (%s of its rows)"
                  .formatted(
                      Words.list(writes),
                      Words.count(dead, "more dead row"),
                      now.table(),
                      Words.percent(dead, (double) now.liveRows() + now.deadRows()))
              : "%s in %s".formatted(Words.list(writes), now.table());
      sentences.add(left + hot(updates));
    }
    if (now.deadRows() > 0) {
      sentences.add(autovacuum());
    }
  }

  /**
   * Whether the server has not counted yet what the application did: sessions hand in their numbers
   * once a second, and not before a transaction has ended.
   */
  private boolean lagBehind(long writes) {
    long known = Math.max(finding.count("rows"), finding.count("updates"));
    long last = finding.count(Fact.LAST);
    boolean young = last > 0 && now.at().toEpochMilli() < last + HANDED_IN_MILLIS;
    return writes < known && (young || 2 * writes < known);
  }

  private String hot(long updates) {
    if (updates <= 0) {
      return "";
    }
    long hot = now.hotUpdates() - before.hotUpdates();
    String share = "; " + Words.percent(hot, (double) updates) + " of the updates were HOT";
    return 2 * hot < updates ? share + because() : share;
  }

  /** The indexes whose columns this very statement sets. */
  private String because() {
    Set<String> set = shape.sets().stream().map(SetColumn::column).collect(Collectors.toSet());
    List<String> reasons = new ArrayList<>();
    for (Index index : now.indexes()) {
      List<String> columns = index.columns().stream().filter(set::contains).toList();
      if (!index.summarizing() && !columns.isEmpty()) {
        reasons.add(
            "%s %s indexed by %s (%s)"
                .formatted(
                    Words.list(columns),
                    columns.size() == 1 ? "is" : "are",
                    index.name(),
                    Words.count(index.scans(), "scan")));
      }
    }
    return reasons.isEmpty() ? "" : ", because " + Words.list(reasons);
  }

  private String autovacuum() {
    double trigger = now.vacuumTrigger();
    if (Double.isNaN(trigger)) {
      return "autovacuum is switched off for %s, which has %s"
          .formatted(now.table(), Words.count(now.deadRows(), "dead row"));
    }
    String starts =
        "autovacuum starts above " + Words.count((long) Math.floor(trigger), "dead row");
    String far =
        now.deadRows() > trigger
            ? "passed, there are " + Words.number(now.deadRows())
            : Words.percent(now.deadRows(), Math.max(trigger, 1)) + " of the way";
    return "%s: %s; %s".formatted(starts, far, lastRun());
  }

  private String lastRun() {
    return now.lastAutovacuum() == null
        ? "no run is on record"
        : "it last ran " + Words.ago(Duration.between(now.lastAutovacuum(), now.at()));
  }
}
