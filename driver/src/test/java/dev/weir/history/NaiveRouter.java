package dev.weir.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.history.OwnWrites.Scope;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes on the primary, reads on the replicas in turn, but for a while after a write of the same
 * thread on the primary: what a checker must find wanting, or it finds nothing.
 */
final class NaiveRouter implements Subject {
  private final List<HikariDataSource> servers;
  private final long stickinessNanos;
  private final AtomicInteger turn = new AtomicInteger();
  private final ThreadLocal<Served> served = ThreadLocal.withInitial(() -> Served.BY_NOBODY);
  private final ThreadLocal<Long> wroteNanos = new ThreadLocal<>();

  /**
   * Opens its pools.
   *
   * @param stickiness how long a thread stays on the primary after a write; zero: not at all
   */
  NaiveRouter(PostgresCluster cluster, Duration stickiness) {
    servers = cluster.nodes().stream().map(NaiveRouter::pool).toList();
    stickinessNanos = stickiness.toNanos();
  }

  private static HikariDataSource pool(PostgresNode node) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(node.jdbcUrl());
    return new HikariDataSource(config);
  }

  @Override
  public Scope scope() {
    return Scope.DATA_SOURCE;
  }

  @Override
  public Connection connect(boolean reads) throws SQLException {
    boolean replica = reads && !isSticky();
    int server = replica ? 1 + Math.floorMod(turn.getAndIncrement(), servers.size() - 1) : 0;
    served.set(new Served(server, replica, 0));
    return servers.get(server).getConnection();
  }

  private boolean isSticky() {
    Long wrote = wroteNanos.get();
    return wrote != null && System.nanoTime() - wrote < stickinessNanos;
  }

  @Override
  public boolean keepsConnections() {
    return false;
  }

  @Override
  public void wrote() {
    wroteNanos.set(System.nanoTime());
  }

  @Override
  public Served served() {
    return served.get();
  }

  @Override
  public void close() {
    servers.forEach(HikariDataSource::close);
  }
}
