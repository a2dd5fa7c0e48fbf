package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another reads of its results. At most {@value #MOST} queries are told
 * apart, and {@value #MOST_OPEN} results may be open at a time; what did not fit, or was still open
 * when its unit ended, is counted. Reusable; confined to its unit's holder.
 */
final class ResultCounts {
  private static final int MOST = 128;
  private static final int MOST_OPEN = 16;
  private static final int LEFT_SECONDS = 60;

  private final Deque<Open> open = new ArrayDeque<>(0);
  private final List<ResultTally> tallies = new ArrayList<>(0);
  private final HeavyReads heavy;
  private final SlowReads slow;
  private final Polls polls;
  private final NeverRead neverRead;
  private final LongAdder unseen;
  private @Nullable ResultTally newest;
  private long readUntilNanos;

  /**
   * Nothing counted yet.
   *
   * @param heavy is told what was slow, and how it answered
   * @param slow is told of all
   * @param polls is told what found nothing
   * @param neverRead is told of all
   * @param unseen counts results of which nothing is known
   */
  ResultCounts(
      HeavyReads heavy, SlowReads slow, Polls polls, NeverRead neverRead, LongAdder unseen) {
    this.heavy = heavy;
    this.slow = slow;
    this.polls = polls;
    this.neverRead = neverRead;
    this.unseen = unseen;
  }

  private record Open(Execution execution, RowsSeen seen, long unit, boolean further) {
    @SuppressWarnings("ReferenceEquality") // One object is told for all of an execution.
    boolean isOf(Execution other) {
      return execution == other;
    }
  }

  /**
   * An execution has answered rows, which are read from now on.
   *
   * @param unit a number of its unit
   */
  void add(Execution execution, RowsSeen seen, long unit) {
    add(new Open(execution, seen, unit, false));
  }

  /** The same of further rows: over units only the first of each execution are looked at. */
  void further(Execution execution, RowsSeen seen, long unit) {
    add(new Open(execution, seen, unit, true));
  }

  private void add(Open answered) {
    fold();
    if (open.size() == MOST_OPEN) {
      open.remove();
      unseen.increment();
    }
    open.add(answered);
  }

  /** Of an execution that has just answered is known how long it waited before it was sent. */
  void waited(Execution execution, long nanos) {
    Open last = open.peekLast();
    if (last != null && last.isOf(execution)) {
      last.seen.waited(nanos);
    }
  }

  /**
   * Until when rows were read, as far as is known.
   *
   * @param nowNanos while some are open; what is left open for {@value #LEFT_SECONDS} s is not read
   */
  long readUntil(long nowNanos) {
    if (open.isEmpty()) {
      return readUntilNanos; // As mostly; not even an iterator is made.
    }
    fold();
    for (Open each : open) {
      long sinceNanos = nowNanos - each.execution.startNanos();
      if (sinceNanos < TimeUnit.SECONDS.toNanos(LEFT_SECONDS)) {
        return nowNanos;
      }
    }
    return readUntilNanos;
  }

  private void fold() {
    for (Iterator<Open> all = open.iterator(); all.hasNext(); ) {
      Open each = all.next();
      if (each.seen.isClosed()) {
        all.remove();
        readUntilNanos = each.seen.readUntil(readUntilNanos);
        count(each);
      }
    }
  }

  private void count(Open closed) {
    if (!closed.further) {
      countOverUnits(closed);
    }
    ResultTally tally = tally(closed.execution);
    if (tally == null) {
      unseen.increment();
    } else {
      tally.add(closed.execution, closed.seen);
    }
  }

  private void countOverUnits(Open closed) {
    if (closed.seen.isAnswerKnown() && HeavyReads.isSlow(closed.seen.elapsedNanos())) {
      heavy.add(closed.execution, closed.seen, closed.unit);
    }
    slow.add(closed.execution, closed.seen, closed.unit);
    SqlShape shape = closed.execution.shape();
    if (!shape.reads().isEmpty() && !shape.kind().writesRows()) { // What writes is told elsewhere.
      long rows = closed.seen.rows() + closed.seen.unread();
      polls.add(closed.execution, rows, closed.unit, closed.seen.reader());
    }
    neverRead.add(closed.execution, closed.seen, closed.unit);
  }

  private @Nullable ResultTally tally(Execution execution) {
    ResultTally last = newest;
    if (last != null && last.counts(execution)) {
      return last;
    }
    for (ResultTally each : tallies) {
      if (each.counts(execution)) {
        newest = each;
        return each;
      }
    }
    if (tallies.size() == MOST) {
      return null;
    }
    ResultTally made = new ResultTally(execution);
    tallies.add(made);
    newest = made;
    return made;
  }

  /** Hands over what somebody may have something to say of; ready for the next unit. */
  List<FinishedResult> finish() {
    if (open.isEmpty() && tallies.isEmpty()) {
      return List.of(); // As most units; not even an iterator is made.
    }
    fold();
    unseen.add(open.size());
    open.clear();
    List<FinishedResult> finished = List.of();
    for (ResultTally tally : tallies) {
      FinishedResult result = tally.finish();
      if (result != null) {
        finished = finished.isEmpty() ? new ArrayList<>() : finished;
        finished.add(result);
      }
    }
    tallies.clear();
    newest = null;
    return finished;
  }
}
