package dev.weir.samples.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * One server of a {@link PostgresCluster}, with its handles for what goes wrong.
 *
 * <p>Clients reach it through a relay in this JVM, whose port never changes; that is the network
 * that {@link #cut()}, {@link #blackhole()} and {@link #latency(Duration)} act on. Replication and
 * the handles themselves do not use it: {@link #cutReplication()} and {@link
 * #delayReplay(Duration)} are for replication.
 *
 * <p>The handles return when what they name has happened, and throw {@link IllegalStateException}
 * with the reason if it does not. They may be called from any thread; those of one node take turns.
 */
public final class PostgresNode {
  private static final String RECEIVED =
      "greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())";

  private static final String RECEIVING =
      "SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'"
          + " AND last_msg_receipt_time > clock_timestamp() - interval '2 s'";

  private enum Network {
    WHOLE,
    CUT,
    BLACKHOLE
  }

  private final String name;
  private final String database;
  private final Server server;
  private final Relay relay;

  // Guarded by this.
  private Network network = Network.WHOLE;
  private @Nullable PostgresNode upstream;
  private boolean replicationCut;
  private boolean hanging;

  PostgresNode(String name, String database, Server server) {
    this.name = name;
    this.database = database;
    this.server = server;
    this.relay = new Relay(server::address);
  }

  /**
   * Its name, {@code node0}, {@code node1} and so on, which the server knows as {@code
   * cluster_name}.
   */
  public String name() {
    return name;
  }

  /** The host to connect to. */
  public String host() {
    return Loopback.HOST;
  }

  /** The port to connect to: that of the relay, the same for the node's whole life. */
  public int port() {
    return relay.port();
  }

  /** A URL with user and password, for the cluster's database. */
  public String jdbcUrl() {
    return jdbcUrl(host(), port());
  }

  /**
   * Like {@link #jdbcUrl()} but past the relay: for measurements. It may change when the server is
   * started again.
   */
  public String directJdbcUrl() {
    InetSocketAddress address = server.address();
    return jdbcUrl(address.getHostString(), address.getPort());
  }

  private String jdbcUrl(String host, int port) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
        .formatted(host, port, database, Console.USER, Console.PASSWORD);
  }

  /** The driver's own DataSource on {@link #jdbcUrl()}: a new connection each time, no pool. */
  public DataSource dataSource() {
    return Console.source(Loopback.port(port()), database);
  }

  /** Whether the server's process is there; a hanging one is. */
  public boolean isRunning() {
    return server.isRunning();
  }

  /**
   * Stops the server in order (a fast shutdown): clients are told, what was committed is on disk.
   */
  public synchronized void stop() {
    server.stop();
    applyNetwork();
  }

  /** Kills the server's process and all its children ({@code SIGKILL}), as a crash would. */
  public synchronized void kill() {
    server.kill();
    hanging = false;
    applyNetwork();
  }

  /**
   * Starts a server that was stopped or killed, in the role its files say; a replica follows the
   * present primary.
   */
  public synchronized void start() {
    if (isRunning()) {
      throw new IllegalStateException(name + " is running already");
    }
    server.launch();
    awaitReady();
  }

  /** Stops the server and starts it again. */
  public synchronized void restart() {
    server.stop();
    applyNetwork();
    start();
  }

  /**
   * Freezes the server and all its children ({@code SIGSTOP}): connections stay open and nothing
   * answers.
   */
  public synchronized void hang() {
    server.hang();
    hanging = true;
  }

  /** Ends {@link #hang()}. */
  public synchronized void unhang() {
    server.unhang();
    hanging = false;
    follow();
  }

  /** Pauses replay on a replica: it goes on receiving, and shows the database as it is now. */
  public synchronized void pauseReplay() {
    console().run("SELECT pg_wal_replay_pause()");
    await("replay is paused", "SELECT pg_get_wal_replay_pause_state() = 'paused'", Await.LIMIT);
  }

  /** Ends {@link #pauseReplay()}. */
  public synchronized void resumeReplay() {
    console().run("SELECT pg_wal_replay_resume()");
  }

  /**
   * Makes a replica show each commit only when it is this old ({@code recovery_min_apply_delay});
   * zero ends it.
   *
   * @param delay in whole milliseconds
   */
  public synchronized void delayReplay(Duration delay) {
    console()
        .run(
            "ALTER SYSTEM SET recovery_min_apply_delay = '%d ms'".formatted(delay.toMillis()),
            "SELECT pg_reload_conf()");
  }

  /** Ends a replica's streaming from the primary: it falls behind, and does not know how far. */
  public synchronized void cutReplication() {
    replicationCut = true;
    disconnect();
  }

  private void disconnect() {
    setConninfo("");
    await(
        "replication is cut", "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)", Await.LIMIT);
  }

  /** Ends {@link #cutReplication()}. */
  public synchronized void restoreReplication() {
    replicationCut = false;
    follow();
  }

  /** Cuts the network to this node: its clients' connections are reset, new ones are refused. */
  public synchronized void cut() {
    network = Network.CUT;
    applyNetwork();
  }

  /**
   * Makes the network to this node swallow everything: connections open and stay open, nothing
   * comes back. What was sent meanwhile arrives after {@link #restoreNetwork()}, as with TCP when
   * packets were lost.
   */
  public synchronized void blackhole() {
    network = Network.BLACKHOLE;
    applyNetwork();
  }

  /** Ends {@link #cut()} and {@link #blackhole()}; a latency stays. */
  public synchronized void restoreNetwork() {
    network = Network.WHOLE;
    applyNetwork();
  }

  /**
   * Adds this long to each round trip of each client; zero ends it.
   *
   * @param roundTrip in whole milliseconds
   */
  public void latency(Duration roundTrip) {
    relay.delay(roundTrip);
  }

  /**
   * Undoes all of the above: starts what does not run, unfreezes, restores network and replication,
   * ends delays. Who is primary stays as it is.
   */
  public synchronized void heal() {
    latency(Duration.ZERO);
    network = Network.WHOLE;
    replicationCut = false;
    hanging = false;
    if (isRunning()) {
      server.unhang();
    } else {
      server.launch();
    }
    awaitReady();
    if (upstream != null) {
      resumeReplay();
      delayReplay(Duration.ZERO);
    }
  }

  /**
   * How far the WAL on this server goes: what a primary has flushed, what a replica has replayed.
   */
  public LogSequenceNumber walPosition() {
    return console()
        .value(
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                + " ELSE pg_current_wal_flush_lsn() END")
        .map(LogSequenceNumber::valueOf)
        .orElse(LogSequenceNumber.INVALID_LSN);
  }

  /** Waits at most a minute until this replica has replayed the WAL up to a position. */
  public void awaitReplayed(LogSequenceNumber position) {
    awaitReplayed(position, Await.LIMIT);
  }

  /** Like {@link #awaitReplayed(LogSequenceNumber)}, for another time than a minute. */
  public void awaitReplayed(LogSequenceNumber position, Duration limit) {
    Await.until(
        "%s has replayed %s".formatted(name, position.asString()),
        limit,
        () -> Long.compareUnsigned(walPosition().asLong(), position.asLong()) >= 0,
        () -> "it is at %s, %s".formatted(walPosition().asString(), replicationState()));
  }

  @Override
  public String toString() {
    return "%s (port %d)".formatted(name, port());
  }

  Server server() {
    return server;
  }

  Console console() {
    return Console.of(server);
  }

  /** Waits for a launched server and lets clients in. */
  synchronized void awaitReady() {
    server.awaitReady();
    applyNetwork();
    follow();
  }

  /** Follows this primary from now on, at the latest when this server answers again. */
  synchronized void follow(PostgresNode primary) {
    upstream = primary;
    follow();
  }

  /** Follows nobody until it is told whom; one that does not answer is left as it is. */
  synchronized void unfollow() {
    if (isRunning() && !hanging) {
      disconnect();
    }
  }

  /** Waits until it has received what another one has, as long as its primary goes on sending. */
  void receiveWhatHas(PostgresNode other) {
    if (!other.isRunning() || other.hanging) {
      return;
    }
    String position = other.console().value("SELECT " + RECEIVED).orElse("0/0");
    await(
        "it has received " + position,
        "SELECT %s >= '%s' OR NOT EXISTS (%s)".formatted(RECEIVED, position, RECEIVING),
        Await.LIMIT);
  }

  /** Becomes a primary; returns when it takes writes. */
  synchronized void promote() {
    upstream = null;
    if (!console().isTrue("SELECT pg_promote(wait => true)")) {
      throw new IllegalStateException(name + " was not promoted");
    }
    await("promotion is over", "SELECT NOT pg_is_in_recovery()", Await.LIMIT);
  }

  /** Replaces whatever is on this server by a copy of a primary, and follows that. */
  synchronized void recreate(PostgresNode primary) {
    if (isRunning()) {
      server.kill();
      applyNetwork();
    }
    upstream = primary;
    replicationCut = false;
    hanging = false;
    server.copy(primary.server);
    server.launch();
    awaitReady();
  }

  void close() {
    relay.close();
  }

  private void follow() {
    PostgresNode primary = upstream;
    if (primary != null && isRunning() && !hanging && !replicationCut) {
      setConninfo(primary.server.conninfo());
    }
  }

  private void setConninfo(String conninfo) {
    String value = Console.literal(conninfo);
    if (!console().isTrue("SELECT current_setting('primary_conninfo') = " + value)) {
      console().run("ALTER SYSTEM SET primary_conninfo = " + value, "SELECT pg_reload_conf()");
    }
  }

  private void applyNetwork() {
    if (!isRunning() || network == Network.CUT) {
      relay.refuse();
    } else if (network == Network.BLACKHOLE) {
      relay.hold();
    } else {
      relay.pass();
    }
  }

  private void await(String what, String query, Duration limit) {
    Console console = console();
    Await.until(name + ": " + what, limit, () -> console.isTrue(query), this::replicationState);
  }

  private String replicationState() {
    Optional<String> state =
        console()
            .value(
                "SELECT 'receiver ' || coalesce((SELECT status FROM pg_stat_wal_receiver), 'absent')"
                    + " || ', replay ' || pg_get_wal_replay_pause_state()"
                    + " || ', primary_conninfo ' || current_setting('primary_conninfo')");
    return state.orElse("unknown");
  }
}
