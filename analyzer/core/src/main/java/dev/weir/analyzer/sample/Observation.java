package dev.weir.analyzer.sample;

import java.time.Duration;
import java.util.List;

/**
 * One server at two times, and what its active sessions waited for in between.
 *
 * @param name of the DataSource, or the server; what findings call it
 * @param before the first sample
 * @param now the second; the same if there was only one look
 * @param waits one answer for each moment that was looked at
 */
public record Observation(
    String name, ServerSample before, ServerSample now, List<Answer<WaitSample>> waits) {
  /** Copies the list. */
  public Observation {
    waits = List.copyOf(waits);
  }

  /** The time between the two samples; zero if there was only one look. */
  public Duration window() {
    return Duration.between(before.at(), now.at());
  }

  /** Whether there was more than one look. */
  public boolean isWatched() {
    return !window().isZero();
  }
}
