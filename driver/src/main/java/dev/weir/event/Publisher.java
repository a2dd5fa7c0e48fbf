package dev.weir.event;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of one DataSource, in their order, and keeps what they throw away from the
 * application. Thread-safe.
 */
public final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int MOST_FAILURES_IN_A_ROW = 100;

  /** What goes with a notice of one thing. */
  private static final Object NOTHING = new Object();

  private static final Notice<Checkout, Object> CHECKED_OUT = (l, c, v, s, r) -> l.checkedOut(c);
  private static final Notice<Execution, Object> BEFORE =
      (l, e, v, s, r) -> {
        if (l instanceof QueryListenerAdapter adapter) {
          adapter.before(e, s);
        } else {
          l.before(e);
        }
      };
  private static final Notice<Execution, Outcome> AFTER =
      (l, e, o, s, r) -> {
        if (l instanceof QueryListenerAdapter adapter) {
          adapter.after(e, o, s, r);
        } else {
          l.after(e, o);
        }
      };
  private static final Notice<TransactionEnd, Object> ENDED =
      (l, e, v, s, r) -> l.transactionEnded(e);
  private static final Notice<TransactionStart, Object> STARTED =
      (l, t, v, s, r) -> l.transactionStarted(t);

  private final String dataSource;
  private final LongAdder failures = new LongAdder();
  private volatile Ear[] ears;

  /** One of the callbacks; with what is live, for the adapter alone. */
  @FunctionalInterface
  private interface Notice<A, B> {
    void give(
        ExecutionListener listener,
        A one,
        B other,
        @Nullable Statement statement,
        @Nullable Object result);
  }

  /**
   * Creates a publisher.
   *
   * @param dataSource the DataSource's name, for logs
   * @param listeners in the order in which they are told
   */
  public Publisher(String dataSource, List<ExecutionListener> listeners) {
    this.dataSource = dataSource;
    this.ears = listeners.stream().map(Ear::new).toArray(Ear[]::new);
  }

  /**
   * Adds a listener, after all others.
   *
   * @param listener is told from the next event on
   */
  public synchronized void add(ExecutionListener listener) {
    Ear[] more = Arrays.copyOf(ears, ears.length + 1);
    more[ears.length] = new Ear(listener);
    ears = more;
  }

  /**
   * Removes a listener.
   *
   * @param listener hears nothing more; nothing happens if it is not among them
   */
  public synchronized void remove(ExecutionListener listener) {
    ears = Arrays.stream(ears).filter(ear -> !ear.listener.equals(listener)).toArray(Ear[]::new);
  }

  /** Whether there is nobody to tell, so that no event need be made. */
  public boolean isSilent() {
    return ears.length == 0;
  }

  /**
   * How often listeners threw.
   *
   * @return the number of exceptions that were caught, of all listeners, removed ones among them
   */
  public long failures() {
    return failures.sum();
  }

  /** Tells {@link ExecutionListener#checkedOut}. */
  public void checkedOut(Checkout checkout) {
    tell(CHECKED_OUT, checkout, NOTHING, null, null);
  }

  /**
   * Tells {@link ExecutionListener#before}.
   *
   * @param statement the application's, for datasource-proxy's listeners; null if it has none
   */
  public void before(Execution execution, @Nullable Statement statement) {
    tell(BEFORE, execution, NOTHING, statement, null);
  }

  /**
   * Tells {@link ExecutionListener#after}.
   *
   * @param statement the application's, for datasource-proxy's listeners; null if it has none
   * @param result what the JDBC method returns, for the same; null if it threw
   */
  public void after(
      Execution execution,
      Outcome outcome,
      @Nullable Statement statement,
      @Nullable Object result) {
    tell(AFTER, execution, outcome, statement, result);
  }

  /** Tells {@link ExecutionListener#transactionStarted}. */
  public void transactionStarted(TransactionStart start) {
    tell(STARTED, start, NOTHING, null, null);
  }

  /** Tells {@link ExecutionListener#transactionEnded}. */
  public void transactionEnded(TransactionEnd end) {
    tell(ENDED, end, NOTHING, null, null);
  }

  /** Tells {@link ExecutionListener#returned}. */
  public void returned(Checkout checkout, long nanos) {
    tell((l, c, v, s, r) -> l.returned(c, nanos), checkout, NOTHING, null, null);
  }

  /**
   * Asks {@link ExecutionListener#rows}.
   *
   * @param nanoTime the DataSource's monotonic clock
   * @return null if nobody wants to be told
   */
  // Whatever a listener throws, errors included, must not reach the application.
  @SuppressWarnings("CatchingUnchecked")
  public @Nullable RowsRead rows(Execution execution, LongSupplier nanoTime) {
    List<RowsRead.Observed> observers = null;
    for (Ear ear : ears) {
      if (!ear.off) {
        try {
          RowObserver observer = ear.listener.rows(execution);
          if (observer != null) {
            observers = observers == null ? new ArrayList<>(1) : observers;
            observers.add(new RowsRead.Observed(observer, thrown -> failed(ear, thrown)));
          }
        } catch (Throwable t) {
          failed(ear, t);
        }
      }
    }
    return observers == null ? null : new RowsRead(observers, areHeld(execution), nanoTime);
  }

  private static boolean areHeld(Execution execution) {
    return !execution.fetchesInParts()
        && execution.wishes().type() == ResultSet.TYPE_FORWARD_ONLY
        && execution.wishes().concurrency() == ResultSet.CONCUR_READ_ONLY;
  }

  private void failed(Ear ear, Throwable thrown) {
    failures.increment();
    ear.failed(dataSource, thrown);
  }

  // Whatever a listener throws, errors included, must not reach the application.
  @SuppressWarnings("CatchingUnchecked")
  private <A, B> void tell(
      Notice<A, B> notice, A one, B other, @Nullable Statement statement, @Nullable Object result) {
    for (Ear ear : ears) {
      if (!ear.off) {
        try {
          notice.give(ear.listener, one, other, statement, result);
          ear.heard();
        } catch (Throwable t) {
          failed(ear, t);
        }
      }
    }
  }

  /** A listener and how it fared. */
  private static final class Ear {
    private final ExecutionListener listener;
    private final Set<Class<?>> logged = ConcurrentHashMap.newKeySet();
    private final AtomicLong inARow = new AtomicLong();
    private volatile boolean off;

    Ear(ExecutionListener listener) {
      this.listener = listener;
    }

    void heard() {
      if (inARow.getPlain() != 0) {
        inARow.set(0);
      }
    }

    void failed(String dataSource, Throwable thrown) {
      String name = listener.getClass().getName();
      if (logged.add(thrown.getClass())) {
        log.warn(
            "{} - listener {} threw; the application is not affected", dataSource, name, thrown);
      }
      if (inARow.incrementAndGet() == MOST_FAILURES_IN_A_ROW) {
        off = true;
        log.error(
            "{} - listener {} threw {} times in a row and is switched off",
            dataSource,
            name,
            MOST_FAILURES_IN_A_ROW);
      }
    }
  }
}
