package dev.weir.history;

import dev.weir.consistency.MemoryTokenStore;
import dev.weir.history.OwnWrites.Scope;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Two DataSources that stand for two processes with one store. Each client is a caller, who does
 * one thing here and the next there.
 */
final class ThroughFleet implements Subject {
  private final List<ThroughWeir> processes;
  private final ThreadLocal<Integer> present = ThreadLocal.withInitial(() -> 0);

  /** Builds it, whatever state the servers are in. */
  ThroughFleet(PostgresCluster servers, Duration connectionTimeout) {
    MemoryTokenStore store = new MemoryTokenStore(Duration.ofMinutes(10));
    processes =
        List.of(
            ThroughWeir.inSessions(servers, connectionTimeout, store),
            ThroughWeir.inSessions(servers, connectionTimeout, store));
  }

  @Override
  public void as(int client, Runnable work) {
    present.set((present.get() + 1) % processes.size());
    process().as(client, work);
  }

  private ThroughWeir process() {
    return processes.get(present.get());
  }

  @Override
  public Scope scope() {
    return Scope.CLIENT;
  }

  @Override
  public Connection connect(boolean reads) throws SQLException {
    return process().connect(reads);
  }

  /** The next thing is done in the other process. */
  @Override
  public boolean keepsConnections() {
    return false;
  }

  @Override
  public void wrote() {}

  @Override
  public Served served() {
    return process().served().through(present.get());
  }

  @Override
  public void close() {
    processes.forEach(ThroughWeir::close);
  }

  @Override
  public String toString() {
    return "sessions in two processes";
  }
}
