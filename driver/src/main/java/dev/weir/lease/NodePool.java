package dev.weir.lease;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.route.Load;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.RootCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one node: a pool of ours, or the DataSource that the application gave. It
 * knows of each physical connection which life of which server it belongs to: its stamp, taken when
 * it was opened. In a pool that was given it is taken at first sight, which is a round trip for
 * each connection that the pool opens. Thread-safe.
 */
public final class NodePool {
  private static final Logger log = LoggerFactory.getLogger(NodePool.class);

  /** Names of settings that are remembered; who changes more of them loses a session for each. */
  private static final int MOST_SETTINGS = 100;

  /** Closing the socket of a server that takes nothing may wait for it, with TLS. */
  private static final Executor ABORTING =
      command -> {
        Thread thread = new Thread(command, "weir-abort");
        thread.setDaemon(true);
        thread.start();
      };

  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Node node;
  private final DataSource dataSource;
  private final @Nullable Consumer<Connection> evictor;
  private final @Nullable HikariDataSource made;
  private final int minimumIdle;
  private final Load load;
  private final PhysicalRegistry physicals;

  /** Whether each connection has been stamped before it is lent. */
  private final boolean stamped;

  /** What is known of it if it was given, and does not put back what its borrowers have set. */
  private final @Nullable ForeignPool foreign;

  private final @Nullable ServerDataSource direct;
  private final @Nullable Monitor monitor;

  /** The settings that SQL has changed in any of its sessions; the first so many of them. */
  private volatile Set<String> changedSettings = Set.of();

  private final Waiters waiters = new Waiters();

  /** Leases that nothing needs, and that have not been given back yet. */
  private final AtomicInteger resting = new AtomicInteger();

  private final LongAdder failedBorrows = new LongAdder();
  private final LongAdder aborted = new LongAdder();

  /** At which level transactions begin: the highest that a pool's first connection has told. */
  private final AtomicInteger isolation;

  /** The same of being read-only, where its settings cannot be seen. */
  private volatile @Nullable Boolean readOnly;

  private volatile boolean askedForIsolation;

  /** What its sessions are when they are opened; null if that is not known. */
  private volatile @Nullable FreshSession fresh;

  private volatile boolean askedWhatIsFresh;

  /** Whether it has been said that the pool hides the driver's connections. */
  private volatile boolean hidden;

  /**
   * Creates it; borrows nothing yet.
   *
   * @param node whose connections they are
   * @param dataSource where they come from
   * @param evictor ends a connection whose session must not be used by anybody else; null if the
   *     application's own pool cannot do that: then the session is reset
   * @param made the same, where it is a pool of ours; null if the application gave it and borrows
   *     from it past us
   * @param load is told of them
   * @param isolation the highest level at which transactions begin, of all nodes: told by the first
   *     connection of each
   * @param direct what the pool of ours opens its connections with; null if it was given
   * @param monitor asks the servers of its connections; null if nothing is routed and nobody asks
   */
  public NodePool(
      Node node,
      DataSource dataSource,
      @Nullable Consumer<Connection> evictor,
      @Nullable HikariDataSource made,
      Load load,
      AtomicInteger isolation,
      @Nullable ServerDataSource direct,
      @Nullable Monitor monitor) {
    this.node = node;
    this.dataSource = dataSource;
    this.evictor = evictor;
    this.made = made;
    this.minimumIdle = made == null ? 0 : made.getMinimumIdle();
    this.load = load;
    this.isolation = isolation;
    this.physicals = direct == null ? new PhysicalRegistry() : direct.stamped();
    this.stamped = direct != null;
    this.foreign = dataSource instanceof HikariDataSource ? null : new ForeignPool(dataSource);
    this.direct = direct;
    this.monitor = monitor;
  }

  Node node() {
    return node;
  }

  /**
   * Whether its connections begin with auto-commit, as they do unless the pool is set otherwise.
   */
  boolean autoCommit() {
    return foreign != null
        ? foreign.autoCommit()
        : !(dataSource instanceof HikariDataSource pool) || pool.isAutoCommit();
  }

