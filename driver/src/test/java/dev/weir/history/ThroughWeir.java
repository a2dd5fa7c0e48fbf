package dev.weir.history;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.WeirDataSource;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A {@link WeirDataSource} over all servers of a cluster. */
final class ThroughWeir implements Subject {
  private final ThreadLocal<Served> served = ThreadLocal.withInitial(() -> Served.BY_NOBODY);
  private final WeirDataSource weir;

  /**
   * Builds it, whatever state the servers are in.
   *
   * @param connectionTimeout how long a connection of a pool is waited for
   */
  ThroughWeir(PostgresCluster servers, Duration connectionTimeout) {
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
                            !execution.decision().reason().isPrimary()));
                  }
                });
    servers.nodes().stream().skip(1).map(PostgresNode::jdbcUrl).forEach(builder::replica);
    weir = builder.build();
  }

  @Override
  public Connection connect(boolean reads) throws SQLException {
    served.set(Served.BY_NOBODY);
    return weir.getConnection();
  }

  @Override
  public boolean decidesByStatement() {
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
}
