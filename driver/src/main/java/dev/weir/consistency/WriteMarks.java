package dev.weir.consistency;

import java.util.Arrays;

/**
 * What one write, or a transaction of several, marks. {@link #begin} just before the commit (or the
 * statement that is its own transaction) is sent, {@link #end} when it returned, also with an
 * error: an unknown outcome counts as written. Immutable; thread-safe; each begin is followed by
 * exactly one end.
 */
public final class WriteMarks {
  /** Marks nothing. */
  public static final WriteMarks NONE = new WriteMarks(new Mark[0], new LastWrite[0]);

  private final Mark[] marks;

  /** What each of them is marked by. */
  private final LastWrite[] by;

  WriteMarks(Mark[] marks, LastWrite[] by) {
    this.marks = marks;
    this.by = by;
  }

  /** Whether nothing is marked. */
  public boolean isEmpty() {
    return marks.length == 0;
  }

  /**
   * The marks of both. What both mark is marked by the first.
   *
   * @param other marks of the same DataSource
   */
  public WriteMarks and(WriteMarks other) {
    int more = 0;
    for (Mark mark : other.marks) {
      more += has(mark) ? 0 : 1;
    }
    if (more == 0) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    int length = marks.length;
    Mark[] all = Arrays.copyOf(marks, length + more);
    LastWrite[] allBy = Arrays.copyOf(by, length + more);
    for (int i = 0; i < other.marks.length; i++) {
      if (!has(other.marks[i])) {
        all[length] = other.marks[i];
        allBy[length++] = other.by[i];
      }
    }
    return new WriteMarks(all, allBy);
  }

  private boolean has(Mark mark) {
    for (Mark own : marks) {
      if (own == mark) {
        return true;
      }
    }
    return false;
  }

  /** The commit is about to be sent. */
  public void begin() {
    for (Mark mark : marks) {
      mark.begin();
    }
  }

  /**
   * The commit returned, or failed.
   *
   * @param nanos now, on the DataSource's monotonic clock
   */
  public void end(long nanos) {
    for (int i = 0; i < marks.length; i++) {
      marks[i].end(nanos, by[i]);
    }
  }
}