  /**
   * Whether its transactions are read-only unless the application says otherwise; null if that is
   * not known before the first.
   */
  @Nullable Boolean readOnly() {
    return dataSource instanceof HikariDataSource pool ? pool.isReadOnly() : readOnly;
  }

  /**
   * At which level its transactions begin; {@link Connection#TRANSACTION_NONE} before the first.
   */
  int isolation() {
    return isolation.get();
  }

  /**
   * Whether one more lease may stay although nothing needs it: half of them, so that whoever needs
   * one gets it; none of a pool whose size is not known. The monitor keeps one of those that were
   * given. Each {@link #woken} ends one.
   */
  boolean mayRest() {
    int watching = made == null && monitor != null ? 1 : 0;
    int most =
        dataSource instanceof HikariDataSource pool
            ? (pool.getMaximumPoolSize() - watching) / 2
            : 0;
    boolean may = resting.incrementAndGet() <= most;
    if (!may) {
      woken();
    }
    return may;
  }

  void woken() {
    resting.decrementAndGet();
  }

  Lease borrow() throws SQLException {
    Connection connection = connect();
    load.taken(node);
    try {
      Physical known = physical(connection);
      askWhatIsFresh(connection);
      if (readOnly == null) {
        readOnly = connection.isReadOnly();
      }
      ForeignPool.Begun begun = foreign == null ? null : foreign.begun(connection);
      if (known != null && !askedForIsolation) {
        isolation.accumulateAndGet(isolation(connection, begun), Math::max);
        askedForIsolation = true;
      }
      Lease lease = new Lease(this, connection, known);
      if (begun != null) {
        lease.begun(begun);
      }
      if (known != null) {
        known.lease = lease;
      }
      return lease;
    } catch (SQLException | RuntimeException e) {
      load.returned(node);
      giveUp(connection);
      throw e;
    }
  }

  private static int isolation(Connection first, ForeignPool.@Nullable Begun begun)
      throws SQLException {
    Integer told = begun == null ? null : begun.isolation();
    if (told != null) {
      return told;
    }
    return OwnQuestions.mayAsk(first)
        ? OwnQuestions.ask(first, Connection::getTransactionIsolation)
        : Connection.TRANSACTION_SERIALIZABLE;
  }

  /** The first connection to be lent has been used by nobody, and is as all of them begin. */
  private void askWhatIsFresh(Connection first) {
    if (direct == null || askedWhatIsFresh) {
      return;
    }
    askedWhatIsFresh = true;
    try {
      fresh = FreshSession.like(first, direct::prepare);
    } catch (SQLException | RuntimeException e) {
      log.debug("{} - what its sessions begin with is not known", node, e);
    }
  }

  private Connection connect() throws SQLException {
    try {
      boolean given = made == null && monitor != null;
      Connection connection = given ? waiters.await(dataSource) : dataSource.getConnection();
      lent();
      return connection;
    } catch (SQLException e) {
      if (monitor == null) {
        throw e; // Where nothing is routed, as the application's pool says it.
      }
      if (Failures.isInterruption(e)) {
        throw Failures.interrupted(node.name(), "a statement waited for a connection", e);
      }
      failed(e, monitor);
      throw e;
    }
  }

  /**
   * A server that lends nothing gets no more reads: once a second it is asked whether it does. To
   * have all connections of its pool in use is no such trouble, and of one that does not answer at
   * all the monitor tells.
   */
  private void failed(SQLException e, Monitor watching) {
    failedBorrows.increment();
    if (!Failures.isRefusedByServer(e) || isGone(watching)) {
      return;
    }
    String trouble = RootCause.text(e);
    if (load.lending().failed(node, trouble)) {
      log.warn(
          "{} - answers, and lends no connection: {}. It is asked for one once a second, and gets"
              + " no reads until then",
          node.described(),
          trouble);
      Thread probing = new Thread(() -> probe(watching), "weir-probe-" + node);
      probing.setDaemon(true);
      probing.start();
    }
  }

