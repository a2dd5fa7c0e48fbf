package dev.weir.lease;

import dev.weir.meter.Counters;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.RootCause;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Borrows connections to the server that is the primary. While there is none, it waits: at most as
 * long as a pool makes anybody wait for a connection. A connection is handed out only if its stamp
 * is of the life that the newest sample of the primary is of, and is older than that: so its server
 * is the one by whose samples replicas are confirmed, and not one that the address has led to
 * before or since, or that came back after it had been replaced. Thread-safe.
 */
public final class PrimaryLender {
  /** Between two attempts where a pool fails at once. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Within which a server that lives answers who wants to know. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String NO_CONNECTION = "08001";

  private static final String WAITED = "a statement waited for the primary";

  private final String name;
  private final List<NodePool> pools;
  private final Monitor monitor;
  private final boolean watched;
  private final long timeoutNanos;
  private final Counters counters;
  private final LongSupplier nanoTime;

  /**
   * Creates it.
   *
   * @param name of the DataSource
   * @param pools one for each node, by index
   * @param monitor tells who is the primary
   * @param watched whether the monitor runs: a single node is what it is
   * @param timeoutNanos how long to wait for a connection
   * @param counters is told who waits
   * @param nanoTime the DataSource's monotonic clock
   */
  public PrimaryLender(
      String name,
      List<NodePool> pools,
      Monitor monitor,
      boolean watched,
      long timeoutNanos,
      Counters counters,
      LongSupplier nanoTime) {
    this.name = name;
    this.pools = pools;
    this.monitor = monitor;
    this.watched = watched;
    this.timeoutNanos = timeoutNanos;
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  /** Whether the DataSource is closed. */
  boolean isClosed() {
    return monitor.isClosed();
  }

  /** Somebody could not reach a server, or lost its connection: it is looked at now. */
  void suspect(Node node) {
    if (watched) {
      monitor.suspect(node);
    }
  }

  /** Whether a server is of the same life as before, by a sample that begins now. */
  boolean survived(Node node) throws SQLException {
    if (!watched) {
      return true;
    }
    NodeState before = monitor.topology().state(node);
    long now = nanoTime.getAsLong();
    monitor.suspect(node);
    NodeState after =
        await(
                next ->
                    next.state(node).sampledNanos() >= now
                        || next.state(node).role() == NodeState.Role.UNKNOWN,
                LOOK_NANOS)
            .state(node);
    return after.sampledNanos() >= now && after.life() == before.life();
  }

  /** A connection leads to another server than its node's newest sample. */
  void mistrust(Lease lease) {
    if (watched) {
      monitor.mistrust(lease.node(), lease.openedNanos());
    }
  }

  /**
   * Borrows one.
   *
   * @param startNanos since when it is waited for
   */
  Lease borrow(long startNanos) throws SQLException {
    Topology topology = monitor.topology();
    if (!watched) {
      return pool(topology.primary()).borrow();
    }
    long start = startNanos;
    long deadline = start + timeoutNanos;
    SQLException failure = null;
    while (true) {
      Node node = topology.primary();
      if (topology.hasPrimary()) {
        try {
          Lease lease = take(node, () -> deadline - nanoTime.getAsLong());
          if (lease != null) {
            lease.ofPrimary();
            return lease;
          }
        } catch (SQLException e) {
          if (Failures.isInterruption(e)) {
            throw e;
          }
          failure = e;
          monitor.suspect(node);
        }
      }
      long now = nanoTime.getAsLong();
      if (now >= deadline || monitor.isClosed()) {
        throw timeout(monitor.topology(), failure, now - startNanos);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw Failures.interrupted(name, WAITED, new InterruptedException());
      }
      topology =
          topology.hasPrimary()
              ? await(
                  next -> !isPrimary(next, node),
                  Math.min(deadline - now, Math.max(0, start + RETRY_NANOS - now)))
              : awaitPrimary(deadline - now);
      start = nanoTime.getAsLong();
    }
  }

  /**
   * Borrows one if its server gives one at once.
   *
   * @return null if it turns out not to be the primary
   */
  @Nullable Lease tryBorrow() throws SQLException {
    Node node = monitor.topology().primary();
    try {
      Lease lease = take(node, () -> LOOK_NANOS);
      if (lease != null) {
        lease.ofPrimary();
      }
      return lease;
    } catch (SQLException e) {
      if (!Failures.isInterruption(e)) {
        monitor.suspect(node);
      }
      throw e;
    }
  }

  /**
   * A connection to this server as the primary; null if it turns out not to be it.
   *
   * @param patience how long to wait, once it is there, for a sample that is newer: of a server
   *     that lives it comes after a round trip
   */
  private @Nullable Lease take(Node node, LongSupplier patience) throws SQLException {
    Lease lease = pool(node).borrow();
    boolean good = false;
    try {
      good = !lease.isOnStandby() && isOfPrimary(lease, node, patience);
    } finally {
      if (!good) {
        monitor.suspect(node);
        lease.soil();
        lease.end();
      }
    }
    return good ? lease : null;
  }

  private boolean isOfPrimary(Lease lease, Node node, LongSupplier patience) throws SQLException {
    Topology topology = monitor.topology();
    long openedNanos = lease.openedNanos();
    if (isPrimary(topology, node) && topology.state(node).sampledNanos() < openedNanos) {
      monitor.suspect(node);
      topology =
          await(
              next -> !isPrimary(next, node) || next.state(node).sampledNanos() >= openedNanos,
              patience.getAsLong());
    }
    if (!isPrimary(topology, node) || topology.state(node).sampledNanos() < openedNanos) {
      return false;
    }
    if (lease.isOfAnotherLife(topology.state(node))) {
      mistrust(lease);
      return false;
    }
    return true;
  }

  private static boolean isPrimary(Topology topology, Node node) {
    return topology.primary().equals(node) && topology.hasPrimary();
  }

  private Topology awaitPrimary(long nanos) throws SQLException {
    counters.waits();
    try {
      return await(Topology::hasPrimary, nanos);
    } finally {
      counters.waitedEnough();
    }
  }

  private Topology await(Predicate<Topology> enough, long nanos) throws SQLException {
    try {
      return monitor.await(enough, nanos);
    } catch (InterruptedException e) {
      throw Failures.interrupted(name, WAITED, e);
    }
  }

  /** A pool says only how long its own last attempt was, and often no SQLSTATE. */
  private SQLException timeout(
      Topology topology, @Nullable SQLException failure, long waitedNanos) {
    long waited = TimeUnit.NANOSECONDS.toMillis(waitedNanos);
    if (topology.hasPrimary() && failure != null) {
      return new SQLTransientConnectionException(
          "%s - %s gave no connection within %d ms: %s"
              .formatted(name, topology.primary().described(), waited, RootCause.text(failure)),
          failure.getSQLState() == null ? NO_CONNECTION : failure.getSQLState(),
          failure);
    }
    String servers =
        topology.nodes().stream().map(PrimaryLender::described).collect(Collectors.joining("; "));
    return new SQLTransientConnectionException(
        "%s - there is no primary, after waiting for %d ms (the pool's connectionTimeout): %s"
            .formatted(name, waited, servers),
        NO_CONNECTION,
        failure);
  }

  private static String described(NodeState state) {
    return state.node().described()
        + ": "
        + (state.role() == NodeState.Role.REPLICA ? "a standby" : state.trouble());
  }

  private NodePool pool(Node node) {
    return pools.get(node.index());
  }
}
