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
  public static final WriteMarks NONE = new WriteMarks(new Mark[0], new LastWrite[0]);

  private final Mark[] marks;

  /** What each of them is marked by. */
  private final LastWrite[] writes;

  /** Those that made it within sessions. */
  private final Caller[] callers;

  WriteMarks(Mark[] marks, LastWrite[] writes) {
    this(marks, writes, NOBODY);
  }

  private WriteMarks(Mark[] marks, LastWrite[] writes, Caller[] callers) {
    this.marks = marks;
    this.writes = writes;
    this.callers = callers;
  }

  /** The same of one caller, that has marks of its own. */
  WriteMarks by(Caller caller, UnaryOperator<Mark> own) {
    Mark[] owns = Arrays.stream(marks).map(own).toArray(Mark[]::new);
    return and(new WriteMarks(owns, writes, new Caller[] {caller}));
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
    if (isEmpty()) {
      return other;
    }
    if (other == this || other.isEmpty()) {
      return this;
    }
    int more = 0;
    for (Mark mark : other.marks) {
      more += has(mark) ? 0 : 1;
    }
    Caller[] both = union(callers, other.callers);
    if (more == 0 && both.length == callers.length) {
      return this;
    }
    int length = marks.length;
    Mark[] all = Arrays.copyOf(marks, length + more);
    LastWrite[] allWrites = Arrays.copyOf(writes, length + more);
    for (int i = 0; i < other.marks.length; i++) {
      if (!has(other.marks[i])) {
        all[length] = other.marks[i];
        allWrites[length++] = other.writes[i];
      }
    }
    return new WriteMarks(all, allWrites, both);
  }

  /**
   * Whether they mark this.
   *
   * @param marks of the same DataSource
   */
  public boolean areOfAnything(Marks marks) {
    return has(marks.everything());
  }

  private boolean has(Mark mark) {
    for (Mark own : marks) {
      if (own == mark) {
        return true;
      }
    }
    return false;
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
    for (int i = 0; i < marks.length; i++) {
      marks[i].end(nanos, writes[i]);
    }
    for (Caller caller : callers) {
      caller.end();
    }
  }
}
