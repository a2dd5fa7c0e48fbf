package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.SessionUse;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are kept in a table, and written at each request: a hint; a warning where it has
 * twice as many dead rows as live ones, and 50,000 or more. That an index keeps their updates from
 * being HOT is said with it.
 */
final class SessionTableDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("SES", "session-table", "sessions in a table");
  private static final int MOST = 200;
  private static final long MANY = 50_000;
  private static final long TIMES = 2;
  private static final String WRITES = "rowsWritten";
  private static final String DEAD = "deadRows";

  private final Recent<Key, Boolean> known = new Recent<>(MOST);

  private record Key(String dataSource, TableName table) {}

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    String dead = finding.fact(DEAD).map(fact -> ", " + fact.text("dead row")).orElse("");
    return "%s written%s".formatted(finding.text(WRITES, "row"), dead);
  }

  @Override
  public String fix() {
    return "Write a session when its content has changed, and its last access once a minute; keep"
        + " the table unlogged, without an index on what changes at each request, and vacuum it"
        + " often. Or keep sessions in a cookie, or in a store that is made for it.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.sessions().stream().map(use -> finding(window, use)).toList();
  }

  private Finding finding(Window window, SessionUse use) {
    known.put(new Key(use.dataSource(), use.table()), true);
    return Finding.of(
        CODE,
        Severity.INFO,
        Confidence.LIKELY,
        new Subject.Table(use.dataSource(), use.table()),
        Place.UNKNOWN,
        List.of(
            Fact.sum(WRITES, use.writes()).in(Fact.Measure.ROWS),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  /** Whether a statement writes such a table, of which all is said. */
  boolean owns(String dataSource, SqlShape shape) {
    return shape.writes().size() == 1 && known.has(new Key(dataSource, shape.writes().get(0)));
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (tables.isEmpty()) {
      return finding;
    }
    long dead = tables.get(0).now().deadRows();
    return dead >= MANY && dead >= TIMES * tables.get(0).now().liveRows()
        ? finding
            .with(new Fact(DEAD, dead, Fact.Measure.ROWS, false, Fact.Merge.LATEST))
            .as(Severity.WARNING)
        : finding;
  }
}
