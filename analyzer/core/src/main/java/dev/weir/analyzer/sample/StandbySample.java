package dev.weir.analyzer.sample;

import org.jspecify.annotations.Nullable;

/**
 * A standby as its sender sees it.
 *
 * @param pid of the process that sends
 * @param application as the standby calls itself
 * @param address where it is
 * @param state such as {@code streaming}; null if hidden
 * @param sync whether its sender waits for it, and how; null if hidden
 * @param xminAge how many transactions back its queries keep row versions; -1 for none
 * @param position how far its sender's WAL goes
 * @param replayed how far it has replayed that; -1 if hidden
 * @param replayMillis how long the last replay took to be told; -1 if nobody knows
 */
public record StandbySample(
    int pid,
    String application,
    @Nullable String address,
    @Nullable String state,
    @Nullable String sync,
    long xminAge,
    long position,
    long replayed,
    long replayMillis) {
  /** What it has not replayed yet; -1 if nobody knows. */
  public long behindBytes() {
    return replayed < 0 ? -1 : Math.max(0, position - replayed);
  }
}
