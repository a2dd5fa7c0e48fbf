package dev.weir.analyzer.count;

import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.SiteShares;
import java.util.ArrayList;
import java.util.List;

/** What the counters of a unit held when it ended; the stacks are still folded. Immutable. */
public final class Counted {
  private final List<FinishedTally> tallies;
  private final List<HotRows.Alarm> alarms;

  Counted(List<FinishedTally> tallies, List<HotRows.Alarm> alarms) {
    this.tallies = tallies;
    this.alarms = alarms;
  }

  /**
   * The statements that were repeated, one entry for each place of the code.
   *
   * @param places unfolds the stacks
   */
  public List<Repetition> repetitions(Places places) {
    List<Repetition> repetitions = new ArrayList<>();
    for (FinishedTally tally : tallies) {
      for (SiteShares.Share share : SiteShares.of(tally.samples(), tally.executions(), places)) {
        repetitions.add(repetition(tally, share));
      }
    }
    return repetitions;
  }

  /**
   * The rows whose updates became frequent in the unit.
   *
   * @param places unfolds the stacks
   */
  public List<HotRow> hotRows(Places places) {
    return alarms.stream().map(alarm -> hotRow(alarm, places)).toList();
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

  private static HotRow hotRow(HotRows.Alarm alarm, Places places) {
    HotRows.Heat heat = alarm.heat();
    return new HotRow(
        alarm.shape(),
        places.first(alarm.samples()),
        heat.executions(),
        heat.perMinute(),
        heat.units(),
        heat.threads());
  }
}
