package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.DatabaseSample;
import java.util.Comparator;
import java.util.List;

/** Sorts and hashes do not fit in memory: 100 MB a minute or 10 files; bad from 1 GB. */
final class TemporaryFiles implements Illness {
  static final Code CODE = new Code("TF", "temporary-files", "sorts on disk");

  private static final double MANY_BYTES = 100L << 20;
  private static final double FEW_BYTES = 10L << 20;
  private static final double MOST_BYTES = 1L << 30;
  private static final long LEAST_FILES = 5;

  @Override
  public Area area() {
    return Area.MEMORY;
  }

  @Override
  public Opinion inspect(Case each) {
    DatabaseSample now = each.database();
    DatabaseSample before = each.databaseBefore();
    if (now == null || before == null || !each.isWatched()) {
      return Opinion.notJudged("temporary files show only between two looks");
    }
    long files = now.tempFiles() - before.tempFiles();
    double bytes = each.perMinute(now.tempBytes() - before.tempBytes());
    if (files < 0) {
      return Opinion.notJudged("the counters began anew meanwhile");
    }
    boolean many = files >= LEAST_FILES && each.perMinute(files) >= 10;
    if (!many && bytes < MANY_BYTES) {
      return Opinion.of(
          List.of(), files == 0 ? "no temporary file" : Words.count(files, "temporary file"));
    }
    Card card =
        new Card(
                CODE,
                bytes >= MOST_BYTES
                    ? Severity.ERROR
                    : bytes >= FEW_BYTES ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.object("database", now.name(), "database " + now.name()))
            .fact("bytesPerMinute", bytes, Measure.BYTES, true)
            .fact("files", files)
            .words(
                "%s of %s in %s"
                    .formatted(
                        Words.count(files, "temporary file"),
                        Words.bytes((double) now.tempBytes() - before.tempBytes()),
                        Words.span(each.window())));
    Statements.of(each).stream()
        .filter(change -> change.tempBlocks() > 0 && change.shape() != null)
        .sorted(Comparator.comparingLong(Statements.Change::tempBlocks).reversed())
        .limit(3)
        .forEach(
            change ->
                card.because(
                    "%s: %s"
                        .formatted(
                            Words.bytes((double) change.tempBlocks() * each.server().blockBytes()),
                            change.now().text())));
    Report.Entry entry =
        card.fix(
                "Give the statement memory where it runs (SET LOCAL work_mem = '64MB'; the setting"
                    + " is per sort and session, so not for all), or an index that has its order.")
            .entry();
    return Opinion.of(List.of(entry), "");
  }
}
