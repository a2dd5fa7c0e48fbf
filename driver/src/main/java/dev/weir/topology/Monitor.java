package dev.weir.topology;

import dev.weir.topology.TopologyChange.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the servers of one DataSource and publishes what they are. Each server has a thread and a
 * connection of its own, so one that hangs delays no other. Samples are taken about every second
 * when nothing happens; at once after a {@link #demand}, at most every 10 ms, until what was
 * written is confirmed; and several times a second while there is no primary.
 *
 * <p>Thread-safe.
 */
public final class Monitor implements Positions, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Monitor.class);

  /** Between two samples of a server that answers, while a primary is looked for. */
  private static final long SEARCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** One that does not answer is not asked sooner than this, however tight a bound is. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Between two attempts to reach one that does not, while a primary is looked for. */
  private static final long SEARCH_UNREACHED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * Between two looks at where the address of a server leads that answers and is not what it should
   * be, while a primary is looked for.
   */
  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The same while there is a primary: a replica may be in trouble for days. */
  private static final long LOOK_RARELY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A server that was taken out is used again when it has been in order for so long. */
  private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** No more room, or no more connections. */
  private static final String EXHAUSTED = "53";

  /** The connection could not be made, or broke. */
  private static final String NOT_CONNECTED = "08";

  private final String name;
  private final Judge judge;
  private final Notices notices;
  private volatile Topology topology;
  private volatile boolean closed;

  /** Held while samples are judged; statements wait for another snapshot on it. */
  final ReentrantLock judging = new ReentrantLock();

  private final Condition published = judging.newCondition();
  private final List<Sampler> samplers = new ArrayList<>();

  /**
   * What is asked on connections of the application, whose user may not see what the monitor's may.
   */
  private final List<SampleQuery> queries = new ArrayList<>();

  private final LongSupplier newestMarkNanos;
  private final BooleanSupplier asynchronous;
  private final LongSupplier nanoTime;
  private final LongSupplier idleNanos;
  private final TopologyListeners listeners;
  private final Stragglers stragglers = new Stragglers();
  private final List<SampleListener> sampleListeners = new CopyOnWriteArrayList<>();
  private final Queue<TopologyChange> untold = new ConcurrentLinkedQueue<>();
  private final ReentrantLock telling = new ReentrantLock();

  /** What has gone wrong, and was said. */
  private final Set<Class<?>> survived = ConcurrentHashMap.newKeySet();

  /** The endpoints of which it was said why their servers are not used. */
  private final Set<Node> saidOf = new HashSet<>();

  /**
   * Does not start it.
   *
   * @param name of the DataSource, for logs and threads
   * @param nodes all servers, by index; which of them is the primary is found out, and the first is
   *     only the guess until then
   * @param sources how to reach each of them
   * @param idleNanos the time between two samples when nothing happens, asked before each
   * @param newestMarkNanos the youngest mark, {@link NodeState#UNKNOWN} when there is none; until a
   *     replica has confirmed it, samples follow each other quickly
   * @param asynchronous whether commits may be acknowledged before they are flushed, for all that
   *     is known here; what the servers' settings say is asked of them
   * @param assumedLagNanos how far behind a replica is taken to be at most that does not tell its
   *     position; {@link NodeState#UNKNOWN} if nothing is confirmed then
   * @param maxLagNanos how far behind a replica may be before that is told
   * @param nanoTime the DataSource's monotonic clock
   */
  public Monitor(
      String name,
      List<Node> nodes,
      List<ConnectionSource> sources,
      LongSupplier idleNanos,
      LongSupplier newestMarkNanos,
      BooleanSupplier asynchronous,
      long assumedLagNanos,
      long maxLagNanos,
      LongSupplier nanoTime) {
    this.name = name;
    this.listeners = new TopologyListeners(name);
    this.newestMarkNanos = newestMarkNanos;
    this.asynchronous = asynchronous;
    this.nanoTime = nanoTime;
    this.idleNanos = idleNanos;
    this.judge = new Judge(nodes, Math.min(idleNanos.getAsLong(), RETURN_NANOS), assumedLagNanos);
    this.notices = new Notices(name, judge, nodes.size(), maxLagNanos);
    this.topology =
        new Topology(
            nodes.get(0),
            nodes.stream().map(node -> NodeState.unknown(node, Judge.NOT_SAMPLED)).toList());
    for (Node node : nodes) {
      samplers.add(new Sampler(this, name, node, sources.get(node.index()), nanoTime));
      queries.add(new SampleQuery(this::commitsMayBeAsynchronous, nanoTime));
    }
  }

  /** Starts sampling, on daemon threads. */
  public void start() {
    samplers.forEach(Sampler::start);
  }

  /**
   * Adds a listener, after all others.
   *
   * @param listener is told of changes from now on; it is switched off if it goes on throwing
   */
  public void addListener(TopologyListener listener) {
    listeners.add(listener, false);
  }

  /**
   * Adds what follows the changes for Weir itself, after all others.
   *
   * @param follower is told of changes from now on, whatever it throws
   */
  public void follow(TopologyListener follower) {
    listeners.add(follower, true);
  }

  /** How often listeners of changes have thrown. */
  public long listenerFailures() {
    return listeners.failures();
  }

  /**
   * Removes a listener.
   *
   * @param listener hears nothing more; nothing happens if it is not among them
   */
  public void removeListener(TopologyListener listener) {
    listeners.remove(listener);
  }

  /**
   * Adds a listener of samples, after all others.
   *
   * @param listener is told of every sample from now on
   */
  public void addListener(SampleListener listener) {
    sampleListeners.add(listener);
  }

  @Override
  public @Nullable Position since(long nanos) {
    return judge.samples().since(nanos);
  }

  @Override
  public long confirming(Position position) {
    return judge.samples().confirming(position);
  }

  /** The sessions that were lost while they wrote. */
  public Stragglers stragglers() {
    return stragglers;
  }

  /** What the servers are. */
  public Topology topology() {
    return topology;
  }

  /**
   * Waits until the servers are as somebody needs them.
   *
   * @param enough whether they are
   * @param nanos at most this long
   * @return what they are then
   * @throws InterruptedException if the thread is interrupted
   */
  public Topology await(Predicate<Topology> enough, long nanos) throws InterruptedException {
    judging.lock();
    try {
      long left = nanos;
      while (left > 0 && !closed && !enough.test(topology)) {
        left = published.awaitNanos(left);
      }
      return topology;
    } finally {
      judging.unlock();
    }
  }

  /**
   * A write was committed that reads may need: sample now, unless that happens anyway. Cheap; never
   * blocks.
   */
  public void demand() {
    suspect(topology.primary());
  }

  /**
   * Somebody could not reach a server, or has a connection to it that is younger than its newest
   * sample: sample it now. Cheap; never blocks.
   *
   * @param node which
   */
  public void suspect(Node node) {
    samplers.get(node.index()).wake();
  }

  /**
   * Somebody has a connection to a server that is not of the life that its newest sample is of. If
   * the monitor's own is older, it is that which leads to the wrong one: it is opened anew.
   *
   * @param node which
   * @param openedNanos when the connection was opened
   */
  public void mistrust(Node node, long openedNanos) {
    samplers.get(node.index()).mistrust(openedNanos);
  }

  /**
   * Asks the server of a connection of the application, which was just opened or is seen for the
   * first time, what it is; takes at most two seconds. If it is not what the monitor has sampled,
   * the monitor looks again.
   *
   * @param node whose connection it is said to be
   * @param opened no transaction is open on it
   * @return its stamp
   * @throws SQLException if it does not answer, or belongs to another cluster than the primary
   */
  public Sample stamp(Node node, Connection opened) throws SQLException {
    Sample stamp = ask(node, opened);
    boolean other;
    judging.lock();
    try {
      judge.opened(node, stamp);
      other = stamp.isOfAnotherLife(topology.state(node));
    } finally {
      judging.unlock();
    }
    if (other) {
      mistrust(node, stamp.startNanos());
    }
    return stamp;
  }

  /**
   * Asks the server behind a connection how far it is: for a reader endpoint, of which only that
   * can be known. Takes at most two seconds.
   *
   * @param node whose connection it is
   * @param connection no transaction is open on it
   * @return every write that this DataSource saw committed before this instant is visible on the
   *     connection's server; {@link NodeState#UNKNOWN} if nothing is known
   * @throws SQLException if it does not answer
   */
  public long confirmedNanos(Node node, Connection connection) throws SQLException {
    return confirmedNanos(node, ask(node, connection));
  }

  /**
   * The same, by what it has answered.
   *
   * @param node whose connection it is
   * @param answer of its server
   */
  public long confirmedNanos(Node node, Sample answer) {
    judging.lock();
    try {
      long nanos = judge.confirmedNanos(answer);
      if (nanos == NodeState.UNKNOWN && !answer.untold().isEmpty() && saidOf.add(node)) {
        log.warn("{} - behind {}: {}", name, node, judge.incomparable(answer));
      }
      return nanos;
    } finally {
      judging.unlock();
    }
  }

  private Sample ask(Node node, Connection connection) throws SQLException {
    boolean transactions = !connection.getAutoCommit();
    int millis = connection.getNetworkTimeout();
    if (transactions) {
      connection.setAutoCommit(true);
    }
    connection.setNetworkTimeout(Runnable::run, Sampler.ANSWER_MILLIS);
    Sample answer = queries.get(node.index()).ask(connection);
    connection.setNetworkTimeout(Runnable::run, millis);
    if (transactions) {
      connection.setAutoCommit(false);
    }
    return answer;
  }

  /**
   * Waits until another snapshot than this is published, for a bounded time.
   *
   * @param seen the newest that the caller knows
   * @param nanos how long at most
   * @return the newest one; the same if there has been no other
   * @throws InterruptedException if the thread was interrupted before or meanwhile
   */
  public Topology awaitAfter(Topology seen, long nanos) throws InterruptedException {
    return await(now -> !now.equals(seen), nanos);
  }

  /** Ends all threads and closes their connections. */
  @Override
  public void close() {
    closed = true;
    samplers.forEach(Sampler::close);
    judging.lock();
    try {
      published.signalAll();
    } finally {
      judging.unlock();
    }
  }

  /** Whether nothing is watched any more, and nothing needs to be waited for. */
  public boolean isClosed() {
    return closed;
  }

  boolean commitsMayBeAsynchronous() {
    return asynchronous.getAsBoolean();
  }

  /** Whether a sample of this server is needed to confirm what was written. */
  boolean wantsMore(Node node) {
    if (node.use() != Node.Use.ANYTHING) {
      return false; // Who reads there has asked for no write, or asks the connection.
    }
    Topology now = topology;
    long confirmed =
        node.equals(now.primary())
            ? judge.newestPrimarySampleNanos()
            : now.state(node).confirmedNanos();
    return newestMarkNanos.getAsLong() > confirmed;
  }

  /** The time between two samples when nothing is wanted. */
  long pauseNanos(boolean reached) {
    long idle = reached ? idleNanos.getAsLong() : Math.max(idleNanos.getAsLong(), RETRY_NANOS);
    return topology.hasPrimary()
        ? idle
        : Math.min(idle, reached ? SEARCH_NANOS : SEARCH_UNREACHED_NANOS);
  }

  /**
   * How old the monitor's connection to a server may become before it is found out where the
   * address leads now; {@link NodeState#NOW} if that need not be.
   */
  long lookNanos(Node node) {
    judging.lock();
    try {
      if (!judge.isMisplaced(topology, node)) {
        return NodeState.NOW;
      }
      return topology.hasPrimary() ? LOOK_RARELY_NANOS : LOOK_NANOS;
    } finally {
      judging.unlock();
    }
  }

  /** Takes in what a server answered. */
  void sampled(Node node, Sample sample) {
    judging.lock();
    try {
      NodeState state = judge.state(topology, node, sample);
      boolean primary = state.role() == NodeState.Role.PRIMARY;
      publish(new Topology(primary ? node : topology.primary(), topology.with(state).nodes()));
      sampleListeners.forEach(listener -> listener.sampled(node, true, topology));
      wakeOthers(node, primary);
    } finally {
      judging.unlock();
    }
    tell();
  }

  /** A server did not answer. */
  void failed(Node node, Throwable failure) {
    Topology now = topology;
    String state = failure instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    if (state.startsWith(EXHAUSTED) && now.hasPrimary() && now.primary().equals(node)) {
      // It lives, and those that have connections to it can work.
      log.debug("{} - the monitor gets no connection to {}", name, node, failure);
      return;
    }
    judging.lock();
    try {
      boolean givenUp = judge.failed(node, nanoTime.getAsLong(), isSilence(failure));
      String trouble = RootCause.text(failure);
      publish(topology.with(NodeState.unknown(node, trouble)));
      if (givenUp && !topology.primary().equals(node)) {
        untold.add(new TopologyChange(Kind.REPLICA_GIVEN_UP, node, trouble, topology));
      }
      sampleListeners.forEach(listener -> listener.sampled(node, false, topology));
    } finally {
      judging.unlock();
    }
    tell();
  }

  /**
   * Something went wrong that is no answer of a server, and should not have: the monitor goes on.
   * Said once for each class of throwable.
   */
  void survived(Node node, Throwable thrown) {
    if (survived.add(thrown.getClass())) {
      log.error("{} - watching {} went wrong, and goes on", name, node, thrown);
    }
  }

  /**
   * Whether a server has not answered, as opposed to refusing; and as opposed to a pool of the
   * application's that has no connection to give.
   */
  static boolean isSilence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && state.startsWith(NOT_CONNECTED)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A primary's sample may confirm what replicas have; whoever wants to be the primary, and a
   * replica that lost it, are compared with what the others say now. One for reports and an
   * endpoint have nothing to confirm, but may be used from the primary's first sample on.
   */
  private void wakeOthers(Node node, boolean primary) {
    if (primary || judge.asksOthers(node)) {
      for (Sampler sampler : samplers) {
        Node other = sampler.node();
        boolean compared = other.use() == Node.Use.ANYTHING || judge.isPassing(trouble(other));
        if (!other.equals(node) && compared) {
          sampler.wake();
        }
      }
    }
  }

  private String trouble(Node node) {
    return topology.state(node).trouble();
  }

  private void publish(Topology judged) {
    Topology before = topology;
    long lagUntil = judged.hasPrimary() ? NodeState.NOW : judge.newestPrimarySampleNanos();
    Topology after =
        new Topology(
            judged.primary(),
            judged.nodes().stream()
                .map(state -> judge.returning(before.state(state.node()), state))
                .map(state -> state.lagUntil(lagUntil))
                .map(state -> state.atBest(judge.newestPrimarySampleNanos()))
                .toList());
    topology = after;
    published.signalAll();
    untold.addAll(TopologyChange.between(before, after));
    untold.addAll(notices.published(before, after, nanoTime.getAsLong()));
  }

  /** By whichever thread comes first: a listener that is slow delays no other sample. */
  private void tell() {
    while (!untold.isEmpty() && telling.tryLock()) {
      try {
        for (TopologyChange change = untold.poll(); change != null; change = untold.poll()) {
          notices.say(change);
          listeners.tell(change);
        }
      } finally {
        telling.unlock();
      }
    }
  }
}
