package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.analyzer.model.UpdateRate;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.SqlShape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Updates of a column that an index depends on, so that they are not HOT: each writes an entry into
 * every index of the table. From fifty rows of five units on, ten a minute, once the table has been
 * looked at and less than half of its updates were HOT. Of a hot row, a queue and a table of
 * sessions that is said with it.
 */
final class IndexedUpdateDetector implements WindowDetector, Documented {
  private static final Code CODE =
      new Code("HOTX", "indexed-update", "update of an indexed column");
  private static final int MOST_HOT = 1_000;
  private static final String ROWS = "updatedRows";
  private static final String SHARE = "hotShare";

  /** What makes a row hot; what was not seen for longest makes room. */
  private final Recent<String, Boolean> ofHotRows = new Recent<>(MOST_HOT);

  private final QueueTableDetector queues;
  private final SessionTableDetector sessions;

  IndexedUpdateDetector(QueueTableDetector queues, SessionTableDetector sessions) {
    this.queues = queues;
    this.sessions = sessions;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, %s of the table's updates were HOT"
        .formatted(finding.text(ROWS, "row"), finding.text(SHARE));
  }

  @Override
  public String fix() {
    return "Drop the index if nobody uses it, or leave the column out of it (also out of its"
        + " condition and INCLUDE); write the column less often; or keep it in a table of its own."
        + " BRIN indexes do not keep updates from being HOT.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    for (HotRow row : window.hotRows()) {
      ofHotRows.put(row.dataSource() + row.shape().fingerprint(), true);
    }
    return window.updates().stream()
        .filter(update -> !isPartOfAnother(update.dataSource(), update.shape()))
        .map(update -> finding(window, update))
        .toList();
  }

  private static Finding finding(Window window, UpdateRate update) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.LIKELY,
        new Subject.Statement(
            update.dataSource(), update.shape(), null, update.searchPath(), List.of()),
        update.place(),
        List.of(
            Fact.sum(ROWS, update.rows()).in(Fact.Measure.ROWS),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement)
        || isPartOfAnother(statement.dataSource(), statement.shape())) {
      return null;
    }
    Set<String> set = Tables.updated(statement.shape());
    TableHistory table = Tables.written(statement.shape(), tables);
    if (table == null || table.now().indexes().stream().noneMatch(index -> dependsOn(index, set))) {
      return null;
    }
    double share = Tables.hotShare(table);
    return share < 0.5
        ? finding.with(new Fact(SHARE, share, Fact.Measure.SHARE, true, Fact.Merge.LATEST))
        : null;
  }

  private boolean isPartOfAnother(String dataSource, SqlShape shape) {
    return ofHotRows.has(dataSource + shape.fingerprint())
        || queues.owns(dataSource, shape)
        || sessions.owns(dataSource, shape);
  }

  static boolean dependsOn(Index index, Set<String> columns) {
    Set<String> common = new HashSet<>(index.columns());
    common.retainAll(columns);
    return !index.summarizing() && !common.isEmpty();
  }
}
