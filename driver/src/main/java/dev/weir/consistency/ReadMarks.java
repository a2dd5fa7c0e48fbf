package dev.weir.consistency;

import org.jspecify.annotations.Nullable;

/**
 * What one read must respect: the marks of the tables that it reads, and in a session what its
 * caller has seen. Immutable view of live marks; thread-safe.
 */
public final class ReadMarks {
  /** In place of a replica's index: a server of which it is not known what was seen there. */
  public static final int ANY_NODE = -1;

  private static final Mark[] NONE = {};

  private final Mark[] marks;
  private final @Nullable Caller caller;

  /** In a session, the DataSource's marks of the tables: some may be a forgotten caller's. */
  private final Mark[] strangers;

  ReadMarks(Mark[] marks) {
    this(marks, null, NONE);
  }

  ReadMarks(Mark[] marks, @Nullable Caller caller, Mark[] strangers) {
    this.marks = marks;
    this.caller = caller;
    this.strangers = strangers;
  }

  Mark[] marks() {
    return marks;
  }

  /**
   * What the same caller must respect when it reads other tables.
   *
   * @param other of the DataSource
   */
  public ReadMarks alike(ReadMarks other) {
    return caller == null ? other : caller.reading(other);
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
    long newest = newest(marks);
    return caller == null
        ? newest
        : Math.max(newest, Math.min(newest(strangers), caller.forgottenNanos()));
  }

  private static long newest(Mark[] marks) {
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
   * The instant that one replica must have reached: also for what the caller has seen on other
   * nodes.
   *
   * @param newestNanos what {@link #newestNanos} has told
   * @param node the index of the replica, or {@link #ANY_NODE}
   */
  public long neededNanos(long newestNanos, int node) {
    return caller == null ? newestNanos : Math.max(newestNanos, caller.floorNanos(node));
  }

  /**
   * Whether there is anything that a replica must have: none of the tables was ever written
   * otherwise, and in a session nothing was read.
   */
  public boolean isGuarded() {
    return newestNanos() != Marks.NEVER || (caller != null && caller.hasFloor());
  }
}
