package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.SoftDeletion;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.Window;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tables whose rows are marked as deleted (by the name of the column), of which nearly every query
 * leaves those out, and no index does. A hint, once the table has been looked at: it has 10,000
 * rows and more.
 */
final class SoftDeleteDetector implements WindowDetector, Documented {
  private static final Code CODE =
      new Code("SOFT", "soft-delete", "deleted rows that stay in all indexes");
  private static final long MANY_ROWS = 10_000;
  private static final String MARKED = "markedRows";
  private static final String READS = "filteredReads";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s marked as deleted, which queries left out %s"
        .formatted(finding.text(MARKED, "row"), finding.text(READS, "time"));
  }

  @Override
  public String fix() {
    return "Leave deleted rows out of the indexes that are searched for the others (CREATE INDEX"
        + " CONCURRENTLY .. WHERE deleted_at IS NULL), of unique ones above all; and move them to a"
        + " table of their own, or delete them, when nobody will want them back.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.softDeletions().stream().map(table -> finding(window, table)).toList();
  }

  private static Finding finding(Window window, SoftDeletion table) {
    return Finding.of(
        CODE,
        Severity.INFO,
        Confidence.LIKELY,
        new Subject.Statement(
            table.dataSource(), table.shape(), null, table.searchPath(), List.of()),
        table.place(),
        List.of(
            Fact.sum(MARKED, table.rows()).in(Fact.Measure.ROWS),
            Fact.most(READS, table.reads()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement)) {
      return null;
    }
    TableHistory table = Tables.written(statement.shape(), tables);
    if (table == null || table.now().liveRows() < MANY_ROWS) {
      return null;
    }
    Set<String> marks = new TreeSet<>(Tables.updated(statement.shape()));
    marks.removeIf(column -> !column.contains("delet"));
    return table.now().indexes().stream()
            .anyMatch(index -> index.columns().stream().anyMatch(marks::contains))
        ? null
        : finding;
  }
}
