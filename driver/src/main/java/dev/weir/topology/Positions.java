package dev.weir.topology;

import org.jspecify.annotations.Nullable;

/**
 * Translates between instants of this process and places in the primary's log, by the samples that
 * the monitor has taken. Asks no server. Thread-safe.
 */
public interface Positions {
  /**
   * A place that covers every commit that returned before an instant: that of the oldest sample of
   * the primary that began then or later.
   *
   * @param nanos on the DataSource's monotonic clock
   * @return null if the primary has not been sampled since
   */
  @Nullable Position since(long nanos);

  /**
   * The instant that a replica must have confirmed, if it is to have replayed a place.
   *
   * @param position of any origin
   * @return {@link NodeState#UNKNOWN} if that cannot be told: it is on another timeline, or beyond
   *     the newest sample
   */
  long confirming(Position position);
}