  private boolean isGone(Monitor watching) {
    return watching.topology().state(node).role() == NodeState.Role.UNKNOWN;
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, the server is asked again.
  private void probe(Monitor watching) {
    while (load.lending().isUnable(node) && !watching.isClosed()) {
      LockSupport.parkNanos(PROBE_NANOS);
      if (isGone(watching)) {
        load.lending().lent(node);
        return;
      }
      try {
        dataSource.getConnection().close();
        lent();
      } catch (Throwable t) {
        log.debug("{} - still lends no connection", node.described(), t);
      }
    }
  }

  private void lent() {
    if (load.lending().lent(node)) {
      log.info("{} - lends connections again", node.described());
    }
  }

  private @Nullable Physical physical(Connection connection) throws SQLException {
    if (monitor == null) {
      return null;
    }
    Connection bare = connection.unwrap(Connection.class);
    Physical known = physicals.of(bare);
    if (known == null && stamped) {
      // A pool lends what it has just had back without a look at it.
      throw Failures.lost(node);
    }
    return known == null ? atFirstSight(bare, monitor) : known;
  }

  private Physical atFirstSight(Connection bare, @Nullable Monitor asked) throws SQLException {
    // A pool's wrapper may take itself for the answer, and would be a stranger each time.
    Connection driver =
        bare.isWrapperFor(PGConnection.class)
                && bare.unwrap(PGConnection.class) instanceof Connection own
            ? own
            : bare;
    Physical known = physicals.of(driver);
    if (known == null) {
      tellIfHidden(driver);
      known =
          new Physical(
              driver,
              asked == null
                  ? null
                  : OwnQuestions.mayAsk(driver)
                      ? OwnQuestions.ask(driver, idle -> asked.stamp(node, idle))
                      : asked.stamp(node, driver));
      physicals.add(driver, known);
    }
    return known;
  }

  /** What only the driver knows of a session is not known then: it counts as in a transaction. */
  private void tellIfHidden(Connection connection) throws SQLException {
    if (!hidden && !connection.isWrapperFor(BaseConnection.class)) {
      hidden = true;
      log.warn(
          "{} - the connections of its pool do not lead to PostgreSQL's driver (unwrap): what they"
              + " write keeps reads on the primary until they are closed, and what was set on one is"
              + " undone by DISCARD ALL",
          node.described());
    }
  }

  /** What is known of a connection where nothing is routed: what SQL has changed in its session. */
  Physical session(Connection connection) throws SQLException {
    return atFirstSight(connection.unwrap(Connection.class), null);
  }

  /**
   * Asks the server of a connection, behind a reader endpoint, how far it is. Its stamp is the
   * first answer.
   */
  void ask(Physical known, Connection connection, long nowNanos) throws SQLException {
    Monitor asked = Objects.requireNonNull(monitor);
    known.confirmed(
        known.isFresh()
            ? asked.confirmedNanos(node, known.stamp())
            : OwnQuestions.ask(connection, driver -> asked.confirmedNanos(node, driver)),
        nowNanos);
  }

  /**
   * Gives a connection back. Whoever borrows it next from a pool of ours undoes what SQL has
   * changed in its session; in one that the application uses as well it is undone now.
   */
  void giveBack(Lease lease) {
    if (made == null && mayHaveSettings() && !clean(lease)) {
      discard(lease);
      return;
    }
    returned(lease);
    giveBack(lease.physical());
  }

  private void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Whoever used it has been told what became of their work; this is between it and its pool.
      log.debug("{} - a connection could not be given back", node, e);
    }
  }

  private boolean clean(Lease lease) {
    try {
      AppliedSettings applied = lease.changedSettings();
      if (applied != null) {
        OwnQuestions.settle(lease.physical());
        applied.bring(lease.physical(), Map.of());
      }
      return true;
    } catch (SQLException e) {
      log.debug("{} - a session could not be restored and is given up", node, e);
      return false;
    }
  }

  /**
   * Takes back whatever the application may have left in a session, so that it can be lent again.
   *
   * @return false if that cannot be
   */
  boolean undo(Lease lease) {
    FreshSession like = fresh;
    try {
      if (like != null && OwnQuestions.mayAsk(lease.physical())) {
        like.restore(lease.physical());
        lease.undone();
        return true;
      }
    } catch (SQLException | RuntimeException e) {
      log.debug("{} - a session could not be restored and is given up", node, e);
    }
    return false;
  }

  void discard(Lease lease) {
    returned(lease);
    if (evictor != null && !lease.isAborted()) {
      OwnQuestions.hangUp(lease.physical(), node); // What it locked is free now, not in a while.
    }
    giveUp(lease.physical());
  }

  private void giveUp(Connection connection) {
    if (evictor != null) {
      evictor.accept(connection); // And so closes it.
      return;
    }
    OwnQuestions.reset(connection, node);
    giveBack(connection);
  }

  private void returned(Lease lease) {
    lease.forgotten();
    load.returned(node);
  }

  /** A read has been answered that began at an instant. */
  void answered(long startNanos, long nowNanos) {
    load.answered(node, startNanos, nowNanos);
  }

  /** SQL changes settings in one of its sessions. */
  void settingsChange(Collection<String> names) {
    Set<String> before = changedSettings;
    if (before.size() < MOST_SETTINGS && !before.containsAll(names)) {
      Set<String> all = new TreeSet<>(before);
      all.addAll(names);
      changedSettings = Set.copyOf(all); // A name that is lost by a race costs one session.
    }
  }

  /** Of the settings that SQL has changed in any of its sessions. */
  Set<String> changedSettings() {
    return changedSettings;
  }

  /** Whether SQL has ever changed a setting in one of its sessions. */
  boolean mayHaveSettings() {
    return !changedSettings.isEmpty();
  }

  /**
   * Its server is gone, or has another role or life: no connection that was opened until now is
   * lent again, and none is opened before somebody asks for one. A pool that was given finds out by
   * itself.
   */
  public void drop() {
    HikariPoolMXBean pool = made == null ? null : made.getHikariPoolMXBean();
    if (made != null && pool != null) {
      // Else it would go on trying, ever more rarely, and sleep when the server is back.
      made.setMinimumIdle(0);
      pool.softEvictConnections();
    }
  }

  /**
   * Its server does not answer: who waits for it on a connection that Weir has lent is told that
   * the connection is lost, and who waits for a connection that there is none. Connections that an
   * application has borrowed past Weir are left alone.
   */
  public void abort() {
    abort(lease -> true);
    if (made == null && dataSource instanceof HikariDataSource pool && pool.isRunning()) {
      pool.getHikariPoolMXBean().softEvictConnections(); // Each would be tried first.
    }
    waiters.free();
  }

  /** The same for those that were lent because their server was the primary, and it is no more. */
  public void abortPrimarys() {
    abort(Lease::needsPrimary);
  }

  private void abort(Predicate<Lease> which) {
    int count = 0;
    for (Physical known : physicals.all()) {
      Lease lease = known.lease;
      if (lease != null && which.test(lease)) {
        lease.abort(ABORTING);
        count++;
      }
    }
    if (count > 0) {
      aborted.add(count);
      log.warn("{} - {} connections in use were aborted", node.described(), count);
    }
  }

  /** Its server can be used, again perhaps: idle connections are kept as configured. */
  public void restore() {
    if (made != null) {
      made.setMinimumIdle(minimumIdle);
    }
  }

  /**
   * Whether none of its connections is in use or waited for. Of a pool that was given that does not
   * matter: it stays open.
   */
  public boolean isIdle() {
    HikariPoolMXBean pool = made == null ? null : made.getHikariPoolMXBean();
    return pool == null
        || (pool.getActiveConnections() == 0 && pool.getThreadsAwaitingConnection() == 0);
  }

  /** The name of its node. */
  @Override
  public String toString() {
    return node.toString();
  }

  /** How much it is used now, and how often it failed. */
  DataSourceStatistics.Connections statistics() {
    HikariPoolMXBean pool = made == null ? null : made.getHikariPoolMXBean();
    return new DataSourceStatistics.Connections(
        load.inFlight(node),
        failedBorrows.sum(),
        aborted.sum(),
        made == null || pool == null
            ? null
            : new DataSourceStatistics.Pool(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                made.getMaximumPoolSize()));
  }
}
