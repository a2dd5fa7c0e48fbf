package dev.weir.topology;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples one server, on a thread and a connection of its own. */
final class Sampler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sampler.class);

  /** Two samples on demand are at least this far apart. */
  private static final long PRIMARY_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * Replay follows the primary within a millisecond when all is well, so a replica is asked again
   * sooner, then ever slower.
   */
  private static final long REPLICA_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /**
   * How long a server may take to answer. The driver's, not a setting of the session: an
   * application's pool gets its connection back. (A query's timeout would wait for the server to
   * take the cancellation, ten seconds if it hangs.)
   */
  static final int ANSWER_MILLIS = 2_000;

  private final Monitor monitor;
  private final Node node;
  private final ConnectionSource source;
  private final SampleQuery query;
  private final LongSupplier nanoTime;
  private final Thread thread;

  /** Somebody wants a sample; the rest before it is cut to the shortest step. */
  private volatile boolean wanted;

  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  /** When the connection was opened. */
  private volatile long connectedNanos = NodeState.UNKNOWN;

  /** When it was last found out where the address leads. */
  private long lookedNanos = NodeState.UNKNOWN;

  /** The newest sample failed because the server did not answer. */
  private boolean silent;

  /** The connection is not used for another sample. */
  private volatile boolean mistrusted;

  Sampler(Monitor monitor, String name, Node node, ConnectionSource source, LongSupplier nanoTime) {
    this.monitor = monitor;
    this.node = node;
    this.source = source;
    this.query = new SampleQuery(monitor::commitsMayBeAsynchronous, nanoTime);
    this.nanoTime = nanoTime;
    this.thread = new Thread(this::run, "weir-" + name + "-monitor-" + node.name());
    this.thread.setDaemon(true);
  }

  Node node() {
    return node;
  }

  void start() {
    thread.start();
  }

  /** Asks for a sample soon. Cheap: wakes the thread at most once a sample. */
  void wake() {
    if (!wanted) {
      wanted = true;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Another connection to the same address, opened at an instant, leads to another server or to
   * another life of it: an older one of the monitor's is opened anew before the next sample. So is
   * a younger one after a while: what a pool has lent may be older than it seems.
   */
  void mistrust(long openedNanos) {
    long connected = connectedNanos;
    if (connected < openedNanos || nanoTime.getAsLong() - connected >= Monitor.LOOK_NANOS) {
      mistrusted = true;
      wake();
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    disconnect();
  }

  private void run() {
    long step = 0;
    while (!closed) {
      wanted = false;
      long startNanos = nanoTime.getAsLong();
      boolean reached = survived();
      boolean primary = node.equals(monitor.topology().primary());
      long shortest = primary ? PRIMARY_STEP_NANOS : REPLICA_STEP_NANOS;
      long pause = monitor.pauseNanos(reached);
      if (reached && monitor.wantsMore(node)) {
        step = primary ? shortest : Math.min(Math.max(step * 2, shortest), pause);
        rest(startNanos, step, shortest);
      } else {
        step = 0;
        // Jitter of a tenth: the monitors of a fleet do not march in step.
        long jitter = ThreadLocalRandom.current().nextLong(pause / 10 + 1);
        rest(startNanos, pause - jitter, reached ? shortest : pause);
      }
    }
  }

  private void rest(long startNanos, long pauseNanos, long wantedPauseNanos) {
    while (!closed) {
      long pause = wanted ? Math.min(pauseNanos, wantedPauseNanos) : pauseNanos;
      long left = startNanos + pause - nanoTime.getAsLong();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
      Thread.interrupted(); // It is ended by close() alone; with the flag set it would not rest.
    }
  }

  /** Whatever goes wrong, the next sample must still be taken: a server unheard of is not used. */
  @SuppressWarnings("CatchingUnchecked")
  private boolean survived() {
    try {
      return sample();
    } catch (Throwable t) {
      try {
        monitor.survived(node, t);
      } catch (Throwable again) {
        // There is not even memory left to say so.
      }
      return false;
    }
  }

  private boolean sample() {
    try {
      if (mistrusted) {
        Connection wrong = connection;
        connection = null;
        end(wrong);
      }
      Sample answer = ask();
      silent = false;
      monitor.sampled(node, answer);
      Connection asked = connection;
      if (asked != null) {
        monitor.stragglers().look(node, monitor.topology().primary(), answer, asked);
      }
      return true;
    } catch (SQLException | RuntimeException | Error e) {
      silent = Monitor.isSilence(e);
      disconnect();
      if (!closed) {
        monitor.failed(node, e);
      }
      return false;
    }
  }

  /**
   * A connection that was kept may have been ended by somebody else, for being idle perhaps: that
   * says nothing of the server, which is asked on a new one. One that hangs has had its time.
   */
  private Sample ask() throws SQLException {
    Connection kept = connection;
    if (kept == null) {
      return query.ask(connect());
    }
    if (isToLook()) {
      Sample there = look(kept);
      if (there != null) {
        return there;
      }
    }
    try {
      return query.ask(kept);
    } catch (SQLException e) {
      if (closed || isTimeout(e)) {
        throw e;
      }
      log.debug("The monitor's connection to {} was ended, and is opened anew", node, e);
      disconnect();
      return query.ask(connect());
    }
  }

  /**
   * Whether it is to be found out where the address leads now. A server that is not what it should
   * be may live on and answer for ever, and its address belong to another one since.
   */
  private boolean isToLook() {
    long patience = monitor.lookNanos(node);
    long now = nanoTime.getAsLong();
    return patience != NodeState.NOW
        && now - connectedNanos >= patience
        && (lookedNanos == NodeState.UNKNOWN || now - lookedNanos >= patience);
  }

  /**
   * Asks on a new connection, which takes the place of the one that was kept; null if it gives no
   * answer, which says nothing of the server that does on the other.
   */
  private @Nullable Sample look(Connection kept) {
    long keptNanos = connectedNanos;
    try {
      Sample answer = query.ask(connect(source.openAnother()));
      end(kept);
      return answer;
    } catch (SQLException e) {
      log.debug("Where the address of {} leads now could not be found out", node, e);
      if (connection != kept) {
        disconnect();
        connection = kept;
        connectedNanos = keptNanos;
      }
      if (closed) {
        disconnect();
      }
      return null;
    } finally {
      lookedNanos = nanoTime.getAsLong();
    }
  }

  private static boolean isTimeout(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private Connection connect() throws SQLException {
    boolean past = silent || mistrusted;
    mistrusted = false;
    return connect(past ? source.openAnother() : source.open());
  }

  private Connection connect(Connection opened) throws SQLException {
    connectedNanos = nanoTime.getAsLong();
    connection = opened;
    if (closed) {
      disconnect();
      throw new SQLException("the monitor is closed");
    }
    opened.setAutoCommit(true);
    opened.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
    return opened;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It is gone either way; what matters was reported by the sample that failed.
      }
    }
  }

  /** One that leads to the wrong server is not lent again by the pool from which it is. */
  private void end(@Nullable Connection wrong) {
    if (wrong != null) {
      try {
        source.end(wrong);
      } catch (SQLException e) {
        log.debug("A connection of the monitor to {} could not be ended", node, e);
      }
    }
  }
}
