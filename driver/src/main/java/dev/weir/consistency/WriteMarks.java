package dev.weir.consistency;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one write, or a transaction of several, marks, and whose it is where that is known. {@link
 * #begin} just before the commit (or the statement that is its own transaction) is sent, {@link
 * #end} when it returned, also with an error: an unknown outcome counts as written. Immutable;
 * thread-safe; each begin is followed by exactly one end.
 */
public final class WriteMarks {
  private static final Caller[] NOBODY = {};

  /** Marks nothing. */
  public static final WriteMarks NONE = new WriteMarks(new Mark[0]);

  private final Mark[] marks;

  /** Those that made it within sessions. */
  private final Caller[] callers;

  WriteMarks(Mark[] marks) {
    this(marks, NOBODY);
  }

  private WriteMarks(Mark[] marks, Caller[] callers) {
    this.marks = marks;
    this.callers = callers;
  }

  /** The same of one caller, that has marks of its own. */
  WriteMarks by(Caller caller, UnaryOperator<Mark> own) {
    return new WriteMarks(
        Marks.union(marks, Arrays.stream(marks).map(own).toArray(Mark[]::new)),
        new Caller[] {caller});
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
        : isEmpty()
            ? other
            : new WriteMarks(Marks.union(marks, other.marks), union(callers, other.callers));
  }

  private static Caller[] union(Caller[] one, Caller[] other) {
    return one.length + other.length == 0
        ? NOBODY
        : Stream.concat(Arrays.stream(one), Arrays.stream(other)).distinct().toArray(Caller[]::new);
  }

  /**
   * The commit is about to be sent. In a session with a store of tokens it is announced there
   * before.
   */
  public void begin() {
    for (Caller caller : callers) {
      caller.begin();
    }
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
    for (Caller caller : callers) {
      caller.end();
    }
  }
}
