package dev.weir.consistency;

/**
 * What one write, or a transaction of several, marks. {@link #begin} just before the commit (or the
 * statement that is its own transaction) is sent, {@link #end} when it returned, also with an
 * error: an unknown outcome counts as written. Immutable; thread-safe; each begin is followed by
 * exactly one end.
 */
public final class WriteMarks {
  /** Marks nothing. */
  public static final WriteMarks NONE = new WriteMarks(new Mark[0]);

  private final Mark[] marks;

  WriteMarks(Mark[] marks) {
    this.marks = marks;
  }

  /** Whether nothing is marked. */
  public boolean isEmpty() {
    return marks.length == 0;
  }

  /**
   * The marks of both.
   *
   * @param other marks of the same DataSource
   */
  public WriteMarks and(WriteMarks other) {
    return other == this || other.isEmpty()
        ? this
        : isEmpty() ? other : new WriteMarks(Marks.union(marks, other.marks));
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
    for (Mark mark : marks) {
      mark.end(nanos);
    }
  }
}
