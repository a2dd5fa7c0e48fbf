package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.weir.lease.NodePool;
import dev.weir.lease.ServerDataSource;
import dev.weir.route.Load;
import dev.weir.topology.ConnectionSource;
import dev.weir.topology.Monitor;
import dev.weir.topology.Node;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.common.BaseDataSource;

/**
 * The ways to the servers of one DataSource.
 *
 * @param byNode the connections of the application, by node
 * @param watching those of whoever else watches the servers, by node
 * @param primary the pool of the primary that was configured
 * @param made the pools of ours, in the order of their nodes
 */
record Pools(
    List<NodePool> byNode,
    List<ConnectionSource> watching,
    DataSource primary,
    List<HikariDataSource> made) {
  /** HikariCP's. */
  private static final long SHORTEST_VALIDATION_MILLIS = 250;

  /** Between two looks at what is in use. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final String NOT_SUPPORTED = "0A000";

  private static final String APPLICATION_NAME = "ApplicationName";
  private static final String CONNECT_TIMEOUT = "connectTimeout";
  private static final String SOCKET_TIMEOUT = "socketTimeout";
  private static final String LOGIN_TIMEOUT = "loginTimeout";
  private static final String MAX_RESULT_BUFFER = "maxResultBuffer";

  /** What a connection of ours has of its own, whatever the URL says. */
  private static final Set<String> OWN_PARAMETERS =
      Set.of(APPLICATION_NAME, CONNECT_TIMEOUT, SOCKET_TIMEOUT, LOGIN_TIMEOUT, MAX_RESULT_BUFFER);

  private static final Set<String> CREDENTIALS = Set.of("user", "password");

  /** Those that the server has: not all versions have all. */
  private static final String TIMEOUTS =
      """
      select pg_catalog.set_config(name, case when name like '%\\_session\\_timeout'
          or name = 'transaction_timeout' then '0' else ? end, false)
      from pg_catalog.pg_settings
      where name in ('idle_session_timeout', 'idle_in_transaction_session_timeout',
          'transaction_timeout', 'statement_timeout', 'lock_timeout')\
      """;

  /**
   * HikariCP takes a connection for broken when a feature is not supported. A standby says so of a
   * table that is not logged, and its connection is as good as before.
   */
  private static final SQLExceptionOverride NOT_BROKEN =
      new SQLExceptionOverride() {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
          return NOT_SUPPORTED.equals(e.getSQLState())
              ? Override.DO_NOT_EVICT
              : Override.CONTINUE_EVICT;
        }
      };

  /** Adds the pools that it makes to the closeables, also where it fails in the end. */
  static Pools make(
      String name,
      List<Server> servers,
      Duration replicaTimeout,
      boolean shadow,
      boolean jmx,
      Reporting reporting,
      boolean transactionPooler,
      List<Node> nodes,
      Load load,
      @Nullable Monitor monitor,
      List<AutoCloseable> closeables) {
    List<NodePool> byNode = new ArrayList<>();
    List<ConnectionSource> watching = new ArrayList<>();
    List<HikariDataSource> all = new ArrayList<>();
    DataSource primary = null;
    // One server must answer, or the settings are wrong; others that are down must not keep the
    // application from starting.
    boolean reached = false;
    String asked = null;
    AtomicInteger highest = new AtomicInteger(Connection.TRANSACTION_NONE);
    PoolInitializationException unreached = null;
    for (Node node : nodes) {
      Server server = servers.get(node.index());
      DataSource connections = server.given();
      HikariDataSource made = null;
      ServerDataSource direct = null;
      if (connections == null) {
        HikariConfig settings = server.pool();
        Properties properties = loginTimeout(settings);
        direct =
            direct(
                server,
                node.reporting() ? reporting.of(properties) : properties,
                preparation(node, settings),
                connection -> monitor == null ? null : monitor.stamp(node, connection));
        HikariConfig own = own(name, node, server, direct, jmx);
        if (settings.getTransactionIsolation() == null) {
          asked = asked == null ? isolation(direct, settings) : asked;
          own.setTransactionIsolation(asked);
        }
        if (servers.size() > 1) {
          waitBriefly(
              own, node.reporting() ? reporting.replicaTimeout(replicaTimeout) : replicaTimeout);
        }
        boolean empty = shadow && node.index() > 0;
        if (empty) {
          own.setMinimumIdle(0);
        }
        if (reached || empty) {
          own.setInitializationFailTimeout(-1);
        }
        try {
          made = new HikariDataSource(own);
          reached |= !empty;
        } catch (PoolInitializationException e) {
          unreached = unreached == null ? e : unreached;
          own.setInitializationFailTimeout(-1);
          made = new HikariDataSource(own);
        }
        closeables.add(made);
        all.add(made);
        connections = made;
      } else {
        reached = true;
      }
      primary = primary == null ? connections : primary;
      byNode.add(
          new NodePool(
              node, connections, evictor(connections), made, load, highest, direct, monitor));
      watching.add(source(server, "weir", 30, 0, null, transactionPooler));
    }
    if (!reached && unreached != null) {
      throw unreached;
    }
    return new Pools(
        List.copyOf(byNode),
        List.copyOf(watching),
        Objects.requireNonNull(primary),
        List.copyOf(all));
  }

  /** The monitor's ways to the servers: past the pools, where they were given by URL. */
  static List<ConnectionSource> monitoring(
      List<Server> servers, @Nullable Credentials credentials, boolean transactionPooler) {
    return servers.stream()
        .map(server -> source(server, "weir-monitor", 3, 3, credentials, transactionPooler))
        .toList();
  }

  /**
   * What is asked on each connection that a pool of ours opens. One to a reader endpoint may lead
   * to the primary: it refuses there what a standby refuses, so that nothing is written unseen.
   */
  private static ServerDataSource.Preparation preparation(Node node, HikariConfig settings) {
    return session -> {
      likeThePools(session, settings);
      if (node.isEndpoint()) {
        try (Statement statement = session.createStatement()) {
          statement.execute("set default_transaction_read_only = on");
        }
      }
    };
  }

  /**
   * Whether the pools may switch synchronous_commit off. What a pool that was given does is not
   * known.
   */
  static boolean mayCommitAsynchronously(List<Server> servers) {
    return servers.stream().anyMatch(Pools::mayCommitAsynchronously);
  }

  private static boolean mayCommitAsynchronously(Server server) {
    HikariConfig pool = server.pool();
    String said = server.url() + pool.getConnectionInitSql() + pool.getDataSourceProperties();
    return server.url() == null || said.contains("synchronous_commit");
  }

  /** How long the application lets itself wait for a connection. */
  static long connectionTimeoutNanos(Server first) {
    long millis =
        first.given() instanceof HikariDataSource given
            ? given.getConnectionTimeout()
            : first.pool().getConnectionTimeout();
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * Waits until none of the connections that Weir made is in use.
   *
   * @return the nodes of those that are in use even then
   */
  List<String> awaitIdle(Duration timeout) {
    long start = System.nanoTime();
    while (true) {
      List<String> busy =
          byNode.stream().filter(pool -> !pool.isIdle()).map(NodePool::toString).toList();
      if (busy.isEmpty()
          || System.nanoTime() - start >= timeout.toNanos()
          || Thread.currentThread().isInterrupted()) {
        return busy;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static @Nullable Consumer<Connection> evictor(DataSource connections) {
    return connections instanceof HikariDataSource pool ? pool::evictConnection : null;
  }

  /**
   * The isolation level that sessions begin with, asked of the first server that answers. HikariCP
   * would ask on the first connection of each pool, with the shortest of its timeouts, take silence
   * for an answer, and never make a connection again.
   */
  private static @Nullable String isolation(ServerDataSource direct, HikariConfig settings) {
    try (Connection c = direct.getConnection(settings.getUsername(), settings.getPassword())) {
      return Integer.toString(c.getTransactionIsolation());
    } catch (SQLException e) {
      return null; // Whoever asks for a connection will hear of it.
    }
  }

  private static HikariConfig own(
      String name, Node node, Server server, DataSource direct, boolean jmx) {
    HikariConfig config = new HikariConfig();
    server.pool().copyStateTo(config);
    config.setPoolName(name + "-" + node);
    config.setJdbcUrl(server.url()); // For who asks; connections come from the DataSource.
    config.setDataSource(direct);
    // Done when a connection is opened, outside of any transaction: HikariCP would do it within one
    // where auto-commit is off, which stays open, and the first rollback takes it back.
    config.setSchema(null);
    config.setConnectionInitSql(null);
    config.setIsolateInternalQueries(true);
    if (isReadOnly(server)) {
      config.setReadOnly(true); // Else HikariCP would take back what the URL says.
    }
    if (jmx && !isRegistered(config.getPoolName())) {
      config.setRegisterMbeans(true);
    }
    if (config.getExceptionOverride() == null && config.getExceptionOverrideClassName() == null) {
      config.setExceptionOverride(NOT_BROKEN);
    }
    return config;
  }

  private static boolean isReadOnly(Server server) {
    Properties said = said(server.url(), server.pool());
    return said != null && PGProperty.READ_ONLY.getBoolean(said);
  }

  /**
   * Whether the driver does anything about a connection that is read-only, as far as its settings
   * can be seen: with {@code readOnlyMode=ignore} it is one that may write.
   */
  static boolean heedsReadOnly(Server first) {
    HikariConfig pool = first.given() instanceof HikariDataSource hikari ? hikari : first.pool();
    DataSource given = first.given() == pool ? pool.getDataSource() : first.given();
    String mode = null;
    if (given instanceof BaseDataSource driver) {
      mode = driver.getReadOnlyMode();
    } else if (given == null) {
      Properties said = said(first.given() == pool ? pool.getJdbcUrl() : first.url(), pool);
      mode =
          said == null
              ? pool.getDataSourceProperties().getProperty("readOnlyMode")
              : PGProperty.READ_ONLY_MODE.getOrDefault(said);
    }
    return !"ignore".equalsIgnoreCase(mode);
  }

  /** The driver's settings; null where they are not told by a URL. */
  private static @Nullable Properties said(@Nullable String url, HikariConfig pool) {
    return url == null ? null : Driver.parseURL(url, pool.getDataSourceProperties());
  }

  /** HikariCP would log an error, and remove the beans of the other pool when it closes this. */
  private static boolean isRegistered(String pool) {
    try {
      ObjectName beans = new ObjectName("com.zaxxer.hikari:type=Pool (" + pool + "),*");
      return !ManagementFactory.getPlatformMBeanServer().queryNames(beans, null).isEmpty();
    } catch (MalformedObjectNameException e) {
      return false; // HikariCP will say so.
    }
  }

  /**
   * Who waits for a server that is gone looks around now and then. Who writes asks again until the
   * timeout that was configured is over.
   */
  private static void waitBriefly(HikariConfig config, Duration timeout) {
    long millis = Math.min(config.getConnectionTimeout(), timeout.toMillis());
    config.setConnectionTimeout(millis);
    // Below it: an idle connection that turns out to be dead leaves time for another one.
    config.setValidationTimeout(
        Math.min(config.getValidationTimeout(), Math.max(SHORTEST_VALIDATION_MILLIS, millis / 2)));
  }

  /** HikariCP would derive it from the time that it waits, which is short here. */
  private static Properties loginTimeout(HikariConfig settings) {
    Properties properties = new Properties();
    properties.putAll(settings.getDataSourceProperties());
    long seconds = Math.max(1, TimeUnit.MILLISECONDS.toSeconds(settings.getConnectionTimeout()));
    properties.putIfAbsent(LOGIN_TIMEOUT, Long.toString(seconds));
    return properties;
  }

  /**
   * Connections that no pool can run out of, where the server was given by URL.
   *
   * @param loginTimeoutSeconds for all of the way to a connection, of which each step has its own
   *     timeout in the driver; 0 if that is enough
   */
  private static ConnectionSource source(
      Server named,
      String application,
      int socketTimeoutSeconds,
      int loginTimeoutSeconds,
      @Nullable Credentials credentials,
      boolean transactionPooler) {
    DataSource given = named.given();
    if (given != null) {
      Server below = named.pastPool();
      ConnectionSource past =
          below == null
              ? null
              : source(
                  below,
                  application,
                  socketTimeoutSeconds,
                  loginTimeoutSeconds,
                  null,
                  transactionPooler);
      return new GivenPool(given, past);
    }
    HikariConfig pool = named.pool();
    Properties properties = own(pool);
    properties.setProperty(APPLICATION_NAME, application);
    properties.setProperty(CONNECT_TIMEOUT, "2");
    properties.setProperty(SOCKET_TIMEOUT, Integer.toString(socketTimeoutSeconds));
    properties.setProperty(LOGIN_TIMEOUT, Integer.toString(loginTimeoutSeconds));
    properties.remove(MAX_RESULT_BUFFER); // The catalogue may be larger than what the pools read.
    Server own = named.without(OWN_PARAMETERS);
    ConnectionSource source;
    if (credentials == null) {
      DataSource server = direct(own, properties, session -> {}, null);
      source = () -> likeThePools(server.getConnection(), pool);
    } else {
      source =
          credentials.source(direct(own.without(CREDENTIALS), properties, session -> {}, null));
    }
    int millis = (int) TimeUnit.SECONDS.toMillis(socketTimeoutSeconds);
    return () -> timedByWeir(source.open(), millis, transactionPooler);
  }

  /**
   * On a session of Weir's own its own timeouts hold, whatever the URL, the role or the server
   * says: it is idle for long by its nature. Behind a pooler the session is not its own.
   */
  private static Connection timedByWeir(Connection opened, int millis, boolean transactionPooler)
      throws SQLException {
    try {
      opened.setNetworkTimeout(Runnable::run, millis);
      if (!transactionPooler) {
        opened.setAutoCommit(true);
        try (PreparedStatement timeouts = opened.prepareStatement(TIMEOUTS)) {
          timeouts.setString(1, Integer.toString(millis));
          timeouts.executeQuery().close();
        }
      }
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * The primary itself, if connections are asked for that speak the replication protocol: those are
   * not pooled, and nothing on them can be routed. Else null.
   */
  static @Nullable DataSource replication(Server primary) {
    String url = primary.url();
    Properties properties = own(primary.pool());
    return url == null
            || !(properties.containsKey("replication") || url.matches(".*[?&]replication=.*"))
        ? null
        : direct(primary, properties, session -> {}, null);
  }

  /** The driver's properties, with whose connections they are. */
  private static Properties own(HikariConfig pool) {
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    if (pool.getUsername() != null) {
      properties.setProperty("user", pool.getUsername());
    }
    if (pool.getPassword() != null) {
      properties.setProperty("password", pool.getPassword());
    }
    return properties;
  }

  private static ServerDataSource direct(
      Server server,
      Properties properties,
      ServerDataSource.Preparation preparation,
      ServerDataSource.@Nullable Stamping stamping) {
    try {
      return new ServerDataSource(
          Objects.requireNonNull(server.url()), properties, preparation, stamping);
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
}
