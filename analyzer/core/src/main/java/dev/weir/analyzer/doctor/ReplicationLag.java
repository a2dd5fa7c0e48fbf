package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation.Replica;
import dev.weir.analyzer.sample.ReplaySample;
import dev.weir.analyzer.sample.StandbySample;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
      } else if (replay.paused()) {
        found.add(paused(each, null, replay, null));
      } else {
        missing.add(onlyItsPrimaryKnows(each, replay));
      }
    }
    List<StandbySample> others = new ArrayList<>(each.now().standbys().rows());
    for (Replica replica : each.observation().replicas()) {
      ReplaySample replay = replica.now().replay().first();
      if (replay != null && replay.paused()) {
        // The same server as its sender sees it: nothing else tells them apart for sure.
        StandbySample standby =
            others.stream()
                .filter(one -> one.replayed() == replay.replayed())
                .findFirst()
                .orElse(null);
        others.remove(standby);
        found.add(paused(each, replica, replay, standby));
      }
    }
    if (!each.now().standbys().isSeen()) {
      return Opinion.of(found, "").without(List.of(String.valueOf(each.now().standbys().unseen())));
    }
    for (StandbySample standby : others) {
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

  /** Whether something that was written at the first look was not replayed at the second. */
  private static boolean isOld(Case each, StandbySample standby) {
    StandbySample before = each.before().standbys().same(StandbySample::pid, standby);
    return before != null && standby.replayed() < before.position();
  }

  private static boolean isBad(Case each, StandbySample standby) {
    return standby.behindBytes() >= MOST_BYTES
        || (isOld(each, standby) && each.window().toSeconds() >= 60);
  }

  private static String words(Case each, StandbySample standby) {
    return "%s behind%s"
        .formatted(
            Words.bytes((double) standby.behindBytes()),
            isOld(each, standby) ? ", for %s at least".formatted(Words.span(each.window())) : "");
  }

  private static void judge(Case each, StandbySample standby, List<Report.Entry> found) {
    boolean old = isOld(each, standby);
    boolean bad = isBad(each, standby);
    if (!bad && standby.behindBytes() < MANY_BYTES && !(old && each.window().toSeconds() >= 5)) {
      return;
    }
    Card card =
        new Card(
                CODE,
                bad ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                each.object("standby", standby.application(), "standby " + standby.application()))
            .fact("behindBytes", standby.behindBytes(), Measure.BYTES)
            .words(words(each, standby));
    if (old) {
      card.fact("behindFor", each.window());
    }
    StandbySample before = each.before().standbys().same(StandbySample::pid, standby);
    boolean stuck = before != null && before.replayed() == standby.replayed() && old;
    found.add(
        card.fix(
                stuck
                    ? ("It replays nothing: on %s, look whether replay is paused (SELECT"
                            + " pg_is_wal_replay_paused(); pg_wal_replay_resume() ends that), or"
                            + " waits for a query there (max_standby_streaming_delay).")
                        .formatted(standby.application())
                    : "It replays, and too slowly: replay is one process. Look at its disk, at long"
                        + " queries there, and at what writes so much here.")
            .entry());
  }

  /**
   * Replay is paused.
   *
   * @param replica where; null if on the server that was asked
   * @param standby the same server as the one that was asked sees it; null if it does not
   */
  private static Report.Entry paused(
      Case each, @Nullable Replica replica, ReplaySample replay, @Nullable StandbySample standby) {
    boolean bad = standby != null && isBad(each, standby);
    String where = replica == null ? "this standby" : replica.name();
    Card card =
        new Card(
            CODE,
            bad ? Severity.ERROR : Severity.WARNING,
            Confidence.CERTAIN,
            each.object(
                "standby",
                replica == null ? "replay" : "replay of " + where,
                "replay of " + where));
    if (standby != null) {
      card.fact("behindBytes", standby.behindBytes(), Measure.BYTES);
    }
    return card.fact("unreplayedBytes", replay.unreplayedBytes(), Measure.BYTES)
        .words(
            "%spaused, %s received%s"
                .formatted(
                    replica == null ? "" : replica.name() + ": ",
                    Words.bytes((double) replay.unreplayedBytes()),
                    standby == null ? "" : ", " + words(each, standby)))
        .fix(
            replica == null
                ? "Let it go on."
                : "Let it go on; run this on %s.".formatted(replica.name()))
        .sql("SELECT pg_wal_replay_resume()")
        .undo("SELECT pg_wal_replay_pause()")
        .entry();
  }

  private static String onlyItsPrimaryKnows(Case each, ReplaySample replay) {
    if (Objects.equals(replay.receiver(), "streaming")) {
      return "how far this standby is behind, only its primary knows: ask that";
    }
    return each.server().seesSessions()
        ? "this standby receives nothing at the moment: how far it is behind, only its primary"
            + " knows"
        : "whether this standby receives anything is hidden";
  }
}
