package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a write has returned, of which the driver says no more: known when they have been
 * read. Whoever counted the write before is told then. Thread-safe.
 */
final class WrittenRows implements RowObserver {
  private static final long UNKNOWN = -1;

  private long rows = UNKNOWN;
  private @Nullable UnitRecorder<?> unit;
  private @Nullable Execution execution;
  private long ticket;

  /** The outcome of the write, with its rows if they have been read by now. */
  synchronized Outcome of(Outcome outcome) {
    return rows == UNKNOWN || !outcome.succeeded() ? outcome : outcome.of(rows);
  }

  /** The write was counted by a recorder, which is acquired, while its rows were not known. */
  synchronized void countedBy(UnitRecorder<?> recorder, Execution counted) {
    if (rows == UNKNOWN) {
      unit = recorder;
      execution = counted;
      ticket = recorder.ticket();
    }
  }

  @Override
  public void closed(long read, boolean complete, long nanos) {
    if (read == 0 && !complete) {
      return; // Nobody looked.
    }
    UnitRecorder<?> counter;
    Execution counted;
    synchronized (this) {
      rows = read;
      counter = unit;
      counted = execution;
    }
    if (counter == null || counted == null) {
      return;
    }
    counter.acquire();
    try {
      if (counter.isActive() && counter.ticket() == ticket) {
        counter.written(counted, read);
      }
    } finally {
      counter.release();
    }
  }
}
