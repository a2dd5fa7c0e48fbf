package dev.weir;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.TokenStore;
import dev.weir.event.ExecutionListener;
import dev.weir.route.SpillOver;
import dev.weir.topology.Node;
import dev.weir.topology.TopologyListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.jspecify.annotations.Nullable;

/** All that can be said of a {@link WeirDataSource} before it is made. */
abstract sealed class DataSourceOptions permits WeirDataSource.Builder {
  private final ObserveOptions observing;
  private final List<Server> replicas = new ArrayList<>();
  private final List<TopologyListener> topologyListeners = new ArrayList<>();
  private final HikariConfig pool = new HikariConfig();
  private final Map<String, HikariConfig> pools = new HashMap<>();
  private @Nullable Server primary;
  private Freshness freshness = Freshness.OWN_WRITES;
  private Duration maxLag = Duration.ofSeconds(10);
  private Duration monitorInterval = Duration.ofSeconds(1);
  private Duration catalogInterval = Duration.ofMinutes(1);
  private Duration replicaTimeout = Duration.ofMillis(500);
  private Reporting reporting = Reporting.LIKE_OTHERS;
  private int keepLaggards;
  private SpillOver spillOver = SpillOver.UNLIMITED;
  private @Nullable String user;
  private @Nullable String password;
  private int poolSize;
  private @Nullable String monitorUser;
  private @Nullable String monitorPassword;
  private @Nullable Duration assumedReplicaLag;
  private @Nullable TokenStore tokenStore;
  private long planCacheBytes = 16L << 20;
  private boolean shadow;
  private boolean transactionPooler;
  private boolean detectStaleReads;
  private Duration closeTimeout = Duration.ofSeconds(5);

  DataSourceOptions(ObserveOptions observing) {
    this.observing = observing;
  }

  abstract WeirDataSource.Builder self();

  /**
   * What logs, threads, pools and events call it.
   *
   * @param name not blank; default {@code weir}
   */
  public WeirDataSource.Builder name(String name) {
    observing.name(name);
    return self();
  }

  /**
   * The primary, for which a pool is made. Which server is the primary is observed: this is the
   * first of the list, and the guess until one has answered.
   *
   * @param url such as {@code jdbc:postgresql://db1/shop}
   */
  public WeirDataSource.Builder primary(String url) {
    primary = Server.of(url);
    return self();
  }

  /**
   * The primary, with a DataSource that is its pool. Where there are replicas the monitor keeps one
   * of its connections, so that it must have two at least; three where connections stay open: the
   * catalogue is read over one, at the start and after DDL, and until then a session is kept of
   * which it is not known what a statement has left there.
   *
   * @param pool stays the caller's to close
   */
  public WeirDataSource.Builder primary(DataSource pool) {
    primary = Server.of(pool);
    return self();
  }

  /**
   * One more replica, for which a pool is made.
   *
   * @param url such as {@code jdbc:postgresql://db2/shop}
   */
  public WeirDataSource.Builder replica(String url) {
    replicas.add(Server.of(url));
    return self();
  }

  /**
   * One more replica, with a DataSource that is its pool. The monitor keeps one of its connections.
   *
   * @param pool stays the caller's to close
   */
  public WeirDataSource.Builder replica(DataSource pool) {
    replicas.add(Server.of(pool));
    return self();
  }

  /**
   * One more replica, for which a pool is made, that gets more reads or fewer than the others.
   *
   * @param url such as {@code jdbc:postgresql://db2/shop}
   * @param weight from 1 to 1000; one of 2 gets twice as many reads as one of 1, the default
   */
  public WeirDataSource.Builder replica(String url, int weight) {
    replicas.add(Server.of(url).weighing(weight));
    return self();
  }

  /**
   * The same, with a DataSource that is its pool. The monitor keeps one of its connections.
   *
   * @param pool stays the caller's to close
   * @param weight from 1 to 1000; one of 2 gets twice as many reads as one of 1, the default
   */
  public WeirDataSource.Builder replica(DataSource pool, int weight) {
    replicas.add(Server.of(pool).weighing(weight));
    return self();
  }

