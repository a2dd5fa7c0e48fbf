package dev.weir.event;

import org.jspecify.annotations.Nullable;

/**
 * Is told what an application executes. Callbacks run on the application's thread, between it and
 * its database: they must be quick, and they may be called by many threads at once.
 *
 * <p>Exceptions: whatever a listener throws changes nothing for the application. It is caught,
 * counted and logged once for each class; a listener that throws 100 times in a row is switched off
 * for the rest of the DataSource's life.
 */
public interface ExecutionListener {
  /**
   * A connection was handed to the application.
   *
   * @param checkout its identity
   */
  default void checkedOut(Checkout checkout) {}

  /**
   * A statement or batch is about to be sent.
   *
   * @param execution what is sent, and where
   */
  default void before(Execution execution) {}

  /**
   * The driver returned or threw. Called exactly once for each {@link #before}.
   *
   * @param execution what was sent, and where; the same object, unless a replica refused the
   *     statement and the primary ran it: then an equal one with the decision that served it
   * @param outcome how it ended
   */
  default void after(Execution execution, Outcome outcome) {}

  /**
   * An execution answered rows: who is to be told what is read of them? Asked once for each result
   * set: before {@link #after} about the one that was answered, and about further results of one
   * text, and rows behind a count, when the application takes them, after that.
   *
   * @param execution what answered
   * @return who is told; null for nobody, which costs nothing
   */
  default @Nullable RowObserver rows(Execution execution) {
    return null;
  }

  /**
   * A transaction has begun; told before its first statement is.
   *
   * @param start its identity
   */
  default void transactionStarted(TransactionStart start) {}

  /**
   * A transaction ended.
   *
   * @param end how it ended
   */
  default void transactionEnded(TransactionEnd end) {}

  /**
   * The application closed its connection.
   *
   * @param checkout its identity
   * @param nanos when, by {@link System#nanoTime}
   */
  default void returned(Checkout checkout, long nanos) {}
}
