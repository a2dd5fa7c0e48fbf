package dev.weir.samples.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A PostgreSQL primary with streaming replicas: real servers, one process each, in one temporary
 * directory.
 *
 * <pre>{@code
 * try (PostgresCluster cluster = PostgresCluster.start(2)) {
 *   use(cluster.jdbcUrl(), cluster.replicas().get(0).jdbcUrl());
 * }
 * }</pre>
 *
 * <p>It starts in a second or two, and nothing of it is left after {@link #close()} or after the
 * end of this JVM, however that ended. The contrib extensions are there; {@code pg_stat_statements}
 * is preloaded. Any thread may call it; changes of who is primary take turns.
 *
 * <p>By default the servers are processes of this machine (Linux and macOS) from embedded binaries;
 * with the system property {@code weir.cluster=testcontainers} they are containers of the image
 * {@code weir.cluster.image}, by default {@code postgres:18}.
 */
public final class PostgresCluster implements AutoCloseable {

  private final Backend backend;
  private final String database;

  /** Who is what, replaced as a whole at each change. */
  private volatile Roles roles;

  private record Roles(
      List<PostgresNode> nodes, PostgresNode primary, List<PostgresNode> replicas) {
    Roles {
      nodes = List.copyOf(nodes);
      replicas = List.copyOf(replicas);
    }
  }

  private PostgresCluster(Backend backend, String database, List<PostgresNode> nodes) {
    this.backend = backend;
    this.database = database;
    this.roles = new Roles(nodes, nodes.get(0), nodes.subList(1, nodes.size()));
  }

  /** A cluster of a primary and this many replicas, with all settings as they are by default. */
  public static PostgresCluster start(int replicas) {
    return builder().replicas(replicas).start();
  }

  /** Begins to describe a cluster; without further words it has no replicas. */
  public static Builder builder() {
    return new Builder();
  }

  /** The server that takes writes: after {@link #promote} another one. */
  public PostgresNode primary() {
    return roles.primary();
  }

  /** The major version of PostgreSQL, such as 18. */
  public int version() {
    return primary().console().value("SHOW server_version_num").map(Integer::parseInt).orElseThrow()
        / 10_000;
  }

  /**
   * The servers that follow the primary, in the order of their making. A deposed primary is not
   * among them.
   */
  public List<PostgresNode> replicas() {
    return roles.replicas();
  }

  /**
   * All servers in the order of their making, whatever became of them: the first was the first
   * primary.
   */
  public List<PostgresNode> nodes() {
    return roles.nodes();
  }

  /**
   * The server that was made at this place in the order, from 0; {@code node(0)} was the first
   * primary.
   */
  public PostgresNode node(int index) {
    return roles.nodes().get(index);
  }

  /** The primary's {@link PostgresNode#jdbcUrl()}. */
  public String jdbcUrl() {
    return primary().jdbcUrl();
  }

  /**
   * Adds a replica to the running cluster: a copy of the primary made while that goes on working.
   */
  public synchronized PostgresNode addReplica() {
    Roles now = roles;
    String name = name(now.nodes().size());
    PostgresNode node = new PostgresNode(name, database, backend.server(name));
    node.recreate(now.primary());
    roles = new Roles(with(now.nodes(), node), now.primary(), with(now.replicas(), node));
    return node;
  }

  /**
   * Makes a replica the primary, and has the other replicas follow it; those that do not run now
   * will when they run again. The old primary is left as it is: running, it goes on taking writes
   * on the old timeline. {@link #recreate} makes it a replica.
   *
   * @param replica one that has received as much as the others, or can still from the old primary;
   *     else those can't follow
   */
  public synchronized void promote(PostgresNode replica) {
    Roles now = roles;
    if (!now.replicas().contains(replica)) {
      throw new IllegalArgumentException(
          replica + " is not a replica of this cluster: they are " + now.replicas());
    }
    List<PostgresNode> others = without(now.replicas(), replica);
    // An old primary that goes on must not give them more than the new one has.
    others.forEach(PostgresNode::unfollow);
    others.forEach(replica::receiveWhatHas);
    replica.promote();
    roles = new Roles(now.nodes(), replica, others);
    others.forEach(other -> other.follow(replica));
  }

  /**
   * Replaces what is on a server, running or not, by a copy of the primary, and makes it a replica.
   */
  public synchronized void recreate(PostgresNode node) {
    Roles now = roles;
    if (node.equals(now.primary()) || !now.nodes().contains(node)) {
      throw new IllegalArgumentException(
          "%s can't become a replica of the primary %s".formatted(node, now.primary()));
    }
    node.recreate(now.primary());
    List<PostgresNode> replicas = with(without(now.replicas(), node), node);
    roles =
        new Roles(
            now.nodes(), now.primary(), now.nodes().stream().filter(replicas::contains).toList());
  }

  /**
   * Undoes whatever was done to any node ({@link PostgresNode#heal()}), and waits for the replicas.
   */
  public synchronized void heal() {
    nodes().forEach(PostgresNode::heal);
    awaitReplication();
  }

  /**
   * Waits at most a minute until every running replica has replayed what is committed on the
   * primary now.
   *
   * @throws IllegalStateException if one does not: its replay is paused, its replication cut
   */
  public void awaitReplication() {
    LogSequenceNumber position = primary().walPosition();
    replicas().stream()
        .filter(PostgresNode::isRunning)
        .forEach(replica -> replica.awaitReplayed(position));
  }

  /** Stops all servers, whatever state they are in, and removes their files. */
  @Override
  public synchronized void close() {
    roles.nodes().forEach(PostgresNode::close);
    backend.close();
  }

  @Override
  public String toString() {
    Roles now = roles;
    return "primary %s, replicas %s".formatted(now.primary(), now.replicas());
  }

  private static String name(int index) {
    return "node" + index;
  }

  private static List<PostgresNode> with(List<PostgresNode> nodes, PostgresNode added) {
    List<PostgresNode> result = new ArrayList<>(nodes);
    result.add(added);
    return result;
  }

  private static List<PostgresNode> without(List<PostgresNode> nodes, PostgresNode removed) {
    return nodes.stream().filter(node -> !node.equals(removed)).toList();
  }

  /** Describes a cluster before it starts. For one thread. */
  public static final class Builder {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private int replicas;
    private String database = "postgres";

    private Builder() {
      // A laptop's cluster that shows what happens quickly.
      settings.put("shared_preload_libraries", "pg_stat_statements");
      // Nothing here outlives the machine; it survives the death of processes all the same.
      settings.put("fsync", "off");
      settings.put("wal_level", "replica");
      settings.put("hot_standby", "on");
      settings.put("max_connections", "100");
      settings.put("max_wal_senders", "10");
      settings.put("max_replication_slots", "10");
      settings.put("wal_keep_size", "256MB");
      settings.put("wal_receiver_status_interval", "1s");
      settings.put("wal_retrieve_retry_interval", "100ms");
    }

    /** How many replicas there are from the beginning. */
    public Builder replicas(int count) {
      if (count < 0 || count > 8) {
        throw new IllegalArgumentException("replicas must be 0 to 8, not " + count);
      }
      replicas = count;
      return this;
    }

    /** A setting of {@code postgresql.conf} on all servers. */
    public Builder setting(String name, String value) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
        throw new IllegalArgumentException("not the name of a setting: " + name);
      }
      settings.put(name, value);
      return this;
    }

    /** A database to create, which the URLs then name; without one they name {@code postgres}. */
    public Builder database(String name) {
      if (!name.matches("[a-z_][a-z0-9_]*")) {
        throw new IllegalArgumentException(
            "a database's name is made of a-z, 0-9 and _ here, not " + name);
      }
      database = name;
      return this;
    }

    /**
     * Starts the cluster; returns when all servers answer and the replicas have all that the
     * primary has.
     *
     * @throws IllegalStateException if a server does not start, with the end of its log
     */
    public PostgresCluster start() {
      return start(System.getProperty("weir.cluster", "embedded"));
    }

    /** Starts it on the backend of this name. */
    PostgresCluster start(String where) {
      Backend backend = Backend.of(where, settings);
      List<PostgresNode> nodes =
          IntStream.rangeClosed(0, replicas)
              .mapToObj(i -> new PostgresNode(name(i), database, backend.server(name(i))))
              .toList();
      PostgresCluster cluster = new PostgresCluster(backend, database, nodes);
      try {
        cluster.launch();
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    }
  }

  private void launch() {
    Server primary = primary().server();
    primary.create();
    replicas().forEach(replica -> replica.server().createStandby(primary));
    nodes().forEach(node -> node.server().launch());
    nodes().forEach(PostgresNode::awaitReady);
    replicas().forEach(replica -> replica.follow(primary()));
    if (!database.equals("postgres")) {
      primary().console().run("CREATE DATABASE \"%s\"".formatted(database));
    }
    awaitReplication();
  }
}
