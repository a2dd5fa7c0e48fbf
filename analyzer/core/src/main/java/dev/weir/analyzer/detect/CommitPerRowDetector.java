package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.StatementKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A loop that updates or deletes row by row, and commits after each: from ten commits on, of at
 * least half of its executions. Of a loop of INSERTs the loop itself says all. Chunks of many rows
 * with a commit each are right.
 */
final class CommitPerRowDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("TXR", "commit-per-row", "commit per row");
  private static final long MANY = 10;
  private static final String COMMITS = "commits";

  private final Profile profile;
  private final Duration roundTrip;

  CommitPerRowDetector(Profile profile, Duration roundTrip) {
    this.profile = profile;
    this.roundTrip = roundTrip;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of this one statement, %s"
        .formatted(finding.text(COMMITS, "transaction"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Commit some thousands of rows at a time: each commit waits for the disk.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.repetitions(),
        loop ->
            statement(unit, loop).stream()
                .filter(each -> isRowByRow(loop) && each.soleCommits() >= MANY)
                .filter(each -> 2 * each.soleCommits() >= each.executions())
                .map(each -> finding(unit, each, loop)));
  }

  private boolean isRowByRow(Repetition loop) {
    StatementKind kind = loop.shape().kind();
    return (kind == StatementKind.UPDATE || kind == StatementKind.DELETE)
        && loop.executions() >= MANY
        && loop.distinctKeys() >= profile.loopThreshold()
        && Loops.affectsFewRowsEach(loop);
  }

  private static Optional<StatementTrace> statement(UnitTrace unit, Repetition loop) {
    return unit.statements().stream()
        .filter(each -> each.dataSource().equals(loop.dataSource()))
        .filter(each -> each.shape().fingerprint().equals(loop.shape().fingerprint()))
        .findFirst();
  }

  private Finding finding(UnitTrace unit, StatementTrace statement, Repetition loop) {
    long commits = Math.min(statement.soleCommits(), loop.executions());
    return Statements.inUnit(
        CODE,
        unit,
        statement.subject(),
        loop.place(),
        Severity.WARNING,
        Fact.sum(COMMITS, commits),
        Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, commits - 1),
        Fact.sum(Fact.PROJECTED_COST, roundTrip.multipliedBy(commits - 1)).exactIf(false));
  }
}
