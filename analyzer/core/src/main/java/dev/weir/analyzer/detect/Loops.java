package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What all loops have in common: when they are long enough, what they waste, how bad they are. */
final class Loops {
  /** From here on it is no small list any more; perf-sentinel's "critical" is the same 10. */
  private static final long ERROR_FROM = 10;

  /** Above this average a write works on sets of rows. */
  private static final double ROWS_PER_EXECUTION = 1.5;

  private final Profile profile;
  private final Duration roundTrip;

  Loops(Profile profile, Duration roundTrip) {
    this.profile = profile;
    this.roundTrip = roundTrip;
  }

  /**
   * The loops of a unit that are long enough, cost enough, and are of the kind that is asked for.
   */
  List<Finding> find(FindingCode code, UnitTrace unit, Predicate<Repetition> kind) {
    return unit.repetitions().stream()
        .filter(r -> r.executions() >= profile.loopThreshold() && kind.test(r) && isCostly(r, unit))
        .map(r -> finding(code, severity(r), r, unit))
        .toList();
  }

  /** Whether the keys differ often enough for a loop over different rows. */
  boolean hasManyKeys(Repetition repetition) {
    return repetition.distinctKeys() >= profile.loopThreshold();
  }

  /** Whether the executions of a write affect one row each, give or take. */
  boolean affectsOneRowEach(Repetition repetition) {
    return repetition.rows() <= ROWS_PER_EXECUTION * repetition.executions();
  }

  Finding finding(FindingCode code, Severity severity, Repetition repetition, UnitTrace unit) {
    Evidence evidence =
        new Evidence(
            repetition.executions(),
            1,
            repetition.executions(),
            repetition.distinctKeys(),
            repetition.rows(),
            1,
            0,
            avoidable(repetition),
            cost(avoidable(repetition)),
            unit.at(),
            unit.at());
    SqlShape shape = repetition.shape();
    return new Finding(
        code,
        severity,
        Signature.of(code, shape.fingerprint(), repetition.place()),
        shape,
        repetition.source(),
        repetition.place().callSite(),
        repetition.place().loop(),
        evidence);
  }

  Duration cost(long roundTrips) {
    return roundTrip.multipliedBy(roundTrips);
  }

  private boolean isCostly(Repetition repetition, UnitTrace unit) {
    Duration waste = cost(avoidable(repetition));
    return waste.compareTo(profile.wasteFloor()) >= 0
        || waste.toNanos() >= profile.wasteShare() * unit.elapsed().toNanos();
  }

  /** One statement does the work of all. */
  private static long avoidable(Repetition repetition) {
    return repetition.executions() - 1;
  }

  private static Severity severity(Repetition repetition) {
    boolean alreadyInChunks = repetition.keysPerExecution() > 1;
    return repetition.executions() >= ERROR_FROM && !alreadyInChunks
        ? Severity.ERROR
        : Severity.WARNING;
  }
}
