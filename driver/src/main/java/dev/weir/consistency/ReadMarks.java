package dev.weir.consistency;

import org.jspecify.annotations.Nullable;

/**
 * What one read must respect: the marks of the tables that it reads. Immutable view of live marks;
 * thread-safe.
 */
public final class ReadMarks {
  private final Mark[] marks;

  ReadMarks(Mark[] marks) {
    this.marks = marks;
  }

  /**
   * Whether a write to one of the tables is being committed at this moment. Others may see it
   * before its author hears of it, so only the primary can tell. Ask this before {@link
   * #newestNanos}.
   */
  public boolean pending() {
    for (Mark mark : marks) {
      if (mark.isPending()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The instant that a replica must have reached; {@link Marks#NEVER} if none of the tables was
   * written.
   */
  public long newestNanos() {
    long newest = Marks.NEVER;
    for (Mark mark : marks) {
      newest = Math.max(newest, mark.committedNanos());
    }
    return newest;
  }

  /** What made the newest of these marks, for people; null if none of the tables was written. */
  public @Nullable LastWrite lastWrite() {
    Mark newest = null;
    for (Mark mark : marks) {
      if (newest == null || mark.committedNanos() > newest.committedNanos()) {
        newest = mark;
      }
    }
    return newest == null ? null : newest.lastWrite();
  }

  /**
   * Whether there is any write that a replica must have: none of the tables was ever written
   * otherwise.
   */
  public boolean isGuarded() {
    return newestNanos() != Marks.NEVER;
  }
}