  /**
   * One more replica, for which a pool is made, for reports: it serves reads whose freshness is
   * {@link Freshness#REPORTING}, and nothing else.
   *
   * @param url such as {@code jdbc:postgresql://db3/shop}
   */
  public WeirDataSource.Builder reportingReplica(String url) {
    replicas.add(Server.of(url).declared(Node.Use.REPORTS));
    return self();
  }

  /**
   * One more replica for reports, with a DataSource that is its pool, and may have timeouts of its
   * own. The monitor keeps one of its connections.
   *
   * @param pool stays the caller's to close
   */
  public WeirDataSource.Builder reportingReplica(DataSource pool) {
    replicas.add(Server.of(pool).declared(Node.Use.REPORTS));
    return self();
  }

  /**
   * One address for several replicas, for which a pool is made: a balancer of connections, or the
   * reader endpoint of a cloud. How far its server is, each connection is asked before it serves a
   * read that needs more than is known of it. May be beside replicas that are named, and may lead
   * to the primary as well: nothing is written there. Not for a pooler that sends each transaction
   * to another server.
   *
   * @param url such as {@code jdbc:postgresql://readers/shop}
   */
  public WeirDataSource.Builder readerEndpoint(String url) {
    replicas.add(Server.of(url).declared(Node.Use.ENDPOINT));
    return self();
  }

  /**
   * The {@linkplain #monitorUser user} of the monitor's connections, and its password.
   *
   * @param user its name
   * @param password empty for none
   */
  public WeirDataSource.Builder monitorCredentials(String user, String password) {
    return monitorUser(user).monitorPassword(password);
  }

  /**
   * The user of the monitor's connections, if it is not that of the pools. It needs nothing but to
   * connect and {@code GRANT pg_monitor}. Only where all servers are given by URL: the connections
   * of a DataSource that was given are of its user.
   *
   * @param user its name
   */
  public WeirDataSource.Builder monitorUser(String user) {
    monitorUser = user;
    return self();
  }

  /**
   * The password of the {@linkplain #monitorUser monitor's user}.
   *
   * @param password default empty
   */
  public WeirDataSource.Builder monitorPassword(String password) {
    monitorPassword = password;
    return self();
  }

  /**
   * For services that forbid to ask for WAL positions: how far behind a replica is at most, as the
   * caller knows. A replica that does not tell its position, but answers, is taken to have every
   * write that was committed so long before it was asked. The freshness of reads then rests on this
   * bound, and on nothing that was measured; a replica that tells its position is measured all the
   * same. By default nothing is assumed, and reads stay on the primary.
   *
   * @param lag at least 1 ms and shorter than the maximal lag
   */
  public WeirDataSource.Builder assumeReplicaLag(Duration lag) {
    assumedReplicaLag = Objects.requireNonNull(lag, "lag");
    return self();
  }

  /**
   * How fresh reads must be for which neither a hint nor a scope says it.
   *
   * @param freshness default {@link Freshness#OWN_WRITES}; {@link Freshness#REPORTING} only where
   *     there is a reporting replica
   */
  public WeirDataSource.Builder freshness(Freshness freshness) {
    this.freshness = Objects.requireNonNull(freshness, "freshness");
    return self();
  }

  /**
   * The user of the pools that are made.
   *
   * @param user its name, in place of one in {@link #pool(HikariConfig)}
   */
  public WeirDataSource.Builder user(String user) {
    this.user = user;
    return self();
  }

  /**
   * The password of the {@linkplain #user user}.
   *
   * @param password in place of one in {@link #pool(HikariConfig)}
   */
  public WeirDataSource.Builder password(String password) {
    this.password = password;
    return self();
  }

