package dev.weir.fuzz;

import dev.weir.WeirDataSource;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** What borrowers have on one side: the bare driver's, or Weir's. For one thread. */
final class Side implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(1);

  /** Servers are sampled several times in it, unless they do not answer. */
  private static final Duration KNOWING = Duration.ofMillis(500);

  private final Databases databases;
  private final Databases.Of of;
  private final Lender lender;
  private final Deque<AutoCloseable> opened;
  private final SessionView view;
  private final Map<String, Borrower> borrowers = new TreeMap<>();
  private final Callable<Boolean> readsOnReplica;
  private boolean killed;

  /** Where connections come from. */
  @FunctionalInterface
  interface Lender {
    Connection lend() throws SQLException;

    /** A DataSource without a pool, whose connections are set as a pool would set them. */
    static Lender of(DataSource source, boolean autoCommit) {
      return () -> {
        Connection c = source.getConnection();
        if (!autoCommit) {
          c.setAutoCommit(false);
        }
        return c;
      };
    }
  }

  /**
   * Lends connections of a lender.
   *
   * @param opened what is to be closed with it, the first one first
   * @param readsOnReplica reads something, and tells whether a replica served it, if there is one
   */
  Side(
      Databases databases,
      Databases.Of of,
      Lender lender,
      Deque<AutoCloseable> opened,
      Callable<Boolean> readsOnReplica) {
    this.databases = databases;
    this.of = of;
    this.lender = lender;
    this.opened = new ArrayDeque<>(opened);
    this.readsOnReplica = readsOnReplica;
    this.view = new SessionView(databases.observers(of));
  }

  boolean isWeir() {
    return of == Databases.Of.WEIR;
  }

  Databases databases() {
    return databases;
  }

  SessionView view() {
    return view;
  }

  String contents() throws SQLException {
    return databases.contents(of);
  }

  Connection connect() throws SQLException, Borrower.Nothing {
    if (killed) {
      throw new Borrower.Nothing("all sessions were terminated");
    }
    return lender.lend();
  }

  Borrower borrower(String name) {
    return borrowers.computeIfAbsent(name, n -> new Borrower(this));
  }

  Collection<Borrower> borrowers() {
    return borrowers.values();
  }

  /** From now on there is nobody to connect to. */
  void killed() {
    killed = true;
    borrowers.values().forEach(b -> b.suffered(Borrower.Fault.LOST));
  }

  /** Reads something: whether a replica serves it, or there is none. */
  boolean isReadOnReplica() throws Exception {
    return readsOnReplica.call();
  }

  /**
   * Stops replay where replicas have all that was written so far, and Weir knows it: what comes
   * after that is missing there, be it no more than a commit.
   */
  void pauseReplay() throws Exception {
    if (databases.isPaused()) {
      return;
    }
    databases.awaitReplay();
    long written = System.nanoTime();
    while (!knowsReplicasAt(written) && System.nanoTime() - written < KNOWING.toNanos()) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    databases.pauseReplay();
  }

  private boolean knowsReplicasAt(long nanos) {
    return opened.stream()
        .filter(WeirDataSource.class::isInstance)
        .flatMap(weir -> ((WeirDataSource) weir).topology().nodes().stream())
        .filter(state -> state.role() == NodeState.Role.REPLICA)
        .allMatch(state -> state.confirmedNanos() - nanos > 0);
  }

  boolean isKilled() {
    return killed;
  }

  @Override
  public void close() {
    for (Borrower b : borrowers.values()) {
      Answer.of(
          () -> {
            b.close();
            return "";
          });
    }
    opened.forEach(
        each ->
            Answer.of(
                () -> {
                  each.close();
                  return "";
                }));
  }
}
