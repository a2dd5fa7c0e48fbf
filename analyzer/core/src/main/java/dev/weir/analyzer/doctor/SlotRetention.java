package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.SlotSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A replication slot keeps the log for who does not fetch it, until the disk is full or the slot is
 * lost: nobody reads from it for 5 min, or it keeps 1 GB; bad from 10 GB or half of
 * max_slot_wal_keep_size.
 */
final class SlotRetention implements Illness {
  static final Code CODE = new Code("SR", "slot-retention", "replication slot keeps WAL");

  private static final long MANY_BYTES = 1L << 30;
  private static final long MOST_BYTES = 10L << 30;

  @Override
  public Area area() {
    return Area.SLOTS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().slots().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().slots().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (SlotSample slot : each.now().slots().rows()) {
      Severity severity = severity(each, slot);
      if (severity != null) {
        found.add(entry(each, slot, severity));
      }
    }
    List<SlotSample> slots = each.now().slots().rows();
    double most = slots.stream().mapToDouble(SlotSample::retainedBytes).max().orElse(0);
    return Opinion.of(
        found,
        slots.isEmpty()
            ? "there are none"
            : "%s; the most that one keeps is %s"
                .formatted(Words.count(slots.size(), "slot"), Words.bytes(Math.max(0, most))));
  }

  private static double limit(Case each) {
    double megabytes = each.server().number("max_slot_wal_keep_size");
    return megabytes < 0 ? Double.NaN : megabytes * (1 << 20);
  }

  private static @Nullable Severity severity(Case each, SlotSample slot) {
    if (Objects.equals(slot.walStatus(), "lost")
        || Objects.equals(slot.walStatus(), "unreserved")) {
      return Severity.ERROR;
    }
    boolean half = slot.retainedBytes() >= 0.5 * limit(each) && !slot.active();
    if (half || slot.retainedBytes() >= MOST_BYTES) {
      return Severity.ERROR;
    }
    Instant since = slot.inactiveSince();
    boolean left =
        since != null && !slot.active() && Duration.between(since, each.at()).toMinutes() >= 5;
    return left || (!slot.active() && slot.retainedBytes() >= MANY_BYTES) ? Severity.WARNING : null;
  }

  private static Report.Entry entry(Case each, SlotSample slot, Severity severity) {
    boolean lost = Objects.equals(slot.walStatus(), "lost");
    Card card =
        new Card(
                CODE,
                severity,
                Confidence.CERTAIN,
                each.object("slot", slot.name(), "replication slot " + slot.name()))
            .fact("retainedBytes", Math.max(0, slot.retainedBytes()), Measure.BYTES)
            .words(
                lost
                    ? "lost: what its consumer needs is gone"
                    : "keeps %s%s"
                        .formatted(
                            Words.bytes((double) slot.retainedBytes()),
                            slot.active() ? "" : ", and nobody reads from it"));
    double limit = limit(each);
    card.because(
        Double.isNaN(limit)
            ? "nothing bounds it (max_slot_wal_keep_size = -1): the disk fills up, and the server"
                + " stops"
            : "max_slot_wal_keep_size is %s; above it the slot is lost, and its consumer must be made anew"
                .formatted(Words.bytes(limit)));
    if (slot.active()) {
      return card.fix("Its consumer is connected and does not keep up: look there.").entry();
    }
    return card.fix(
            lost
                ? "Drop it, and make its consumer anew."
                : "Start its consumer. If it will not come back, drop the slot; a consumer that"
                    + " comes back after all must be made anew.")
        .sql("SELECT pg_drop_replication_slot(%s)".formatted(Sql.literal(slot.name())))
        .entry();
  }
}
