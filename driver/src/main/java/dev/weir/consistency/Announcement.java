package dev.weir.consistency;

import dev.weir.topology.Position;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a store says of one caller's writes by this DataSource. Before a commit is sent it says that
 * there is one; when the place of the newest is known, where that is. The lock is held while the
 * store is asked, so that what is put last is true; it pins no virtual thread. Thread-safe.
 */
final class Announcement {
  private final Announcements fleet;
  private final Caller caller;
  private final ReentrantLock telling = new ReentrantLock();

  /** Commits that are under way. */
  private int writing;

  /** When the store was told that there is a write; {@link Marks#NEVER} if it does not say so. */
  private long announcedNanos = Marks.NEVER;

  Announcement(Announcements fleet, Caller caller) {
    this.fleet = fleet;
    this.caller = caller;
  }

  /** A commit is about to be sent. */
  void begin() {
    telling.lock();
    try {
      writing++;
      if (announcedNanos == Marks.NEVER || isOld(fleet.spareNanos() / 2)) {
        announce();
      }
    } finally {
      telling.unlock();
    }
  }

  /** A commit returned. An announcement that would be gone too soon after it is made again. */
  void end() {
    telling.lock();
    try {
      writing--;
      if (announcedNanos == Marks.NEVER || isOld(fleet.spareNanos())) {
        announce();
      }
    } finally {
      telling.unlock();
    }
    fleet.unsettled(this);
  }

  private boolean isOld(long nanos) {
    return fleet.now() - announcedNanos >= nanos;
  }

  private void announce() {
    long now = fleet.now();
    announcedNanos = fleet.put(caller.key(), Position.UNKNOWN) ? now : Marks.NEVER;
  }

  /**
   * Tells the store where the newest write is, if that is known.
   *
   * @return whether there is nothing more to tell
   */
  boolean settle() {
    telling.lock();
    try {
      if (writing > 0) {
        return true; // Its end comes back to this.
      }
      long newest = caller.newestOwnNanos();
      Position position = fleet.since(newest);
      if (position != null && fleet.put(caller.key(), position)) {
        announcedNanos = Marks.NEVER;
        return true;
      }
      return fleet.isForgotten(newest);
    } finally {
      telling.unlock();
    }
  }
}
