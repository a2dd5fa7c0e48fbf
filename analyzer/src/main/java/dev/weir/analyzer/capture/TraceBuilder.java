package dev.weir.analyzer.capture;

import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.UnitTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Turns what was recorded of a unit into its trace. Not thread-safe. */
final class TraceBuilder {
  private final Places places;

  TraceBuilder(Places places) {
    this.places = places;
  }

  UnitTrace build(FinishedUnit unit) {
    List<Repetition> repetitions = new ArrayList<>();
    for (FinishedTally tally : unit.tallies()) {
      for (SiteShares.Share share : SiteShares.of(tally, places)) {
        repetitions.add(repetition(tally, share));
      }
    }
    return new UnitTrace(
        unit.name(),
        unit.at(),
        Duration.ofNanos(unit.elapsedNanos()),
        unit.executions(),
        repetitions,
        unit.alarms().stream().map(this::hotRow).toList());
  }

  private static Repetition repetition(FinishedTally tally, SiteShares.Share share) {
    long executions = share.executions();
    return new Repetition(
        tally.shape(),
        tally.source(),
        share.place(),
        executions,
        Math.min(tally.distinctKeys(), executions),
        Math.min(tally.mostPerKey(), executions),
        tally.keysPerExecution(),
        Math.round((double) tally.rows() * executions / tally.executions()));
  }

  private HotRow hotRow(HotRows.Alarm alarm) {
    Samples samples = alarm.samples();
    Place place = places.resolve(samples.list().get(0).stack(), samples.loader).place();
    HotRows.Heat heat = alarm.heat();
    return new HotRow(
        alarm.shape(), place, heat.executions(), heat.perMinute(), heat.units(), heat.threads());
  }
}
