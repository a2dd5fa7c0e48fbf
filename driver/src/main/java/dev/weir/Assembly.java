package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import dev.weir.event.Publisher;
import dev.weir.jdbc.NodePool;
import dev.weir.jdbc.ServerDataSource;
import dev.weir.jdbc.Services;
import dev.weir.route.InFlight;
import dev.weir.route.RouteCounters;
import dev.weir.route.Router;
import dev.weir.topology.ConnectionSource;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState.Limits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Takes the configuration apart, hands each package its own values, and closes in the end what it
 * made.
 */
final class Assembly implements AutoCloseable {
  /** A sample older than this many intervals means that its server does not answer. */
  private static final int MISSED_SAMPLES = 4;

  private final Services services;
  private final DataSource primary;
  private final List<ConnectionSource> watching;
  private final List<AutoCloseable> closeables;

  private Assembly(
      Services services,
      DataSource primary,
      List<ConnectionSource> watching,
      List<AutoCloseable> closeables) {
    this.services = services;
    this.primary = primary;
    this.watching = watching;
    this.closeables = closeables;
  }

  Services services() {
    return services;
  }

  /** The pool of the primary that was configured. */
  DataSource primary() {
    return primary;
  }

  Connection connectToPrimary() throws SQLException {
    return watching.get(services.topology().get().primary().index()).open();
  }

  /**
   * One node, on a DataSource that works as it did without Weir. No monitor, no catalogue: nothing
   * is decided.
   */
  static Assembly observing(WeirConfig config, DataSource dataSource) {
    return assemble(config, List.of(Server.of(dataSource)), new HikariConfig(), true);
  }

  static Assembly routing(WeirConfig config, List<Server> servers, HikariConfig pool) {
    return assemble(config, servers, pool, false);
  }

  private static Assembly assemble(
      WeirConfig config, List<Server> servers, HikariConfig pool, boolean steady) {
    List<AutoCloseable> closeables = new ArrayList<>();
    try {
      return assemble(config, servers, pool, steady, closeables);
    } catch (RuntimeException | Error e) {
      closeAll(config.name(), closeables);
      throw e;
    }
  }

  /** Adds what it makes to the closeables, also where it fails in the end. */
  private static Assembly assemble(
      WeirConfig config,
      List<Server> servers,
      HikariConfig pool,
      boolean steady,
      List<AutoCloseable> closeables) {
    LongSupplier nanoTime = System::nanoTime;
    List<Node> nodes = nodes(servers.size());
    InFlight inFlight = new InFlight(nodes.size());
    List<NodePool> pools = new ArrayList<>();
    List<ConnectionSource> monitoring = new ArrayList<>();
    List<ConnectionSource> watching = new ArrayList<>();
    DataSource primary = null;
    for (Node node : nodes) {
      Server server = servers.get(node.index());
      DataSource connections = server.given();
      Consumer<Connection> evictor = connection -> {};
      if (connections == null) {
        HikariDataSource made = pool(config.name(), node, server, pool);
        closeables.add(made);
        evictor = made::evictConnection;
        connections = made;
      }
      primary = primary == null ? connections : primary;
      pools.add(new NodePool(node, connections, evictor, inFlight, nanoTime));
      monitoring.add(source(server, pool, "weir-monitor", 3));
      watching.add(source(server, pool, "weir", 30));
    }
    Marks marks = new Marks();
    if (mayCommitAsynchronously(servers, pool)) {
      marks.asynchronousFromNow();
    }
    CatalogWatch catalog = new CatalogWatch(config.name(), config.catalogInterval());
    Monitor monitor =
        new Monitor(
            config.name(),
            nodes,
            monitoring,
            config.monitorInterval(),
            marks::newestNanos,
            () -> marks.mayBeAsynchronous() || catalog.catalog().mayCommitAsynchronously(),
            nanoTime);
    closeables.add(0, catalog);
    closeables.add(0, monitor);
    boolean routes = nodes.size() > 1;
    if (routes) {
      monitor.start();
      catalog.start(() -> watching.get(monitor.topology().primary().index()).open());
    }
    Limits limits =
        new Limits(
            config.maxLag().toNanos(),
            Math.max(
                config.monitorInterval().multipliedBy(MISSED_SAMPLES).toNanos(),
                TimeUnit.SECONDS.toNanos(1)));
    Services services =
        new Services(
            config.name(),
            List.copyOf(pools),
            steady,
            Services.plans(marks, catalog::catalog, config.planCacheBytes()),
            new Router(nodes, limits, inFlight, marks.readingAnything()),
            new RouteCounters(nodes),
            monitor::topology,
            new Publisher(config.name(), config.listeners()),
            routes ? monitor::demand : () -> {},
            routes ? catalog::changed : () -> {},
            new AtomicLong(),
            nanoTime);
    return new Assembly(services, Objects.requireNonNull(primary), watching, closeables);
  }

  /**
   * Whether the pools may switch synchronous_commit off. What a pool that was given does is not
   * known.
   */
  private static boolean mayCommitAsynchronously(List<Server> servers, HikariConfig pool) {
    String said = pool.getConnectionInitSql() + pool.getDataSourceProperties();
    return said.contains("synchronous_commit")
        || servers.stream()
            .map(Server::url)
            .anyMatch(url -> url == null || url.contains("synchronous_commit"));
  }

  private static List<Node> nodes(int count) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(i == 0 ? "primary" : "replica" + i, i));
    }
    return nodes;
  }

  private static HikariDataSource pool(
      String name, Node node, Server server, HikariConfig settings) {
    HikariConfig config = new HikariConfig();
    settings.copyStateTo(config);
    config.setPoolName(name + "-" + node);
    config.setJdbcUrl(server.url());
    if (node.index() > 0) {
      // A replica that is down when the application starts must not keep it from starting.
      config.setInitializationFailTimeout(-1);
    }
    return new HikariDataSource(config);
  }

  /** Connections that no pool can run out of, where the server was given by URL. */
  private static ConnectionSource source(
      Server named, HikariConfig pool, String application, int socketTimeoutSeconds) {
    DataSource given = named.given();
    String url = named.url();
    if (given != null || url == null) {
      return Objects.requireNonNull(given)::getConnection;
    }
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    if (pool.getUsername() != null) {
      properties.setProperty("user", pool.getUsername());
    }
    if (pool.getPassword() != null) {
      properties.setProperty("password", pool.getPassword());
    }
    properties.setProperty("ApplicationName", application);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", Integer.toString(socketTimeoutSeconds));
    try {
      DataSource server = new ServerDataSource(url, properties);
      return () -> likeThePools(server.getConnection(), pool);
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "no JDBC driver takes the URL of a server; is PostgreSQL's on the class path?", e);
    }
  }

  /** Makes names mean on our own connections what they mean on the pools'. */
  private static Connection likeThePools(Connection opened, HikariConfig pool) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      if (pool.getSchema() != null) {
        opened.setSchema(pool.getSchema());
      }
      if (pool.getConnectionInitSql() != null) {
        statement.execute(pool.getConnectionInitSql());
      }
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public void close() {
    closeAll(services.name(), closeables);
  }

  private static void closeAll(String name, List<AutoCloseable> closeables) {
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(name + " - could not be closed", e);
      }
    }
  }
}
