package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.SlowRead;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.Window;
import java.time.Duration;
import java.util.List;

/**
 * A query for some rows by their values that takes half a second and more, three times over ten
 * seconds and with different values, and in at least one of ten executions. An error from five
 * seconds on. What is repeated with the same values is {@link RepeatedReadDetector}'s.
 */
final class SlowReadDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("SLOW", "slow-read", "slow query for few rows");
  private static final Duration VERY_LONG = Duration.ofSeconds(5);
  private static final String SLOW = "slowExecutions";
  private static final String LONGEST = "longest";
  private static final String ELAPSED = "elapsed";

  private final Profile profile;

  SlowReadDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of 500 ms and more, which took %s, the longest %s, %s"
        .formatted(
            finding.text(SLOW, "execution"),
            finding.text(ELAPSED),
            finding.text(LONGEST),
            Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Look at its plan (EXPLAIN (ANALYZE, BUFFERS) with real values): where many rows are read"
        + " for few, an index on the columns that are compared for equality, then the one that is"
        + " compared as a range or sorted by. If it sums up many rows, keep the sums, or read them"
        + " from a reporting replica.";
  }

  @Override
  public Repair repair() {
    return Repair.INDEX;
  }

  @Override
  public List<Finding> inspect(Window window) {
    return profile.hasClock()
        ? window.slowReads().stream().map(read -> finding(window, read)).toList()
        : List.of();
  }

  private static Finding finding(Window window, SlowRead read) {
    boolean error = read.elapsed().compareTo(VERY_LONG.multipliedBy(read.executions())) >= 0;
    return Finding.of(
        CODE,
        error ? Severity.ERROR : Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Statement(read.dataSource(), read.shape(), null, read.searchPath(), List.of()),
        read.place(),
        List.of(
            Fact.sum(SLOW, read.executions()),
            Fact.sum(ELAPSED, read.elapsed()),
            Fact.most(LONGEST, read.longest()),
            Fact.sum(Fact.UNITS, read.units()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
