package dev.weir.event;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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

  private static final Notice<Checkout, Object> CHECKED_OUT = (l, c, v) -> l.checkedOut(c);
  private static final Notice<Execution, Object> BEFORE = (l, e, v) -> l.before(e);
  private static final Notice<Execution, Outcome> AFTER = ExecutionListener::after;
  private static final Notice<TransactionEnd, Object> ENDED = (l, e, v) -> l.transactionEnded(e);
  private static final Notice<Checkout, Object> RETURNED = (l, c, v) -> l.returned(c);

  private final String dataSource;
  private volatile Ear[] ears;

  /** One of the callbacks. */
  @FunctionalInterface
  private interface Notice<A, B> {
    void give(ExecutionListener listener, A one, B other);
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
    ears = Arrays.stream(ears).filter(ear -> ear.listener != listener).toArray(Ear[]::new);
  }

  /** Whether there is nobody to tell, so that no event need be made. */
  public boolean isSilent() {
    return ears.length == 0;
  }

  /**
   * How often listeners threw.
   *
   * @return the number of exceptions that were caught, of all listeners
   */
  public long failures() {
    long sum = 0;
    for (Ear ear : ears) {
      sum += ear.failures.get();
    }
    return sum;
  }

  /** Tells {@link ExecutionListener#checkedOut}. */
  public void checkedOut(Checkout checkout) {
    tell(CHECKED_OUT, checkout, NOTHING);
  }

  /** Tells {@link ExecutionListener#before}. */
  public void before(Execution execution) {
    tell(BEFORE, execution, NOTHING);
  }

  /** Tells {@link ExecutionListener#after}. */
  public void after(Execution execution, Outcome outcome) {
    tell(AFTER, execution, outcome);
  }

  /** Tells {@link ExecutionListener#transactionEnded}. */
  public void transactionEnded(TransactionEnd end) {
    tell(ENDED, end, NOTHING);
  }

  /** Tells {@link ExecutionListener#returned}. */
  public void returned(Checkout checkout) {
    tell(RETURNED, checkout, NOTHING);
  }

  // Whatever a listener throws, errors included, must not reach the application.
  @SuppressWarnings("CatchingUnchecked")
  private <A, B> void tell(Notice<A, B> notice, A one, B other) {
    for (Ear ear : ears) {
      if (!ear.off) {
        try {
          notice.give(ear.listener, one, other);
          ear.heard();
        } catch (Throwable t) {
          ear.failed(dataSource, t);
        }
      }
    }
  }

  /** A listener and how it fared. */
  private static final class Ear {
    private final ExecutionListener listener;
    private final AtomicLong failures = new AtomicLong();
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
      if (failures.incrementAndGet() == 1) {
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
