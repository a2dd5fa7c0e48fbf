package dev.weir.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a catalogue fresh: reads it at the start, on a period, when DDL was seen, and when
 * something surprised. After DDL and until it has been read again, nothing is known; after a
 * surprise what is known stays in use. A reading that finds nothing changed leaves the same
 * catalogue. Thread-safe.
 */
public final class CatalogWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatalogWatch.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final int MOST_UNKNOWN = 1_000;

  private final String name;
  private final Duration period;
  private final Duration rest;
  private final ScheduledExecutorService reader;
  private volatile Catalog catalog = Catalog.UNREAD;

  /** Known from the start on. */
  private volatile @Nullable Callable<Connection> source;

  /**
   * Counts the changes seen, so that a reading that began before one is not taken for its result.
   */
  private volatile long changes;

  /** What was read last, though it may not be in use. Used by the reading thread only. */
  private Catalog last = Catalog.UNREAD;

  /** The names that the catalogue does not have, and that have made it be read again already. */
  private final Set<String> unknown = new HashSet<>();

  /** Whether a reading is asked for; whether one has been done for that less than a rest ago. */
  private boolean wanted;

  private boolean resting;
  private boolean failed;
  private final AtomicLong failures = new AtomicLong();
  private final LongSupplier nanoTime;

  private final Object cancelling = new Object();

  /** What the reading that goes on reads from; null if none does. */
  private volatile @Nullable Connection reading;

  /** When the newest reading that succeeded began; null if none has. */
  private volatile @Nullable Long readNanos;

  /**
   * Does not start it; rests for a second after a reading that a surprise caused.
   *
   * @param name of the DataSource, for logs and the thread
   * @param period between two readings when no DDL was seen
   */
  public CatalogWatch(String name, Duration period) {
    this(name, period, REST, System::nanoTime);
  }

  /**
   * Does not start it.
   *
   * @param name of the DataSource, for logs and the thread
   * @param period between two readings when no DDL was seen
   * @param rest between two readings that surprises cause
   * @param nanoTime a monotonic clock
   */
  public CatalogWatch(String name, Duration period, Duration rest, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.name = name;
    this.period = period;
    this.rest = rest;
    this.reader =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "weir-" + name + "-catalog");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to read, in the background.
   *
   * @param source gives a connection to the primary, which is closed after each reading
   */
  @SuppressWarnings("FutureReturnValueIgnored") // read() throws nothing.
  public void start(Callable<Connection> source) {
    this.source = source;
    reader.scheduleWithFixedDelay(this::read, 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Reads now, on the calling thread, for who needs it once and does not start it.
   *
   * @param connection to the primary, in no transaction; after an exception it is to be closed
   * @throws SQLException if it cannot be read
   */
  public void readOnce(Connection connection) throws SQLException {
    publish(read(connection), changes);
  }

  /** Since the newest reading that succeeded began; null if none has. */
  public @Nullable Duration age() {
    Long began = readNanos;
    return began == null ? null : Duration.ofNanos(nanoTime.getAsLong() - began);
  }

  /** How many readings have failed. */
  public long failures() {
    return failures.get();
  }

  /** The newest catalogue. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * DDL was executed: nothing is known until the catalogue has been read again, which begins now.
   * Does nothing, like all that asks for a reading, if it was not started.
   */
  public synchronized void changed() {
    changes++;
    catalog = Catalog.UNREAD;
    later(this::read, Duration.ZERO);
  }

  /**
   * Something is not as the catalogue says, or may no longer be: reads it again at once, or when it
   * has rested since the last time, however often this is called. Until then it stays in use.
   */
  public synchronized void refresh() {
    wanted = true;
    if (!resting) {
      resting = true;
      later(this::readIfWanted, Duration.ZERO);
    }
  }

  /**
   * A statement named something that the catalogue does not have: reads it again, as {@link
   * #refresh} does, but once only for each name as long as the catalogue stays the same. (A name
   * may well be unknown for ever.)
   *
   * @param name what was unknown, in any form
   */
  public synchronized void unknown(String name) {
    if (!catalog.isUnread() && unknown.size() < MOST_UNKNOWN && unknown.add(name)) {
      refresh();
    }
  }

  /** Stops reading. The server is told so, which else would go on for nobody. */
  @Override
  public void close() {
    reader.shutdownNow();
    if (reading == null) {
      return;
    }
    Thread canceller = new Thread(this::cancel, "weir-" + name + "-cancel");
    canceller.setDaemon(true);
    canceller.start(); // The server may not answer.
    try {
      canceller.join(MOMENT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel() {
    synchronized (cancelling) {
      Connection begun = reading;
      if (begun != null) {
        try {
          begun.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
          log.debug("{} - the reading of the catalogue cannot be cancelled", name, e);
        }
      }
    }
  }

  // Whatever goes wrong, errors included, the next reading must still take place: a task that
  // throws is never run again.
  @SuppressWarnings("CatchingUnchecked")
  private void read() {
    long before = changes;
    long began = nanoTime.getAsLong();
    try (Connection connection = Objects.requireNonNull(source, "not started").call()) {
      Catalog known = last;
      if (publish(read(connection), before)) {
        log.info("{} - the catalogue can be read again", name);
      }
      if (known.path() != null && last.path() == null) {
        log.warn(
            "{} - search_path is no longer {} in new sessions: a name without a schema counts as all"
                + " of that name, as sessions may have either path until the DataSource is opened"
                + " again",
            name,
            known.path());
      }
      readNanos = began;
    } catch (Throwable t) {
      failed(t);
    }
  }

  private Catalog read(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    reading = connection;
    try {
      return CatalogReader.read(connection, last);
    } finally {
      synchronized (cancelling) { // Whoever has it next is not cancelled.
        reading = null;
      }
    }
  }

  private void readIfWanted() {
    synchronized (this) {
      if (!wanted) {
        resting = false;
        return;
      }
      wanted = false;
    }
    read();
    later(this::readIfWanted, rest);
  }

  /**
   * Whether the reading before this one had failed. (What is said is said without the lock, for
   * which statements wait.)
   */
  private synchronized boolean publish(Catalog read, long before) {
    if (read != last) {
      last = read;
      unknown.clear();
    }
    if (changes == before) {
      catalog = read;
    }
    boolean again = failed;
    failed = false;
    return again;
  }

  @SuppressWarnings("CatchingUnchecked")
  private void failed(Throwable thrown) {
    if (reader.isShutdown()) {
      return;
    }
    try {
      failures.incrementAndGet();
      if (isFirstFailure()) {
        say(thrown);
      }
      later(this::read, RETRY);
    } catch (Throwable again) {
      // There is not even memory left to say so; it is read again after its period.
    }
  }

  /** An exception of the driver's tells all; of an error its place is needed. */
  private void say(Throwable thrown) {
    String state = thrown instanceof SQLException sql ? sql.getSQLState() : null;
    log.warn(
        "{} - the catalogue cannot be read, reads stay on the primary until it can: {} ({})",
        name,
        thrown instanceof SQLException ? thrown.getMessage() : thrown.toString(),
        state,
        thrown instanceof SQLException ? null : thrown);
  }

  private synchronized boolean isFirstFailure() {
    boolean first = !failed;
    failed = true;
    return first;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The tasks throw nothing.
  private void later(Runnable task, Duration delay) {
    if (source == null) {
      return;
    }
    try {
      reader.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("{} - the catalogue is no longer read: the DataSource is closed", name);
    }
  }
}
