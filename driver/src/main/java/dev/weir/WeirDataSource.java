package dev.weir;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.event.ExecutionListener;
import dev.weir.event.QueryListenerAdapter;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.meter.Metered;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteExplanation;
import dev.weir.topology.Topology;
import dev.weir.topology.TopologyListener;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource that sees every statement and steers each one to the right server: writes, and
 * whatever may write, to the primary; pure reads to a replica on which every write that this
 * DataSource committed before is visible.
 *
 * <p>Where a statement goes is decided when it is executed. A logical connection holds a physical
 * one only as long as a transaction, an open result set, or something that lives in the session
 * needs it.
 *
 * <p>Thread-safe. Close it to close its pools, its monitor and its threads.
 */
public final class WeirDataSource implements DataSource, Metered, AutoCloseable {
  private final Assembly assembly;
  private final Extensions extensions;

  private WeirDataSource(Assembly assembly, Extensions extensions) {
    this.assembly = assembly;
    this.extensions = extensions;
  }

  /** With what has joined it. */
  static WeirDataSource extended(Assembly assembly, Extensions extensions) {
    WeirDataSource made = new WeirDataSource(assembly, extensions);
    extensions.attach(made);
    assembly.closeFirst(extensions);
    return made;
  }

  /** Begins to describe a DataSource. */
  public static Builder builder() {
    return new Builder(new ObserveOptions());
  }

  /**
   * Begins with what a URL of Weir's says: its servers, and its settings, which may be set anew.
   * {@code weir.linger} means nothing here: the DataSource lives until it is closed.
   *
   * @param url such as {@code jdbc:weir:postgresql://db1,db2/shop?weir.maxLag=2s}
   * @throws IllegalArgumentException if it is none, or a setting has no such value
   */
  public static Builder builder(String url) {
    Builder builder = builder();
    WeirUrl.parse(url, new Properties()).describe(builder);
    return builder;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return getConnection(() -> {});
  }

  Connection getConnection(Runnable onClose) throws SQLException {
    return assembly.connect(this, onClose);
  }

