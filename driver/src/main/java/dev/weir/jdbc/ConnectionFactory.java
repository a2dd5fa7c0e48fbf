package dev.weir.jdbc;

import dev.weir.consistency.Callers;
import dev.weir.event.Checkout;
import dev.weir.event.Publisher;
import dev.weir.lease.Lender;
import dev.weir.plan.PlanCache;
import dev.weir.route.RouteExplanation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes the connections of one DataSource, of what they share. Thread-safe. */
public final class ConnectionFactory {
  private final String name;
  private final Lender lender;
  private final PlanCache plans;
  private final Chooser chooser;
  private final Admission admission;
  private final Marking marking;
  private final Callers callers;
  private final @Nullable StaleReadDetector staleReads;
  private final Publisher publisher;
  private final LongSupplier nanoTime;
  private final AtomicLong checkouts = new AtomicLong();
  private final StatementText texts = new StatementText();

  /**
   * Makes none yet.
   *
   * @param name of the DataSource
   * @param lender lends the physical connections
   * @param plans what texts are
   * @param chooser where they go
   * @param admission takes connections there
   * @param marking marks what is written
   * @param callers who executes, where that is known
   * @param staleReads finds reads that may have missed a write; null if nobody asked for that
   * @param publisher who is told
   * @param nanoTime the DataSource's monotonic clock
   */
  public ConnectionFactory(
      String name,
      Lender lender,
      PlanCache plans,
      Chooser chooser,
      Admission admission,
      Marking marking,
      Callers callers,
      @Nullable StaleReadDetector staleReads,
      Publisher publisher,
      LongSupplier nanoTime) {
    this.name = name;
    this.lender = lender;
    this.plans = plans;
    this.chooser = chooser;
    this.admission = admission;
    this.marking = marking;
    this.callers = callers;
    this.staleReads = staleReads;
    this.publisher = publisher;
    this.nanoTime = nanoTime;
  }

  /**
   * Hands out a logical connection. It needs no physical one yet.
   *
   * @param of the DataSource that the application has it of
   * @param onClose is run when it has been closed
   */
  public Connection open(DataSource of, Runnable onClose) {
    WeirConnection connection = new WeirConnection(this, of, onClose);
    if (!publisher.isSilent()) {
      publisher.checkedOut(connection.checkout());
    }
    return connection;
  }

  /**
   * Tells where a statement would go on a connection that has just been opened.
   *
   * @param sql any text
   * @throws SQLException if executing it would fail because of its hint
   */
  public RouteExplanation explain(String sql) throws SQLException {
    return new WeirConnection(this, null, () -> {}).explain(sql); // It holds nothing to be closed.
  }

  String name() {
    return name;
  }

  Lender lender() {
    return lender;
  }

  PlanCache plans() {
    return plans;
  }

  Chooser chooser() {
    return chooser;
  }

  Admission admission() {
    return admission;
  }

  Marking marking() {
    return marking;
  }

  Callers callers() {
    return callers;
  }

  @Nullable StaleReadDetector staleReads() {
    return staleReads;
  }

  /** How the driver shows statements. */
  StatementText texts() {
    return texts;
  }

  Publisher publisher() {
    return publisher;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** The DataSource's monotonic clock. */
  LongSupplier nanoTime() {
    return nanoTime;
  }

  /** The identity of a connection, from now on. */
  Checkout checkout() {
    return new Checkout(name, checkouts.incrementAndGet(), now());
  }
}
