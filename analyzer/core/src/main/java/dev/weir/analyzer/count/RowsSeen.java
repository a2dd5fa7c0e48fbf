package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.RowObserver;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is read of the rows of one execution. Written by the thread that reads; what it says
 * is of use to others once it {@linkplain #isClosed is closed}.
 */
final class RowsSeen implements RowObserver {
  /** Of fewer rows nobody has anything to say, unless they were many to choose from. */
  private static final int NOTICEABLE = 10;

  private static final int MANY_UNREAD = 1_000;
  private static final long MANY_BYTES = 10_000_000;
  private static final int MANY_COLUMNS = 15;

  private final Thread reader = Thread.currentThread();
  private long elapsedNanos;
  private final boolean slow;
  private final @Nullable RowValues values;
  private long bytes;
  private long rows;
  private long answer;
  private long low;
  private long @Nullable [] high;
  private int columns;
  private long unread;
  private boolean complete;
  private @Nullable Samples place;
  private long closedNanos;
  private volatile boolean closed;

  /**
   * Nothing read yet.
   *
   * @param elapsedNanos how long the execution took until it answered: the answer of a slow one is
   *     hashed
   * @param values whether it may matter later which values were read
   */
  RowsSeen(long elapsedNanos, boolean values) {
    this.elapsedNanos = elapsedNanos;
    this.values = values ? new RowValues() : null;
    this.slow = HeavyReads.isSlow(elapsedNanos);
  }

  @Override
  public boolean wantsValues() {
    return slow || values != null;
  }

  @Override
  public void labelled(List<String> labels) {
    if (values != null) {
      values.labelled(labels);
    }
  }

  @Override
  public void read(int column, @Nullable Object value) {
    read(column);
    bytes += size(value);
    if (values != null) {
      values.read(column, value);
    }
    if (slow) {
      answer = KeyHash.mix(answer ^ (KeyHash.ofValue(value) + column));
    }
  }

  private static int size(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    return value instanceof byte[] data ? data.length : Long.BYTES;
  }

  @Override
  public void row() {
    if (values != null) {
      values.row();
    }
    answer = slow ? KeyHash.mix(answer + 1) : 0;
    if (++rows == NOTICEABLE) {
      look();
    }
  }

  @Override
  public void read(int column) {
    if (column <= Long.SIZE) {
      low |= 1L << (column - 1);
    } else {
      readHigh(column - Long.SIZE - 1);
    }
  }

  private void readHigh(int index) {
    int word = index / Long.SIZE;
    long[] words = high;
    if (words == null) {
      words = new long[word + 1];
    } else if (words.length <= word) {
      words = Arrays.copyOf(words, word + 1);
    }
    words[word] |= 1L << (index % Long.SIZE);
    high = words;
  }

  @Override
  public void left(int columns, long unread) {
    this.columns = columns;
    this.unread = unread;
    if (place == null
        && ((rows == 0 && unread > 0)
            || slow
            || bytes >= MANY_BYTES
            || unread >= MANY_UNREAD
            || columns >= MANY_COLUMNS)) {
      look();
    }
  }

  @Override
  public void closed(long rows, boolean complete, long nanos) {
    this.complete = complete;
    closedNanos = nanos;
    closed = true;
  }

  private void look() {
    Samples samples = new Samples();
    samples.add(1, false, new Throwable("rows"));
    place = samples;
  }

  /** The values that were read; null if nobody keeps them. */
  @Nullable RowValues values() {
    return values;
  }

  /** The thread that reads. */
  long reader() {
    return reader.getId();
  }

  /** Whether it is this thread that reads. */
  boolean isReadHere() {
    return reader.equals(Thread.currentThread());
  }

  /** How large the values are that were read, about; 0 if nobody looked at them. */
  long bytes() {
    return bytes;
  }

  boolean isClosed() {
    return closed;
  }

  /** Until when they were read, at an instant: then, while they are open. */
  long readUntil(long nanos) {
    return closed ? closedNanos : nanos;
  }

  /** Of the time until it answered the application waited so long before it was sent. */
  void waited(long nanos) {
    elapsedNanos -= nanos;
  }

  /** Whether it was slow, and read to its end: then its answer is known. */
  boolean isAnswerKnown() {
    return slow && complete;
  }

  /** A hash of what was read. */
  long answer() {
    return answer;
  }

  /** How long the execution took until it answered. */
  long elapsedNanos() {
    return elapsedNanos;
  }

  /** How many times the application went to a row. */
  long rows() {
    return rows;
  }

  /** How many rows were in memory behind the last that it went to. */
  long unread() {
    return unread;
  }

  /** Whether it read on until there was none. */
  boolean isComplete() {
    return complete;
  }

  /** How many columns each row has; 0 if that was not told. */
  int columns() {
    return columns;
  }

  /** Which of the first 64 columns were read, a bit for each. */
  long low() {
    return low;
  }

  /** The same of further ones; null if none was. */
  long @Nullable [] high() {
    return high;
  }

  /** Where they were read; null if they are not worth a look. */
  @Nullable Samples place() {
    return place;
  }
}