  /**
   * How many connections each of the pools that are made has at most.
   *
   * @param connections at least 1, in place of those in {@link #pool(HikariConfig)}; default 10
   */
  public WeirDataSource.Builder poolSize(int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException("poolSize must be at least 1; it is " + connections);
    }
    this.poolSize = connections;
    return self();
  }

  /**
   * Settings for the pools that are made, one for each server given by URL: size, timeouts,
   * credentials, driver properties. The URL and the pool's name are Weir's to set.
   *
   * @param settings copied, but for driver properties that are added before {@link #build};
   *     HikariCP documents them
   */
  public WeirDataSource.Builder pool(HikariConfig settings) {
    settings.copyStateTo(pool);
    return self();
  }

  /**
   * Settings for the pool of one server, in place of those for all: nothing is taken from {@link
   * #pool(HikariConfig)} or {@link #user}, so credentials must be in these as well.
   *
   * @param url of the server, as it is given to {@link #primary(String)}, {@link #replica(String)},
   *     ..
   * @param settings copied, but for driver properties that are added before {@link #build};
   *     HikariCP documents them
   */
  public WeirDataSource.Builder pool(String url, HikariConfig settings) {
    HikariConfig copy = new HikariConfig();
    settings.copyStateTo(copy);
    pools.put(url, copy);
    return self();
  }

  /**
   * Beyond which lag a replica gets no reads, but those that state a bound of their own ({@link
   * Freshness#bounded}) or are reports.
   *
   * @param maxLag at least 10 ms and longer than the monitor's interval; default 10 s
   */
  public WeirDataSource.Builder maxLag(Duration maxLag) {
    this.maxLag = maxLag;
    return self();
  }

  /**
   * How often each server is asked how far it is when nothing is written. After a write it is asked
   * at once, and every 10 ms until the write is confirmed.
   *
   * @param interval at least 10 ms and shorter than the maximal lag; default 1 s
   */
  public WeirDataSource.Builder monitorInterval(Duration interval) {
    this.monitorInterval = interval;
    return self();
  }

  /**
   * How often the catalogue is read again when this DataSource has executed no DDL: the time that a
   * migration elsewhere may go unnoticed.
   *
   * @param interval at least 1 s; default 1 min
   */
  public WeirDataSource.Builder catalogInterval(Duration interval) {
    this.catalogInterval = interval;
    return self();
  }

  /**
   * About how much memory the plans of statements' texts may take.
   *
   * @param bytes at least 0; default 16 MiB
   */
  public WeirDataSource.Builder planCacheBytes(long bytes) {
    this.planCacheBytes = bytes;
    return self();
  }

  /**
   * How long a read waits for a connection to one replica before another, or the primary, serves
   * it. What bounds the rest: who needs the primary waits for it as long as the pool's {@code
   * connectionTimeout}; a statement that has been sent ends by the driver's {@code socketTimeout}
   * and by {@link java.sql.Statement#setQueryTimeout}, which are the application's to set. A pool
   * that was given waits as it was configured.
   *
   * @param timeout at least 250 ms; default 500 ms
   */
  public WeirDataSource.Builder replicaTimeout(Duration timeout) {
    this.replicaTimeout = timeout;
    return self();
  }

  /**
   * Shadow mode, to try Weir in production: decides where each statement would go, and tells that
   * (by {@link WeirDataSource#statistics}, events and {@link WeirDataSource#explain}), while the
   * primary runs everything. No read waits for a replica, or fails for want of one. Replicas are
   * asked how far they are; no statement is sent to them, and the pools that are made for them stay
   * empty.
   *
   * @param shadow default false
   */
  public WeirDataSource.Builder shadow(boolean shadow) {
    this.shadow = shadow;
    return self();
  }

  /**
   * After what time the server ends a statement on a reporting replica for which Weir makes the
   * pool ({@code statement_timeout} of its sessions): a report that takes longer fails with
   * SQLSTATE 57014. {@link java.sql.Statement#setQueryTimeout} and {@code SET} hold as well.
   *
   * @param timeout from 1 ms, or zero for none; default: as the server has it
   */
  public WeirDataSource.Builder reportingStatementTimeout(Duration timeout) {
    reporting = new Reporting(timeout, reporting.fetchSize(), reporting.replicaTimeout());
    return self();
  }

  /**
   * How many rows a report fetches at once, from a reporting replica for which Weir makes the pool
   * and unless its statement says otherwise. PostgreSQL's driver does so in a transaction only:
   * with auto-commit it fetches all rows, whatever is set.
   *
   * @param rows at least 0; default 0: as the driver has it, all
   */
  public WeirDataSource.Builder reportingFetchSize(int rows) {
    reporting = new Reporting(reporting.statementTimeout(), rows, reporting.replicaTimeout());
    return self();
  }

  /**
   * How long a report waits for a reporting replica that serves it, and then for a connection to
   * it, as {@link #replicaTimeout} for other reads.
   *
   * @param timeout at least 250 ms; default as for other reads
   */
  public WeirDataSource.Builder reportingReplicaTimeout(Duration timeout) {
    reporting = new Reporting(reporting.statementTimeout(), reporting.fetchSize(), timeout);
    return self();
  }

  /**
   * How many reads may fall on the primary at once only because no replica serves them: all are
   * lost, beyond {@code maxLag} or the bound of the read, or failed to run it.
   *
   * @param spillOver default {@link SpillOver#UNLIMITED}; a lag in it must be longer than {@code
   *     maxLag}
   */
  public WeirDataSource.Builder spillOver(SpillOver spillOver) {
    this.spillOver = Objects.requireNonNull(spillOver, "spillOver");
    return self();
  }

  /**
   * Detects, for development, reads on replicas that may have missed a write of this DataSource,
   * because their freshness ({@code any}, {@code bounded}, {@code reporting}) allows for that: the
   * first of each statement is a WARN in the log, with its call site; all are counted in {@link
   * WeirDataSource#statistics}.
   *
   * @param detect default false, which costs nothing
   */
  public WeirDataSource.Builder detectStaleReads(boolean detect) {
    this.detectStaleReads = detect;
    return self();
  }

  /**
   * Logs, for development, each execution, commit and rollback with its values: one line to {@code
   * dev.weir.statements} at INFO. A WARN says so when the DataSource is built.
   *
   * @param log default false; not where values are confidential
   */
  public WeirDataSource.Builder statementLog(boolean log) {
    observing.statementLog(log);
    return self();
  }

  /**
   * Shows the numbers of {@link WeirDataSource#statistics} by JMX, read-only, as {@code
   * dev.weir:type=DataSource,name="<name>"}, and HikariCP's own beans for the pools that are made,
   * until the DataSource is closed. A second one of the same name gets {@code ,instance=2}, and its
   * pools have no beans of HikariCP's.
   *
   * @param jmx default false
   */
  public WeirDataSource.Builder jmx(boolean jmx) {
    observing.jmx(jmx);
    return self();
  }

  /**
   * How long {@link WeirDataSource#close} lets what runs on connections go on before it aborts
   * them.
   *
   * @param timeout at least 0; default 5 s: enough for almost every transaction, and well below the
   *     30 s after which an orchestrator kills a process that is told to end
   */
  public WeirDataSource.Builder closeTimeout(Duration timeout) {
    this.closeTimeout = timeout;
    return self();
  }

  /**
   * The servers are behind a pooler that lends their sessions for one transaction only, such as
   * PgBouncer with {@code pool_mode = transaction}. What would stay in a session is refused with
   * SQLSTATE 0A000 instead of being lost or left to a stranger: settings without {@code LOCAL},
   * locks of the session, {@code LISTEN}, {@code PREPARE}, .. The driver prepares no statements on
   * the servers, unless {@code prepareThreshold} is set.
   *
   * @param pooler default false
   */
  public WeirDataSource.Builder transactionPooler(boolean pooler) {
    this.transactionPooler = pooler;
    return self();
  }

  /**
   * How many replicas go on serving reads of {@link Freshness#ANY} when all are beyond {@code
   * maxLag}: those that are least behind, of those that answer and stream. Who puts up with old
   * data gets it then, and the primary is spared.
   *
   * @param replicas at least 0; default 0: these reads go to the primary
   */
  public WeirDataSource.Builder keepLaggards(int replicas) {
    this.keepLaggards = replicas;
    return self();
  }

  /**
   * Carries what is written in sessions ({@link Weir#session}) to other DataSources and processes.
   * Each commit of a session, and each opening of one, asks it; nothing else does.
   *
   * @param store of a time to live not below {@code maxLag}; stays the caller's to close. Default
   *     none
   */
  public WeirDataSource.Builder tokenStore(TokenStore store) {
    this.tokenStore = Objects.requireNonNull(store, "store");
    return self();
  }

  /**
   * Adds a listener of the servers; they are told in the order in which they were added.
   *
   * @param listener is told of every change from the start on
   */
  public WeirDataSource.Builder listener(TopologyListener listener) {
    topologyListeners.add(listener);
    return self();
  }

  /**
   * Adds a listener; they are told in the order in which they were added.
   *
   * @param listener is told everything
   */
  public WeirDataSource.Builder listener(ExecutionListener listener) {
    observing.listener(listener);
    return self();
  }

  /**
   * Adds a listener that was written for datasource-proxy.
   *
   * @param listener is told what datasource-proxy would tell it
   */
  public WeirDataSource.Builder listener(QueryExecutionListener listener) {
    observing.listener(listener);
    return self();
  }

  /**
   * A setting by its name in a URL: for configuration that has names and texts. All that have a
   * method here can be set so, and those of extensions, such as {@code weir.analyze} of
   * weir-analyzer.
   *
   * @param name with {@code weir.}, such as {@code weir.maxLag}
   * @param text as in a URL, such as {@code 2s}
   * @throws IllegalArgumentException if Weir's own setting of this name has no such value; one that
   *     there is not is rejected when the DataSource is built
   */
  public WeirDataSource.Builder setting(String name, String text) {
    Setting setting = Setting.of(name);
    if (setting == null) {
      observing.setting(name, text);
    } else {
      setting.apply(text, self());
    }
    return self();
  }

  /**
   * Makes the pools, starts the monitor and begins to read the catalogue.
   *
   * @throws IllegalArgumentException if the description cannot work
   * @throws IllegalStateException if no primary was named
   */
  public WeirDataSource build() {
    if (primary == null) {
      throw new IllegalStateException("name a primary: primary(\"jdbc:postgresql://..\")");
    }
    Servers servers = Servers.of(primary, replicas);
    servers.check(freshness);
    reporting.check(replicas);
    servers.check(keepLaggards, spillOver);
    if (monitorUser != null) {
      servers.checkMonitorUser();
    }
    List<Server> pooled =
        servers.pooled(Servers.common(pool, user, password, poolSize), pools, transactionPooler);
    return extended(config -> Assembly.routing(config, pooled));
  }

  /** Sees what is done on a DataSource, and chooses nothing. */
  WeirDataSource observe(DataSource dataSource) {
    return extended(config -> Assembly.observing(config, dataSource));
  }

  /** Extensions read their settings before a server is asked. */
  private WeirDataSource extended(Function<WeirConfig, Assembly> assembling) {
    WeirConfig config = config();
    Extensions extensions = Extensions.configured(observing.name(), observing.settings());
    return WeirDataSource.extended(assembling.apply(config), extensions);
  }

  WeirConfig config() {
    return new WeirConfig(
        observing.name(),
        freshness,
        maxLag,
        monitorInterval,
        catalogInterval,
        planCacheBytes,
        replicaTimeout,
        shadow,
        transactionPooler,
        detectStaleReads,
        reporting,
        keepLaggards,
        spillOver,
        Credentials.of(monitorUser, monitorPassword),
        assumedReplicaLag,
        closeTimeout,
        observing.jmx(),
        tokenStore,
        observing.listeners(),
        topologyListeners);
  }
}
