package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.BlockingStatement;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.Window;
import java.time.Duration;
import java.util.List;

/**
 * Statements that lock a table against who reads or writes it, and took a second and more: ALTER
 * TABLE, an index that is built, REFRESH MATERIALIZED VIEW, REINDEX, VACUUM FULL. An error from ten
 * seconds on; with a lock_timeout only from there on.
 */
final class BlockingDefinitionDetector implements WindowDetector, Documented {
  private static final Code CODE =
      new Code("DDL", "blocking-definition", "statement that locks a table for long");
  private static final Duration VERY_LONG = Duration.ofSeconds(10);
  private static final String LONGEST = "longest";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, the longest of %s, in which others waited if there were any"
        .formatted(finding.text(Fact.EXECUTIONS, "time"), finding.text(LONGEST));
  }

  @Override
  public String fix() {
    return "SET lock_timeout before it, and try again, so that nobody waits behind it for long; and"
        + " take the form that locks least: CREATE INDEX, REFRESH MATERIALIZED VIEW, REINDEX"
        + " CONCURRENTLY; a constraint NOT VALID first, then VALIDATE CONSTRAINT.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.blockingStatements().stream().map(each -> finding(window, each)).toList();
  }

  private static Finding finding(Window window, BlockingStatement statement) {
    boolean error = statement.longest().compareTo(VERY_LONG) >= 0;
    return Finding.of(
        CODE,
        error ? Severity.ERROR : Severity.WARNING,
        Confidence.LIKELY,
        new Subject.Statement(
            statement.dataSource(), statement.shape(), null, statement.searchPath(), List.of()),
        statement.place(),
        List.of(
            Fact.sum(Fact.EXECUTIONS, statement.executions()),
            Fact.most(LONGEST, statement.longest()),
            Fact.sum("elapsed", statement.elapsed()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
