package dev.weir.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a catalogue fresh: reads it at the start, on a period, and when DDL was seen. After DDL and
 * until it has been read again, nothing is known. Thread-safe.
 */
public final class CatalogWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatalogWatch.class);
  private static final long RETRY_SECONDS = 1;

  private final String name;
  private final Duration period;
  private final ScheduledExecutorService reader;
  private volatile Catalog catalog = Catalog.UNREAD;

  /** Known from the start on. */
  private volatile @Nullable Callable<Connection> source;

  /**
   * Counts the changes seen, so that a reading that began before one is not taken for its result.
   */
  private volatile long changes;

  private boolean failed;

  /**
   * Does not start it.
   *
   * @param name of the DataSource, for logs and the thread
   * @param period between two readings when no DDL was seen
   */
  public CatalogWatch(String name, Duration period) {
    this.name = name;
    this.period = period;
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

  /** The newest catalogue. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * DDL was executed: nothing is known until the catalogue has been read again, which begins now.
   */
  public synchronized void changed() {
    changes++;
    catalog = Catalog.UNREAD;
    try {
      reader.execute(this::read);
    } catch (RejectedExecutionException closed) {
      log.debug("{} - the catalogue is no longer read: the DataSource is closed", name);
    }
  }

  /** Stops reading. */
  @Override
  public void close() {
    reader.shutdownNow();
  }

  // Whatever goes wrong, the next reading must still take place: a task that throws is never run
  // again.
  @SuppressWarnings("CatchingUnchecked")
  private void read() {
    long before = changes;
    try (Connection connection = Objects.requireNonNull(source, "not started").call()) {
      connection.setAutoCommit(true);
      publish(CatalogReader.read(connection), before);
    } catch (Exception e) {
      failed(e);
    }
  }

  private synchronized void publish(Catalog read, long before) {
    if (changes == before) {
      catalog = read;
    }
    if (failed) {
      failed = false;
      log.info("{} - the catalogue can be read again", name);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // read() throws nothing.
  private synchronized void failed(Exception e) {
    if (reader.isShutdown()) {
      return;
    }
    if (!failed) {
      failed = true;
      String state = e instanceof SQLException sql ? sql.getSQLState() : null;
      log.warn(
          "{} - the catalogue cannot be read, reads stay on the primary until it can: {} ({})",
          name,
          e.getMessage(),
          state);
    }
    reader.schedule(this::read, RETRY_SECONDS, TimeUnit.SECONDS);
  }
}
