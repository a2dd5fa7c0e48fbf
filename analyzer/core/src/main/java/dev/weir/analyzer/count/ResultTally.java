package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts what one unit of work reads of the results of one query. Confined to its holder. */
final class ResultTally {
  /** From here on somebody may have something to say. */
  private static final long MANY_ROWS = 1_000;

  private static final long MANY_BYTES = 10_000_000;
  private static final long MANY_LOCKED = 100;
  private static final int MANY_COLUMNS = 15;
  private static final int SOME_ROWS = 10;

  /** At most a tenth of the rows was read. */
  private static final int FEW = 10;

  private final String dataSource;
  private final @Nullable String searchPath;
  private final SqlShape shape;
  private long results;
  private long rows;
  private long mostHeld;
  private long mostSent;
  private long ignoredFetchSize;
  private long mostBytes;
  private long mostUnread;
  private long readOfUnread;
  private long mostUncounted;
  private int columns;
  private long low;
  private long[] high = {};
  private @Nullable Samples place;

  ResultTally(Execution execution) {
    this.dataSource = execution.checkout().dataSource();
    this.searchPath = execution.searchPath();
    this.shape = execution.shape();
  }

  boolean counts(Execution execution) {
    return shape.fingerprint().equals(execution.shape().fingerprint())
        && dataSource.equals(execution.checkout().dataSource())
        && Objects.equals(searchPath, execution.searchPath());
  }

  /** Adds a result that was closed. */
  void add(Execution execution, RowsSeen seen) {
    results++;
    rows += seen.rows();
    mostSent = Math.max(mostSent, seen.rows() + seen.unread());
    columns = Math.max(columns, seen.columns());
    boolean worst = held(execution, seen);
    worst |= unread(seen);
    worst |= uncounted(seen);
    worst |= large(execution, seen);
    place = place == null || (worst && seen.place() != null) ? seen.place() : place;
    low |= seen.low();
    long[] more = seen.high();
    if (more != null) {
      high = high.length < more.length ? Arrays.copyOf(high, more.length) : high;
      for (int i = 0; i < more.length; i++) {
        high[i] |= more[i];
      }
    }
  }

  private boolean held(Execution execution, RowsSeen seen) {
    long held = execution.fetchesInParts() ? 0 : seen.rows() + seen.unread();
    if (held <= mostHeld) {
      return false;
    }
    mostHeld = held;
    ignoredFetchSize = execution.wishes().fetchSize();
    return true;
  }

  private boolean large(Execution execution, RowsSeen seen) {
    long bytes = execution.fetchesInParts() ? 0 : seen.bytes();
    boolean larger = bytes > mostBytes;
    mostBytes = Math.max(mostBytes, bytes);
    return larger && bytes >= MANY_BYTES;
  }

  private boolean unread(RowsSeen seen) {
    long sent = seen.rows() + seen.unread();
    if (seen.unread() <= mostUnread || seen.rows() * FEW > sent) {
      return false;
    }
    mostUnread = seen.unread();
    readOfUnread = seen.rows();
    return true;
  }

  private boolean uncounted(RowsSeen seen) {
    boolean none = seen.low() == 0 && seen.high() == null;
    if (!none || !seen.isComplete() || seen.rows() <= mostUncounted) {
      return false;
    }
    mostUncounted = seen.rows();
    return true;
  }

  private int columnsRead() {
    return Long.bitCount(low) + Arrays.stream(high).mapToInt(Long::bitCount).sum();
  }

  /** What was counted, or null if it can't become a finding. */
  @Nullable FinishedResult finish() {
    boolean many = mostHeld >= MANY_ROWS || mostUnread >= MANY_ROWS || mostUncounted >= MANY_ROWS;
    boolean wide = columns >= MANY_COLUMNS && rows >= SOME_ROWS && columnsRead() < columns;
    boolean locks = shape.kind() == StatementKind.LOCKING_READ && mostSent >= MANY_LOCKED;
    return many || wide || locks || mostBytes >= MANY_BYTES
        ? new FinishedResult(
            dataSource,
            searchPath,
            shape,
            place,
            results,
            rows,
            mostHeld,
            mostSent,
            ignoredFetchSize,
            mostUnread,
            readOfUnread,
            mostUncounted,
            columns,
            columnsRead(),
            mostBytes)
        : null;
  }
}
