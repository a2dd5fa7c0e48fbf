package dev.weir.lease;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Cluster;
import dev.weir.meter.Counters;
import dev.weir.route.Load;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One thread uses the connections of a set, another one ends it, at any moment. */
class LeaseSetTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int ENDS = 500;
  private static final int ABORTS = 20;

  private final Node node = new Node("primary", 0);
  private final Load load = new Load(1, System.nanoTime());
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final CyclicBarrier both = new CyclicBarrier(2);
  private HikariDataSource connections;
  private Lender lender;

  /** What a thread does with the set that the other one uses. */
  @FunctionalInterface
  private interface End {
    void of(LeaseSet leases) throws SQLException;
  }

  @BeforeEach
  void open() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(cluster.bare());
    config.setMaximumPoolSize(2);
    connections = new HikariDataSource(config);
    NodePool pool =
        new NodePool(
            node,
            connections,
            connections::evictConnection,
            connections,
            load,
            new AtomicInteger(Connection.TRANSACTION_NONE),
            null,
            null);
    Monitor unwatched =
        new Monitor(
            "test",
            List.of(node),
            List.of(connections::getConnection),
            () -> 1_000_000_000L,
            () -> NodeState.UNKNOWN,
            () -> false,
            NodeState.UNKNOWN,
            1_000_000_000L,
            System::nanoTime);
    Counters counters = new Counters(List.of(node), () -> NodeState.UNKNOWN, System::nanoTime);
    lender =
        new Lender(
            "test",
            List.of(pool),
            new PrimaryLender(
                "test",
                List.of(pool),
                unwatched,
                false,
                1_000_000_000L,
                counters,
                System::nanoTime),
            false,
            true,
            unwatched::topology,
            counters,
            System::nanoTime);
  }

  @AfterEach
  void close() {
    other.shutdownNow();
    connections.close();
  }

  /** Takes and lets go, until the set is shut. */
  private List<Lease> use(LeaseSet leases) throws Exception {
    List<Lease> had = new ArrayList<>();
    Lease before = leases.to(node);
    before.hold();
    leases.settle(before);
    had.add(before);
    both.await();
    try {
      while (true) {
        Lease lease = leases.to(node);
        lease.hold();
        if (had.get(had.size() - 1) != lease) {
          had.add(lease);
        }
        if (leases.isShut()) {
          return had; // And holds it still.
        }
        leases.settle(lease);
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("08003");
    }
    return had;
  }

  private void race(int times, End end) throws Exception {
    for (int i = 0; i < times; i++) {
      LeaseSet leases = new LeaseSet(lender);
      Future<List<Lease>> using = other.submit(() -> use(leases));
      both.await();
      LockSupport.parkNanos(i % 50 * 1_000L);
      end.of(leases);
      List<Lease> had = using.get(30, TimeUnit.SECONDS);
      assertThat(had).allMatch(Lease::isEnded);
      assertThat(leases.all()).isEmpty();
      // Each was given back once: not twice, and not never.
      assertThat(load.inFlight(node)).isZero();
    }
    Cluster.await(
        "all are back", () -> connections.getHikariPoolMXBean().getActiveConnections() == 0);
  }

  @Test
  @Tag("proof")
  void eachLeaseIsGivenBackOnceWhenAnotherThreadEndsTheSet() throws Exception {
    race(ENDS, LeaseSet::end);
  }

  @Test
  void eachLeaseIsGivenBackOnceWhenAnotherThreadAbortsTheSet() throws Exception {
    race(
        ABORTS,
        leases -> {
          leases.abort(Runnable::run);
          leases.end();
        });
  }
}
