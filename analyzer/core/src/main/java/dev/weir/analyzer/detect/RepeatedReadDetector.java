package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.HeavyRead;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A query that one place repeats with the same parameters, while its unit writes nothing: from five
 * times on, as perf-sentinel takes. Where the parameters differ often enough for a loop over rows,
 * it is that ({@link NPlusOneDetector}), and not this as well. And a slow query that many units
 * repeat with the same parameters, and that always gives the same answer.
 */
final class RepeatedReadDetector implements UnitDetector, WindowDetector, Documented {
  private static final Code CODE = new Code("RED", "repeated-read", "repeated read");
  static final long OFTEN = 5;
  private static final String UNCHANGED = "unchanged";
  private static final String ELAPSED = "elapsed";

  private final Profile profile;
  private final Duration roundTrip;

  RepeatedReadDetector(Profile profile, Duration roundTrip) {
    this.profile = profile;
    this.roundTrip = roundTrip;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    if (finding.fact(UNCHANGED).isPresent()) {
      return "%s with the same parameters and the same answer, %s, which took %s"
          .formatted(
              finding.text(UNCHANGED, "time"), Statements.units(finding), finding.text(ELAPSED));
    }
    return "%s with the same parameters, %s"
        .formatted(finding.text(Fact.EXECUTIONS, "time"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Read it once and hand it on, or keep it for the unit of work; what is slow and hardly"
        + " changes belongs in a cache, or a materialized view.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(),
        statement ->
            statement.batches() > 0 || statement.parameterSets() >= profile.loopThreshold()
                ? Stream.empty()
                : statement.loops().stream()
                    .filter(loop -> times(statement, loop) >= OFTEN)
                    .filter(loop -> isCostly(times(statement, loop) - 1, unit))
                    .map(loop -> finding(unit, statement, loop, times(statement, loop))));
  }

  private static long times(StatementTrace statement, StatementTrace.Loop loop) {
    return Math.min(loop.executions(), statement.mostIdentical());
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.heavyReads().stream().map(read -> finding(window, read)).toList();
  }

  private static Finding finding(Window window, HeavyRead read) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Statement(read.dataSource(), read.shape(), null, read.searchPath(), List.of()),
        read.place(),
        List.of(
            Fact.sum(UNCHANGED, read.repeats()),
            Fact.sum(ELAPSED, read.elapsed()),
            Fact.sum(Fact.UNITS, read.units()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  private boolean isCostly(long avoidable, UnitTrace unit) {
    Duration waste = roundTrip.multipliedBy(avoidable);
    return waste.compareTo(profile.wasteFloor()) >= 0
        || waste.toNanos() >= profile.wasteShare() * unit.elapsed().toNanos();
  }

  private Finding finding(
      UnitTrace unit, StatementTrace statement, StatementTrace.Loop loop, long times) {
    return Statements.inUnit(
        CODE,
        unit,
        statement.subject(),
        loop.place(),
        Severity.WARNING,
        Fact.sum(Fact.EXECUTIONS, times).exactIf(statement.loops().size() == 1),
        Fact.most(Fact.MOST_PER_UNIT, times),
        Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, times - 1),
        Fact.sum(Fact.PROJECTED_COST, roundTrip.multipliedBy(times - 1)).exactIf(false));
  }
}
