package dev.weir.history;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.consistency.CallerScope;
import dev.weir.consistency.TokenStore;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.history.OwnWrites.Scope;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** A {@link WeirDataSource} over all servers of a cluster. */
final class ThroughWeir implements Subject {
  private final ThreadLocal<Served> served = ThreadLocal.withInitial(() -> Served.BY_NOBODY);
  private final Scope scope;
  private final WeirDataSource weir;

  /**
   * Builds it, whatever state the servers are in.
   *
   * @param connectionTimeout how long a connection of a pool is waited for
   */
  ThroughWeir(PostgresCluster servers, Duration connectionTimeout) {
    this(servers, connectionTimeout, Scope.DATA_SOURCE, builder -> {});
  }

  private ThroughWeir(
      PostgresCluster servers,
      Duration connectionTimeout,
      Scope scope,
      Consumer<WeirDataSource.Builder> settings) {
    this.scope = scope;
    HikariConfig pool = new HikariConfig();
    pool.setConnectionTimeout(connectionTimeout.toMillis());
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .name("histories")
            .monitorInterval(Duration.ofMillis(100))
            .pool(pool)
            .primary(servers.node(0).jdbcUrl())
            .listener(
                new ExecutionListener() {
                  @Override
                  public void after(Execution execution, Outcome outcome) {
                    served.set(
                        new Served(
                            execution.decision().node().index(),
                            !execution.decision().reason().isPrimary(),
                            0));
                  }
                });
    servers.nodes().stream().skip(1).map(PostgresNode::jdbcUrl).forEach(builder::replica);
    settings.accept(builder);
    weir = builder.build();
  }

  /** The same, where each client is a caller. */
  static ThroughWeir inSessions(PostgresCluster servers, Duration connectionTimeout) {
    return new ThroughWeir(servers, connectionTimeout, Scope.CLIENT, builder -> {});
  }

  /** The same, and what a caller writes is known to all who have this store. */
  static ThroughWeir inSessions(
      PostgresCluster servers, Duration connectionTimeout, TokenStore store) {
    return new ThroughWeir(
        servers, connectionTimeout, Scope.CLIENT, builder -> builder.tokenStore(store));
  }

  @Override
  @SuppressWarnings("try") // The scope is not named within its block.
  public void as(int client, Runnable work) {
    if (scope == Scope.DATA_SOURCE) {
      work.run();
      return;
    }
    try (CallerScope session = Weir.session("client " + client)) {
      work.run();
    }
  }

  @Override
  public Scope scope() {
    return scope;
  }

  @Override
  public Connection connect(boolean reads) throws SQLException {
    served.set(Served.BY_NOBODY);
    return weir.getConnection();
  }

  @Override
  public boolean keepsConnections() {
    return true;
  }

  @Override
  public void wrote() {}

  @Override
  public Served served() {
    return served.get();
  }

  @Override
  public void close() {
    weir.close();
  }

  @Override
  public String toString() {
    return scope == Scope.CLIENT ? "sessions" : "one DataSource";
  }
}
