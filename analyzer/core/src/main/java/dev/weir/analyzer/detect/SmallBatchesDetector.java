package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.UnitTrace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Batches that a loop sends with so few rows that they save little: of one row, as often as a loop
 * must go; or of fewer than ten, from ten batches on. Where batches of two statements take turns,
 * their order is to blame.
 */
final class SmallBatchesDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("BS", "small-batches", "small batches");
  private static final int SMALL = 10;
  private static final int MANY = 10;
  private static final String BATCHES = "batches";
  private static final String ROWS = "rows";
  private static final String INTERRUPTED = "interrupted";

  private final Profile profile;
  private final Duration roundTrip;

  SmallBatchesDetector(Profile profile, Duration roundTrip) {
    this.profile = profile;
    this.roundTrip = roundTrip;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    String turns =
        2 * finding.count(INTERRUPTED) >= finding.count(BATCHES)
            ? ", each after one of another statement"
            : "";
    return "%s batches of %s in all%s, %s"
        .formatted(
            finding.text(BATCHES), finding.text(ROWS, "row"), turns, Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Collect some hundreds of rows before each executeBatch. Where statements take turns,"
        + " sort by statement first (Hibernate: hibernate.order_inserts, order_updates,"
        + " jdbc.batch_size).";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(),
        statement -> {
          Severity severity = severity(statement);
          return severity == null
              ? Stream.empty()
              : statement.loops().stream().map(loop -> finding(unit, statement, loop, severity));
        });
  }

  private @Nullable Severity severity(StatementTrace statement) {
    long batches = statement.batches();
    if (batches < profile.loopThreshold() || statement.batchRows() >= SMALL * batches) {
      return null;
    }
    if (statement.batchRows() > batches) {
      return batches >= MANY ? Severity.WARNING : null;
    }
    boolean turns = 2 * statement.interruptedBatches() >= batches;
    return batches >= MANY && !turns ? Severity.ERROR : Severity.WARNING;
  }

  private Finding finding(
      UnitTrace unit, StatementTrace statement, StatementTrace.Loop loop, Severity severity) {
    double share = (double) loop.executions() / statement.batches();
    long avoidable = loop.executions() - 1;
    return Statements.inUnit(
        CODE,
        unit,
        statement.subject(),
        loop.place(),
        severity,
        Fact.sum(BATCHES, loop.executions()),
        Fact.sum(ROWS, Math.round(share * statement.batchRows())).in(Fact.Measure.ROWS),
        Fact.sum(INTERRUPTED, Math.round(share * statement.interruptedBatches())),
        Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, avoidable).exactIf(false),
        Fact.sum(Fact.PROJECTED_COST, roundTrip.multipliedBy(avoidable)).exactIf(false));
  }
}
