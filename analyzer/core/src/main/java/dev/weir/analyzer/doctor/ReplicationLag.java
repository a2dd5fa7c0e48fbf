package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.ReplaySample;
import dev.weir.analyzer.sample.StandbySample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A standby is behind: by 100 MB or 1 GB (pganalyze), or for 5 s or a minute. For how long follows
 * from positions: what the primary had written at the first look and the standby has not replayed
 * at the second is as old as the time between them, whatever clocks say.
 */
final class ReplicationLag implements Illness {
  static final Code CODE = new Code("RL", "replication-lag", "standby is behind");

  private static final long MANY_BYTES = 100L << 20;
  private static final long MOST_BYTES = 1L << 30;

  @Override
  public Area area() {
    return Area.REPLICATION;
  }

  @Override
  public Opinion inspect(Case each) {
    List<Report.Entry> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    if (each.server().standby()) {
      ReplaySample replay = each.now().replay().first();
      if (replay == null) {
        missing.add(String.valueOf(each.now().replay().unseen()));
      } else {
        standby(each, replay, found, missing);
      }
    }
    if (!each.now().standbys().isSeen()) {
      return Opinion.of(found, "").without(List.of(String.valueOf(each.now().standbys().unseen())));
    }
    for (StandbySample standby : each.now().standbys().rows()) {
      if (standby.behindBytes() < 0) {
        missing.add(
            each.now().standbys().hidden() == null
                ? standby.application() + " is not streaming"
                : each.now().standbys().hidden());
      } else {
        judge(each, standby, found);
      }
    }
    int standbys = each.now().standbys().rows().size();
    return Opinion.of(
            found,
            standbys == 0
                ? "no standby is connected"
                : Words.count(standbys, "standby") + " close behind")
        .without(missing);
  }

  private static void judge(Case each, StandbySample standby, List<Report.Entry> found) {
    StandbySample before = each.before().standbys().same(StandbySample::pid, standby);
    long window = each.window().toSeconds();
    boolean old = before != null && standby.replayed() < before.position();
    long bytes = standby.behindBytes();
    boolean bad = bytes >= MOST_BYTES || (old && window >= 60);
    if (!bad && bytes < MANY_BYTES && !(old && window >= 5)) {
      return;
    }
    Card card =
        new Card(
                CODE,
                bad ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                each.object("standby", standby.application(), "standby " + standby.application()))
            .fact("behindBytes", bytes, Measure.BYTES)
            .words(
                "%s behind%s"
                    .formatted(
                        Words.bytes((double) bytes),
                        old ? ", for %s at least".formatted(Words.span(each.window())) : ""));
    if (old) {
      card.fact("behindFor", each.window());
    }
    boolean stuck = before != null && before.replayed() == standby.replayed() && old;
    found.add(
        card.fix(
                stuck
                    ? "It replays nothing: on it, look whether replay is paused (SELECT"
                        + " pg_is_wal_replay_paused(); pg_wal_replay_resume() ends that), or"
                        + " waits for a query there (max_standby_streaming_delay)."
                    : "It replays, and too slowly: replay is one process. Look at its disk, at long"
                        + " queries there, and at what writes so much here.")
            .entry());
  }

  private static void standby(
      Case each, ReplaySample replay, List<Report.Entry> found, List<String> missing) {
    if (replay.paused()) {
      found.add(
          new Card(
                  CODE,
                  Severity.WARNING,
                  Confidence.CERTAIN,
                  each.object("standby", "replay", "replay of this standby"))
              .fact("unreplayedBytes", replay.unreplayedBytes(), Measure.BYTES)
              .words(
                  "paused, %s received".formatted(Words.bytes((double) replay.unreplayedBytes())))
              .fix("Let it go on.")
              .sql("SELECT pg_wal_replay_resume()")
              .undo("SELECT pg_wal_replay_pause()")
              .entry());
    } else if (!Objects.equals(replay.receiver(), "streaming")) {
      missing.add(
          each.server().seesSessions()
              ? "this standby receives nothing at the moment: how far it is behind, only its"
                  + " primary knows"
              : "whether this standby receives anything is hidden");
    } else {
      missing.add("how far this standby is behind, only its primary knows: ask that");
    }
  }
}
