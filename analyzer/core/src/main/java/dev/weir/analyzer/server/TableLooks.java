package dev.weir.analyzer.server;

import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the tables of one DataSource, on a thread of its own, so that nobody waits for a server:
 * who wants tables looked at says so and goes on. Tables are asked for in sets, at most one set a
 * second. At most {@value #MOST_TABLES} tables are kept, and wanted at a time. Thread-safe.
 */
public final class TableLooks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableLooks.class);
  private static final int MOST_TABLES = 1_000;
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final long PATIENCE_MILLIS = 1_000;

  private final String dataSource;
  private final TableSampler sampler;
  private final StatsHistory history;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private final Set<TableName> wanted = new LinkedHashSet<>();
  private @Nullable Thread thread;
  private boolean closed;
  private boolean urgent;
  private long asked;
  private long answered;
  private long beganNanos;
  private long endedNanos;
  private boolean looking;
  private boolean looked;
  private @Nullable String fault;

  /**
   * Looks at nothing yet.
   *
   * @param dataSource whose tables they are, for logs
   * @param sampler looks; taken over
   * @param nanoTime a monotonic clock
   */
  public TableLooks(String dataSource, TableSampler sampler, LongSupplier nanoTime) {
    this.dataSource = dataSource;
    this.sampler = sampler;
    this.nanoTime = nanoTime;
    this.history = new StatsHistory(sampler, MOST_TABLES);
  }

  /** Starts the thread, which first looks at the busiest tables. */
  public synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "weir-statistics-" + dataSource);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Asks for a look at tables; returns at once.
   *
   * @param tables as statements name them
   */
  public synchronized void want(Collection<TableName> tables) {
    for (TableName table : tables) {
      if (wanted.size() < MOST_TABLES) {
        wanted.add(table);
      }
    }
    asked++;
    notifyAll();
  }

  /**
   * Asks for a look at tables now, and waits for it.
   *
   * @param atMost how long at most
   * @return whether the look came in time
   */
  public synchronized boolean await(Collection<TableName> tables, Duration atMost)
      throws InterruptedException {
    want(tables);
    urgent = true;
    long mine = asked;
    long deadline = nanoTime.getAsLong() + atMost.toNanos();
    while (answered < mine && !closed) {
      long left = deadline - nanoTime.getAsLong();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return answered >= mine;
  }

  /**
   * A table before and now; empty if it was not seen under this name.
   *
   * @param table as a statement names it
   */
  public Optional<TableHistory> history(TableName table) {
    return history.history(table);
  }

  /** All tables as they were when they were looked at last. */
  public List<TableStats> newest() {
    return history.newest();
  }

  /** What the database is, if a look has shown that it is not PostgreSQL. */
  public @Nullable String otherDatabase() {
    return sampler.otherDatabase();
  }

  /** What could not be seen, and what would let it; one sentence each. */
  public List<String> unseen() {
    List<String> unseen = new ArrayList<>(history.unseen());
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (looking && now - beganNanos > PAUSE_NANOS) {
        unseen.add(
            "Table statistics: a look that began %d s ago has not come back; the numbers are %s."
                .formatted((now - beganNanos) / 1_000_000_000, age(now)));
      } else if (fault != null) {
        unseen.add("Table statistics could not be read: " + fault + ".");
      } else if (!looked) {
        unseen.add("Table statistics were not read yet.");
      }
    }
    return unseen;
  }

  private String age(long now) {
    return looked ? "%d s old".formatted((now - endedNanos) / 1_000_000_000) : "missing";
  }

  /**
   * Stops looking. A look that is under way ends first, so that nothing that it takes of a pool is
   * left behind; one that has not come back after a second is aborted. What was seen stays
   * readable.
   */
  @Override
  public void close() {
    Thread looker;
    synchronized (this) {
      closed = true;
      looker = thread;
      notifyAll();
    }
    if (looker != null && looker != Thread.currentThread()) {
      try {
        looker.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sampler.close();
  }

  @SuppressWarnings("CatchingUnchecked") // What a driver throws must not end the looks.
  private void run() {
    long upTo = 0;
    Set<TableName> tables = Set.of();
    boolean first = true;
    while (true) {
      try {
        began();
        if (first) {
          history.baseline();
        } else if (!tables.isEmpty()) {
          history.sample(tables);
        }
        mended();
      } catch (Throwable t) {
        failed(t);
      }
      first = false;
      synchronized (this) {
        ended(upTo);
        if (!pause()) {
          return;
        }
        tables = new LinkedHashSet<>(wanted);
        wanted.clear();
        upTo = asked;
        urgent = false;
      }
    }
  }

  /** Told once; what is missing, the report says each time. */
  private synchronized void failed(Throwable thrown) {
    if (fault == null) {
      LOG.warn("{} - tables could not be looked at; it is tried again", dataSource, thrown);
    }
    fault = thrown.getClass().getName();
  }

  private synchronized void mended() {
    fault = null;
  }

  private synchronized void began() {
    looking = true;
    beganNanos = nanoTime.getAsLong();
  }

  private synchronized void ended(long upTo) {
    looking = false;
    looked = true;
    endedNanos = nanoTime.getAsLong();
    answered = upTo;
    notifyAll();
  }

  /** Waits until tables are wanted, and for a second unless somebody waits; false at the end. */
  private synchronized boolean pause() {
    long until = nanoTime.getAsLong() + PAUSE_NANOS;
    try {
      while (!closed) {
        long left = until - nanoTime.getAsLong();
        if (asked > answered && (urgent || left <= 0)) {
          return true;
        }
        if (asked > answered) {
          wait(Math.max(1, left / 1_000_000));
        } else {
          wait();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