  /**
   * Of a DataSource that is observed; else the pools have their credentials.
   *
   * @throws java.sql.SQLFeatureNotSupportedException where Weir has the pools
   */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return assembly.connectAs(this, user, password);
  }

  /**
   * Opens a connection to the server that is the primary now, past routing and listeners: for
   * whoever watches the database rather than uses it. For a server given by URL it is one of its
   * own, which no pool can run out of; else one of the pool's.
   *
   * @return the caller's to close
   * @throws SQLException if the primary cannot be reached
   */
  public Connection connectToPrimary() throws SQLException {
    return assembly.connectToPrimary();
  }

  /** What logs, threads, pools and events call it. */
  @Override
  public String name() {
    return assembly.name();
  }

  /**
   * Whether it observes one DataSource, whose connection each of its connections keeps until it is
   * closed; else it takes one when a statement needs it, and gives it back as soon as nothing does.
   */
  public boolean isObserving() {
    return assembly.observes();
  }

  /** What the servers are at this moment. */
  public Topology topology() {
    return assembly.monitor().topology();
  }

  /**
   * The pools of HikariCP that it has made, in the order of the servers: for their meters. They are
   * called {@code <datasource>-<node>}, and closed with this. Where a DataSource was given there is
   * none.
   */
  public List<HikariDataSource> pools() {
    return assembly.made();
  }

  /** How often each decision was made since the DataSource was built. */
  public List<RouteCount> routes() {
    return assembly.routes();
  }

  /**
   * What has been done since the DataSource was built, and what is used at this moment, in numbers.
   * Cheap: it reads counters, and asks no server.
   */
  @Override
  public DataSourceStatistics statistics() {
    return assembly.statistics();
  }

  /**
   * Tells where a statement would go now if it were executed as a query, alone, on a connection
   * that has just been opened, and why. Executes nothing and takes no connection. For a connection
   * that is in use, {@link Weir#explain}.
   *
   * @param sql any text, with its hint if it has one
   * @throws SQLException if executing it would fail because of its hint
   */
  public RouteExplanation explain(String sql) throws SQLException {
    return assembly.explain(sql);
  }

  /**
   * Imagines replicas beside the one server that there is, which tell of what has been executed
   * where it would have gone: for tests. Reads the server's catalogue, on a connection as {@link
   * #connectToPrimary} opens it.
   *
   * @throws IllegalStateException if there are replicas: then each {@link dev.weir.event.Execution}
   *     tells it
   * @throws SQLException if the catalogue cannot be read, such as that of another database than
   *     PostgreSQL
   */
  public ImaginedReplicas imagineReplicas() throws SQLException {
    return assembly.imagineReplicas();
  }

  /**
   * A token of what the current caller has written: in a session, the commits of that caller; else
   * all of this DataSource. It covers every commit that returned before this was called, and every
   * token that was resumed. For a cookie, a header, the payload of a job; {@link #resume} reads it
   * in another process.
   *
   * <p>It is short: {@code timeline/LSN}, such as {@code 1/16B3748}, the timeline in decimal, the
   * LSN as one hexadecimal number. It asks no server: where a commit is, is known from the first
   * sample that the monitor takes of the primary after it, which happens within 10 ms. If there is
   * none yet this waits for it, for 100 ms at most; then, as while the primary is gone or nothing
   * is watched, the token is {@code 0/0}, which is as safe, and lets its reader begin on the
   * primary.
   */
  public String token() {
    return assembly.position().toString();
  }

  /**
   * From now on the reads of the current caller (in a session, of that caller; else all of this
   * DataSource) see what the author of a token had written: they go to replicas that have replayed
   * it, and to the primary until there is one. Asks no server.
   *
   * <p>Safe with any text: what cannot be compared (another timeline, beyond what is known of the
   * primary, no token at all) counts as a write to all tables at this moment, which a replica
   * usually has within milliseconds. Other texts than tokens are mentioned in the log, once.
   *
   * @param token what {@link #token} returned, or anything that came in its place
   */
  public void resume(String token) {
    assembly.callers().resume(Objects.requireNonNull(token, "token"));
  }

  /** How often a listener, of executions or of the servers, threw; nothing else was affected. */
  public long listenerFailures() {
    return assembly.publisher().failures() + assembly.monitor().listenerFailures();
  }

  /**
   * Adds a listener, after all others.
   *
   * @param listener is told from the next event on
   */
  public void addListener(ExecutionListener listener) {
    assembly.publisher().add(listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener hears nothing more; nothing happens if it is not among them
   */
  public void removeListener(ExecutionListener listener) {
    assembly.publisher().remove(listener);
  }

  /**
   * Adds a listener that was written for datasource-proxy, after all others.
   *
   * @param listener is told, from the next event on, what datasource-proxy would tell it
   */
  public void addListener(QueryExecutionListener listener) {
    addListener(new QueryListenerAdapter(listener));
  }

  /**
   * Removes a listener that was written for datasource-proxy.
   *
   * @param listener hears nothing more; nothing happens if it is not among them
   */
  public void removeListener(QueryExecutionListener listener) {
    removeListener(new QueryListenerAdapter(listener));
  }

  /**
   * Adds a listener of the servers, after all others.
   *
   * @param listener is told of every change from now on
   */
  public void addListener(TopologyListener listener) {
    assembly.monitor().addListener(listener);
  }

  /**
   * Removes a listener of the servers.
   *
   * @param listener hears nothing more; nothing happens if it is not among them
   */
  public void removeListener(TopologyListener listener) {
    assembly.monitor().removeListener(listener);
  }

  /**
   * Closes the pools of its own, the monitor and all threads. New connections are refused at once.
   * What runs on connections of its pools (a statement, a transaction, an open result set) may go
   * on, for as long as {@link Builder#closeTimeout} at most; then its connections are aborted, and
   * who waits for them gets an error. Called again, it does nothing. A DataSource that was given
   * stays open, and is not waited for.
   */
  @Override
  public void close() {
    assembly.close();
  }

  boolean isClosed() {
    return assembly.isClosing();
  }

  /** Of a DataSource that is observed; else null, as SLF4J has what is logged. */
  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return isObserving() ? assembly.primary().getLogWriter() : null;
  }

  /** Of a DataSource that is observed; else does nothing. */
  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    if (isObserving()) {
      assembly.primary().setLogWriter(out);
    }
  }

  /**
   * Of a DataSource that is observed, such as by a pool around it; else the pools have their
   * timeouts.
   *
   * @throws SQLFeatureNotSupportedException where Weir has the pools
   */
  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    if (!isObserving()) {
      throw new SQLFeatureNotSupportedException(
          name() + " - set connectionTimeout on the HikariConfig that is given to pool(..)");
    }
    assembly.primary().setLoginTimeout(seconds);
  }

  /** Of a DataSource that is observed; else 0. */
  @Override
  public int getLoginTimeout() throws SQLException {
    return isObserving() ? assembly.primary().getLoginTimeout() : 0;
  }

  /**
   * Of a DataSource that is observed.
   *
   * @throws SQLFeatureNotSupportedException where Weir has the pools
   */
  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    if (!isObserving()) {
      throw new SQLFeatureNotSupportedException(name() + " - logs by SLF4J");
    }
    return assembly.primary().getParentLogger();
  }

  /** This; what an {@linkplain WeirExtension extension} has attached; the primary's pool. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    T attached = extensions.attached(type);
    if (attached != null) {
      return attached;
    }
    DataSource primary = assembly.primary();
    if (type.isInstance(primary)) {
      return type.cast(primary);
    }
    return primary.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this)
        || extensions.attached(type) != null
        || type.isInstance(assembly.primary())
        || assembly.primary().isWrapperFor(type);
  }

  @Override
  public String toString() {
    return "WeirDataSource " + name();
  }

  /**
   * Describes a {@link WeirDataSource}. Not thread-safe. What cannot work is rejected by {@link
   * #build}, or before.
   */
  public static final class Builder extends DataSourceOptions {
    Builder(ObserveOptions observing) {
      super(observing);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
