package dev.weir.jdbc;

import dev.weir.event.Checkout;
import dev.weir.event.Publisher;
import dev.weir.route.Load;
import dev.weir.route.RouteCounters;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource that works as it did without Weir, and who is told of what is done there. Nothing is
 * chosen, so nothing is deferred: each connection and statement is the physical one from the start,
 * each call goes through at once, and what is told is noted beside it. Nothing is ever asked or set
 * that the application has not asked or set. Thread-safe.
 */
public final class ObservedDataSource {
  private final String name;
  private final DataSource dataSource;
  private final RouteDecision decision;
  private final Load load;
  private final RouteCounters counters;
  private final Publisher publisher;
  private final RouteExplainer explainer;
  private final SqlShapes shapes;
  private final LongSupplier nanoTime;
  private final AtomicLong checkouts = new AtomicLong();

  /**
   * Creates it; takes no connection yet.
   *
   * @param name what events call it
   * @param dataSource where connections come from
   * @param node the one node there is
   * @param load is told of connections
   * @param counters are told of executions
   * @param publisher who is told what is executed
   * @param explainer tells of a text where it would go
   * @param shapeCacheBytes about how much memory the shapes of texts may take
   * @param nanoTime the DataSource's monotonic clock
   */
  public ObservedDataSource(
      String name,
      DataSource dataSource,
      Node node,
      Load load,
      RouteCounters counters,
      Publisher publisher,
      RouteExplainer explainer,
      long shapeCacheBytes,
      LongSupplier nanoTime) {
    this.name = name;
    this.dataSource = dataSource;
    this.decision = new RouteDecision(node, RouteReason.SINGLE_NODE);
    this.load = load;
    this.counters = counters;
    this.publisher = publisher;
    this.explainer = explainer;
    this.shapes = new SqlShapes(shapeCacheBytes);
    this.nanoTime = nanoTime;
  }

  /**
   * Hands out a connection.
   *
   * @param of the DataSource that the application has it of
   * @param onClose is run when it has been closed
   * @throws SQLException as the DataSource throws it
   */
  public Connection open(DataSource of, Runnable onClose) throws SQLException {
    return observed(of, dataSource.getConnection(), onClose);
  }

  /**
   * Hands out a connection of another user.
   *
   * @param of the DataSource that the application has it of
   * @param user of the database
   * @param password theirs
   * @throws SQLException as the DataSource throws it
   */
  public Connection open(DataSource of, @Nullable String user, @Nullable String password)
      throws SQLException {
    return observed(of, dataSource.getConnection(user, password), () -> {});
  }

  private Connection observed(DataSource of, Connection opened, Runnable onClose) {
    ObservedConnection connection = new ObservedConnection(this, of, opened, onClose);
    load.taken(decision.node());
    if (!publisher.isSilent()) {
      publisher.checkedOut(connection.checkout());
    }
    return connection;
  }

  /** A connection is not the application's any more. */
  void returned() {
    load.returned(decision.node());
  }

  Checkout checkout() {
    return new Checkout(name, checkouts.incrementAndGet(), now());
  }

  Publisher publisher() {
    return publisher;
  }

  RouteExplainer explainer() {
    return explainer;
  }

  /** By which everything goes where it goes. */
  RouteDecision decision() {
    return decision;
  }

  /** Something is about to be executed. */
  void count() {
    counters.count(decision);
  }

  /** What a text is; asked only where somebody listens. */
  SqlShape shape(String sql) {
    return shapes.of(sql);
  }

  /** The same of several texts that are sent together; not cached. */
  static SqlShape shapeOfSeveral(String sql) {
    return SqlShapes.parse(sql);
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Its monotonic clock. */
  LongSupplier nanoTime() {
    return nanoTime;
  }
}
