package dev.weir.topology;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The newest samples of the primary, from which a replica's replay position becomes an instant.
 * Samples of an older timeline are dropped when a newer one appears and refused afterwards: the old
 * primary's LSNs mean nothing on it. When full, samples go that have another within 1/128 of their
 * age: memory stays bounded while a replica that is minutes behind still finds an instant.
 *
 * <p>Thread-safe.
 */
final class PrimarySamples {
  private static final int MOST = 1024;
  private static final int MOST_AFTER_THINNING = 896;
  private static final int GRAIN = 128;

  private final ArrayDeque<Sample> newestFirst = new ArrayDeque<>();

  /** Adds a sample; false if its timeline is older than one already seen. */
  synchronized boolean add(Sample sample) {
    Sample newest = newestFirst.peekFirst();
    if (newest != null && sample.timeline() < newest.timeline()) {
      return false;
    }
    if (newest != null && sample.timeline() > newest.timeline()) {
      newestFirst.clear();
    }
    newestFirst.addFirst(sample);
    if (newestFirst.size() > MOST) {
      thin();
    }
    return true;
  }

  /** The highest timeline seen; 0 before the first sample. */
  synchronized int timeline() {
    Sample newest = newestFirst.peekFirst();
    return newest == null ? 0 : newest.timeline();
  }

  /** The cluster that the samples are of; 0 before the first sample. */
  synchronized long systemIdentifier() {
    Sample newest = newestFirst.peekFirst();
    return newest == null ? 0 : newest.systemIdentifier();
  }

  /**
   * The start of the newest sample whose position has been replayed; {@link NodeState#UNKNOWN} if
   * there is none.
   */
  synchronized long confirmedNanos(long replayLsn) {
    for (Sample sample : newestFirst) {
      if (Long.compareUnsigned(sample.lsn(), replayLsn) <= 0) {
        return sample.startNanos();
      }
    }
    return NodeState.UNKNOWN;
  }

  /** Where the primary was in the oldest sample that began at an instant or later. */
  synchronized @Nullable Position since(long nanos) {
    Sample oldest = null;
    for (Sample sample : newestFirst) {
      if (sample.startNanos() < nanos) {
        break;
      }
      oldest = sample;
    }
    return oldest == null ? null : new Position(oldest.timeline(), oldest.lsn());
  }

  /**
   * The start of the oldest sample that has a place; {@link NodeState#UNKNOWN} if the newest does
   * not have it, or is on another timeline.
   */
  synchronized long confirming(Position position) {
    long start = NodeState.UNKNOWN;
    for (Sample sample : newestFirst) {
      if (sample.timeline() != position.timeline()
          || Long.compareUnsigned(sample.lsn(), position.lsn()) < 0) {
        break;
      }
      start = sample.startNanos();
    }
    return start;
  }

  private void thin() {
    long newest = newestFirst.getFirst().startNanos();
    long kept = newest;
    Iterator<Sample> samples = newestFirst.iterator();
    while (samples.hasNext()) {
      long start = samples.next().startNanos();
      if ((kept - start) * GRAIN < newest - start) {
        samples.remove();
      } else {
        kept = start;
      }
    }
    while (newestFirst.size() > MOST_AFTER_THINNING) {
      newestFirst.removeLast();
    }
  }
}
