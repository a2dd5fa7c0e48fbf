package dev.weir.event;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the application reads of one result set, and tells its observers. What they throw
 * does not reach the application. Used by one thread at a time, as the rows are.
 */
public final class RowsRead {
  /** Enough to tell that nearly nothing of many rows is read; counting them takes a millisecond. */
  private static final long MOST_UNREAD = 100_000;

  private final Thread reader = Thread.currentThread();
  private final LongSupplier nanoTime;
  private final boolean held;
  private final boolean values;
  private @Nullable ResultSet bare;
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
   * @param held whether the driver has all rows in memory, to be gone through once and not changed
   * @param nanoTime tells when reading ends
   */
  RowsRead(List<Observed> observers, boolean held, LongSupplier nanoTime) {
    this.held = held;
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

  /** The application read a column, maybe one whose value it will read later. */
  public void read(int column) {
    tell(observer -> observer.read(column));
  }

  /** The application read a value. */
  public void read(int column, @Nullable Object value) {
    tell(observer -> observer.read(column, value));
  }

  /** The driver's rows have come. */
  public void of(ResultSet rows) {
    bare = rows;
    if (values) {
      label(rows);
    }
  }

  private void label(ResultSet rows) {
    try {
      ResultSetMetaData columns = rows.getMetaData();
      String[] labels = new String[columns.getColumnCount()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = columns.getColumnLabel(i + 1);
      }
      tell(observer -> observer.labelled(List.of(labels)));
    } catch (SQLException e) {
      // Then it is not told.
    }
  }

  /**
   * Rows are about to be closed: tells what is left of them. Nobody can go to them any more, so
   * that it does not matter that they are gone through; unless another thread closes them.
   */
  public void closing() {
    left(held && !complete);
  }

  /**
   * The statement is about to be executed again. If the driver refuses that, its rows stay where
   * they are: none is gone through.
   */
  public void repeating() {
    left(false);
    closed();
  }

  @SuppressWarnings("CatchingUnchecked") // Another thread may close the rows at this moment.
  private void left(boolean counted) {
    ResultSet rows = bare;
    if (closed || rows == null || observers.length == 0 || reader != Thread.currentThread()) {
      return;
    }
    try {
      if (!rows.isClosed()) {
        int columns = rows.getMetaData().getColumnCount();
        long unread = counted ? unread(rows) : 0;
        tell(observer -> observer.left(columns, unread));
      }
    } catch (SQLException | RuntimeException | AssertionError e) { // The driver asserts it.
      // Then it is not told.
    }
  }

  private static long unread(ResultSet rows) throws SQLException {
    long unread = 0;
    while (unread < MOST_UNREAD && rows.next()) {
      unread++;
    }
    return unread;
  }

  /** Whether these are the driver's rows. */
  public boolean isOf(@Nullable ResultSet rows) {
    return rows != null && rows == bare;
  }

  /** The driver may have closed its rows: whether reading has ended. */
  public boolean closedIfItsRowsAre() {
    ResultSet rows = bare;
    try {
      if (rows != null && rows.isClosed()) {
        closed();
      }
    } catch (SQLException e) {
      // Then they are told to be closed with their statement.
    }
    return closed;
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
