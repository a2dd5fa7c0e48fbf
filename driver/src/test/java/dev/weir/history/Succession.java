package dev.weir.history;

import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.replication.LogSequenceNumber;

/** Who takes over when the primary is gone. */
final class Succession {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Succession() {}

  /**
   * Promotes the replica that has received most. Where a commit waits for any one replica, only the
   * newest of all is sure to have it: so all must run. And it is what they received that counts,
   * once nothing more can arrive: a replica that has replayed more may have received less, and one
   * that goes on beyond the new primary cannot follow it.
   *
   * @param cluster whose primary is gone
   * @throws IllegalStateException if a replica does not run
   */
  static void promoteNewest(PostgresCluster cluster) {
    List<PostgresNode> replicas = cluster.replicas();
    for (PostgresNode replica : replicas) {
      if (!replica.isRunning()) {
        throw new IllegalStateException(replica + " does not run, and may be the newest");
      }
      awaitEndOfStream(replica);
    }
    cluster.promote(
        replicas.stream()
            .max(Comparator.comparing(Succession::received, Long::compareUnsigned))
            .orElseThrow());
  }

  private static void awaitEndOfStream(PostgresNode replica) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String streams = "select count(*) from pg_stat_wal_receiver where status = 'streaming'";
    while (!ask(replica, streams).equals("0")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(replica + " still streams from a primary that is gone");
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static long received(PostgresNode replica) {
    return LogSequenceNumber.valueOf(
            ask(replica, "select greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"))
        .asLong();
  }

  private static String ask(PostgresNode replica, String sql) {
    try (Connection connection = DriverManager.getConnection(replica.directJdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(replica + " does not answer: " + sql, e);
    }
  }
}
