package dev.weir.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.route.InFlight;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * The connections to one node: a pool of ours, or the DataSource that the application gave. It
 * knows since when each physical connection has been open, because one that was opened after the
 * newest sample of its server may belong to a later life of it. Thread-safe.
 */
public final class NodePool {
  private final Node node;
  private final DataSource dataSource;
  private final Consumer<Connection> evictor;
  private final InFlight inFlight;
  private final LongSupplier nanoTime;
  private final Cache<Connection, Long> openedNanos = Caffeine.newBuilder().weakKeys().build();

  /**
   * Creates it; borrows nothing yet.
   *
   * @param node whose connections they are
   * @param dataSource where they come from
   * @param evictor ends a connection whose session must not be used by anybody else; does nothing
   *     where the pool is not ours
   * @param inFlight counts them
   * @param nanoTime the DataSource's monotonic clock
   */
  public NodePool(
      Node node,
      DataSource dataSource,
      Consumer<Connection> evictor,
      InFlight inFlight,
      LongSupplier nanoTime) {
    this.node = node;
    this.dataSource = dataSource;
    this.evictor = evictor;
    this.inFlight = inFlight;
    this.nanoTime = nanoTime;
  }

  Lease borrow() throws SQLException {
    Connection connection = dataSource.getConnection();
    inFlight.taken(node);
    return new Lease(node, connection, this);
  }

  void giveBack(Connection connection) throws SQLException {
    inFlight.returned(node);
    connection.close();
  }

  void discard(Connection connection) throws SQLException {
    inFlight.returned(node);
    evictor.accept(connection);
    connection.close();
  }

  /**
   * Whether a connection was open before an instant. One that is seen for the first time counts as
   * opened now.
   */
  boolean openedBefore(Connection connection, long nanos) throws SQLException {
    Connection physical = connection.unwrap(Connection.class);
    Long known = openedNanos.getIfPresent(physical);
    if (known == null) {
      known = nanoTime.getAsLong();
      openedNanos.put(physical, known);
    }
    return known <= nanos;
  }
}
