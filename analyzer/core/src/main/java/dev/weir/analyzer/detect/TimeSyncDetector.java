package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TimeSync;
import dev.weir.analyzer.model.Window;
import java.util.List;

/**
 * A query for what has changed since it was executed the time before, by a column that holds a
 * time: what is committed late, with a time that lies before that, is never seen.
 */
final class TimeSyncDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("SYN", "sync-by-time", "sync by a time");

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, each for what is newer than the time before"
        .formatted(finding.text(Fact.EXECUTIONS, "time"));
  }

  @Override
  public String fix() {
    return "Ask for an overlap that is longer than any transaction, and apply what comes so that it"
        + " may come twice; or let a trigger note pg_current_xact_id() in a column, and read what"
        + " lies below pg_snapshot_xmin(pg_current_snapshot()).";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.timeSyncs().stream().map(sync -> finding(window, sync)).toList();
  }

  private static Finding finding(Window window, TimeSync sync) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.LIKELY,
        new Subject.Statement(sync.dataSource(), sync.shape(), null, sync.searchPath(), List.of()),
        sync.place(),
        List.of(
            Fact.sum(Fact.EXECUTIONS, sync.executions()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
