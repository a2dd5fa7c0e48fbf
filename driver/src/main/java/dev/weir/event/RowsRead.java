package dev.weir.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the application reads of one result set, and tells its observers. What they throw
 * does not reach the application. Used by one thread at a time, as the rows are.
 */
public final class RowsRead {
  private final LongSupplier nanoTime;
  private final boolean values;
  private Observed[] observers;
  private long rows;
  private boolean complete;
  private boolean closed;

  /**
   * One of them.
   *
   * @param observer is told
   * @param failed hears what it throws
   */
  record Observed(RowObserver observer, Failed failed) {}

  /** Hears what an observer throws. */
  @FunctionalInterface
  interface Failed {
    void with(Throwable thrown);
  }

  /** Something to be told. */
  @FunctionalInterface
  private interface Notice {
    void give(RowObserver observer);
  }

  /**
   * Nothing has been read yet.
   *
   * @param observers are told, in their order
   * @param nanoTime tells when reading ends
   */
  RowsRead(List<Observed> observers, LongSupplier nanoTime) {
    this.observers = observers.toArray(Observed[]::new);
    this.nanoTime = nanoTime;
    this.values = wantValues();
  }

  private boolean wantValues() {
    boolean[] any = new boolean[1];
    tell(observer -> any[0] |= observer.wantsValues());
    return any[0];
  }

  /** Whether somebody wants values, and so {@link #read(int, Object)}. */
  public boolean wantsValues() {
    return values;
  }

  /**
   * The application went to another row.
   *
   * @param onRow whether there is one
   */
  public void moved(boolean onRow) {
    if (onRow) {
      rows++;
      tell(RowObserver::row);
    }
  }

  /**
   * The application read on.
   *
   * @param onRow whether there is a further row
   */
  public void next(boolean onRow) {
    moved(onRow);
    complete |= !onRow;
  }

  /** The application read a column. */
  public void read(int column) {
    tell(observer -> observer.read(column));
  }

  /** The application read a value; null also for one that it will read later. */
  public void read(int column, @Nullable Object value) {
    tell(observer -> observer.read(column, value));
  }

  /** Reading has ended; only the first call tells it. */
  public void closed() {
    if (!closed) {
      closed = true;
      long now = nanoTime.getAsLong();
      tell(observer -> observer.closed(rows, complete, now));
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever an observer throws is not the application's.
  private void tell(Notice notice) {
    for (Observed each : observers) {
      try {
        notice.give(each.observer);
      } catch (Throwable t) {
        each.failed.with(t);
        forget(each);
      }
    }
  }

  private void forget(Observed failed) {
    List<Observed> others = new ArrayList<>(List.of(observers));
    others.remove(failed);
    observers = others.toArray(Observed[]::new);
  }
}
