package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.UnitTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All detectors. Immutable and thread-safe. */
public final class Detectors {
  private final List<Detector> detectors;

  /**
   * Creates them.
   *
   * @param profile from where on something is a finding
   * @param roundTrip what one round trip to the database costs in production
   */
  public Detectors(Profile profile, Duration roundTrip) {
    Loops loops = new Loops(profile, roundTrip);
    this.detectors =
        List.of(
            new NPlusOneDetector(loops),
            new RowByRowInsertDetector(loops),
            new RowByRowUpdateDetector(loops),
            new RowByRowDeleteDetector(loops),
            new HotRowDetector(profile, loops));
  }

  /**
   * Asks every detector.
   *
   * @param unit what one unit of work repeated
   * @return what they found, with the evidence of this unit alone
   */
  public List<Finding> inspect(UnitTrace unit) {
    List<Finding> findings = new ArrayList<>();
    for (Detector detector : detectors) {
      findings.addAll(detector.inspect(unit));
    }
    return findings;
  }
}
