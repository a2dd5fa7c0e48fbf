package dev.weir.analyzer.report;

import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's live statistics in a few lines. */
final class TableLines {
  /** Numbers that are older say so. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final TableStats before;
  private final TableStats now;
  private final Instant at;

  TableLines(TableHistory history, Instant at) {
    this.before = history.before();
    this.now = history.now();
    this.at = at;
  }

  void write(Lines lines) {
    String margin = "   " + TextReport.label("table");
    String next = "   " + TextReport.label("");
    lines.paragraph(margin, String.join(", ", state()));
    String changes = changes();
    if (!changes.isEmpty()) {
      lines.paragraph(next, changes);
    }
    lines.paragraph(next, vacuum());
    lines.paragraph(next, analyze());
  }

  private List<String> state() {
    List<String> parts = new ArrayList<>();
    parts.add(now.table() + ": " + Figures.count(now.liveRows(), "live row"));
    double rows = (double) now.liveRows() + now.deadRows();
    String share = rows > 0 ? " (" + Figures.percent(now.deadRows(), rows) + ")" : "";
    parts.add(Figures.number(now.deadRows()) + " dead" + share);
    if (now.sizeBytes() >= 0) {
      parts.add(Figures.bytes(now.sizeBytes()) + " with indexes");
    }
    if (now.fillfactor() != 100) {
      parts.add("fillfactor " + now.fillfactor());
    }
    Duration old = Duration.between(now.at(), at);
    if (old.compareTo(FRESH) > 0) {
      parts.add("looked at " + age(now.at()));
    }
    return parts;
  }

  /** What happened between the two looks. */
  private String changes() {
    Duration between = Duration.between(before.at(), now.at());
    List<String> parts = new ArrayList<>();
    change(parts, "dead", now.deadRows() - before.deadRows());
    change(parts, "inserted", now.inserts() - before.inserts());
    long updates = now.updates() - before.updates();
    if (updates > 0) {
      long hot = now.hotUpdates() - before.hotUpdates();
      parts.add(
          "%s updated (%s HOT)"
              .formatted(Figures.change(updates), Figures.percent(hot, (double) updates)));
    }
    change(parts, "deleted", now.deletes() - before.deletes());
    return parts.isEmpty()
        ? ""
        : "in %s: %s".formatted(Figures.span(between), String.join(", ", parts));
  }

  private static void change(List<String> parts, String what, long change) {
    if (change != 0) {
      parts.add(Figures.change(change) + " " + what);
    }
  }

  private String vacuum() {
    return "vacuum:  "
        + run(now.lastAutovacuum(), now.lastVacuum())
        + "; "
        + trigger("dead", now.deadRows(), now.vacuumTrigger());
  }

  private String analyze() {
    return "analyze: "
        + run(now.lastAutoanalyze(), now.lastAnalyze())
        + "; "
        + trigger("changed", now.modsSinceAnalyze(), now.analyzeTrigger());
  }

  private String run(@Nullable Instant automatic, @Nullable Instant manual) {
    if (automatic == null && manual == null) {
      return "no run on record";
    }
    List<String> runs = new ArrayList<>();
    if (automatic != null) {
      runs.add("auto " + age(automatic));
    }
    if (manual != null) {
      runs.add("by hand " + age(manual));
    }
    return String.join(", ", runs);
  }

  private String age(Instant instant) {
    return Figures.span(Duration.between(instant, at)) + " ago";
  }

  private static String trigger(String what, long rows, double trigger) {
    if (Double.isNaN(trigger)) {
      return "autovacuum is off for it";
    }
    String start = Figures.number((long) Math.floor(trigger)) + " that start it";
    return rows > trigger
        ? "%s %s, over the %s".formatted(Figures.number(rows), what, start)
        : "%s %s of %s (%s)"
            .formatted(
                Figures.number(rows), what, start, Figures.percent(rows, Math.max(trigger, 1)));
  }
}
