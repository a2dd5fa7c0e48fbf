package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.bench.Opened;
import dev.weir.bench.Subject;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many operations a second each subject does on real servers, as a multiple of what HikariCP
 * alone does. The two take turns (A B A B ...), and each ratio is one of neighbours, so that a busy
 * minute of the machine meets both.
 */
final class Paired implements ClusterBenchmarks.Benchmark {
  private static final int PAIRS = 15;
  private static final long TIME_NANOS = 500_000_000;
  private static final long WARM_UP_NANOS = 1_000_000_000;
  private static final String READS =
      "select coalesce(sum(idx_scan), 0) from pg_stat_user_tables where relname = 't0'";

  /** Of one subject, on replicas or not. */
  private long selects;

  @Override
  public void run() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(2)) {
      Servers.createTables(cluster);
      List<String> urls = cluster.nodes().stream().map(PostgresNode::directJdbcUrl).toList();
      System.out.printf(
          "| | SELECT, 1 thread | 4 threads | UPDATE, 1 thread | 4 threads | SELECTs on replicas |%n"
              + "|---|--:|--:|--:|--:|--:|%n");
      for (Subject subject : Subject.values()) {
        double before = readsOfReplicas(cluster);
        StringBuilder row = new StringBuilder("| " + subject.title());
        try (Opened bare = Subject.HIKARI.open(urls);
            Opened opened = subject.open(urls)) {
          if (opened.dataSource() instanceof WeirDataSource weir) {
            Servers.await(() -> Servers.reads(weir));
          }
          for (Work work : Work.values()) {
            row.append(cells(work, bare, opened.dataSource()::getConnection));
          }
        }
        print(row, cluster, before);
        if (subject == Subject.HIKARI) {
          byTurns(cluster, urls);
        }
      }
    }
  }

  /** What reads on replicas come to without any help. */
  private void byTurns(PostgresCluster cluster, List<String> urls) throws Exception {
    double before = readsOfReplicas(cluster);
    StringBuilder row = new StringBuilder("| HikariCP, the replicas by turns");
    AtomicInteger turn = new AtomicInteger();
    try (Opened bare = Subject.HIKARI.open(urls);
        Opened one = Subject.HIKARI.open(urls.subList(1, 2));
        Opened other = Subject.HIKARI.open(urls.subList(2, 3))) {
      row.append(
          cells(
              Work.SELECT,
              bare,
              () -> (turn.getAndIncrement() % 2 == 0 ? one : other).dataSource().getConnection()));
    }
    print(row.append(" | | "), cluster, before);
  }

  private void print(StringBuilder row, PostgresCluster cluster, double readsBefore)
      throws Exception {
    Thread.sleep(500); // Servers count what a session did when it has ended, if not before.
    double share = 100.0 * (readsOfReplicas(cluster) - readsBefore) / selects;
    selects = 0;
    System.out.printf(Locale.ROOT, "%s | %.0f %% |%n", row, share);
  }

  private String cells(Work work, Opened bare, Source subject) throws Exception {
    Source alone = bare.dataSource()::getConnection;
    return cell(work, 1, alone, subject) + cell(work, 4, alone, subject);
  }

  /** The median of the ratios and their range. */
  private String cell(Work work, int threads, Source bare, Source subject) throws Exception {
    Rate.measure(threads, WARM_UP_NANOS, () -> work.on(bare));
    count(work, Rate.measure(threads, WARM_UP_NANOS, () -> work.on(subject)));
    double[] ratios = new double[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      Rate alone = Rate.measure(threads, TIME_NANOS, () -> work.on(bare));
      Rate beside = Rate.measure(threads, TIME_NANOS, () -> work.on(subject));
      count(work, beside);
      ratios[i] = beside.perSecond() / alone.perSecond();
    }
    Arrays.sort(ratios);
    return String.format(
        Locale.ROOT, " | %.3f (%.2f, %.2f)", Rate.median(ratios), ratios[0], ratios[PAIRS - 1]);
  }

  private void count(Work work, Rate rate) {
    selects += work == Work.SELECT ? rate.count() : 0;
  }

  private static double readsOfReplicas(PostgresCluster cluster) throws SQLException {
    double sum = 0;
    for (PostgresNode replica : cluster.replicas()) {
      try (Connection c = replica.dataSource().getConnection();
          PreparedStatement s = c.prepareStatement(READS);
          ResultSet row = s.executeQuery()) {
        row.next();
        sum += row.getDouble(1);
      }
    }
    return sum;
  }

  /** Where connections come from. */
  @FunctionalInterface
  private interface Source {
    Connection connection() throws SQLException;
  }

  /** What is done: one statement, prepared on a connection that is borrowed for it. */
  private enum Work {
    SELECT("select v from t0 where id = ?"),
    UPDATE("update t1 set v = v + 1 where id = ?");

    private final String sql;

    Work(String sql) {
      this.sql = sql;
    }

    void on(Source source) throws SQLException {
      try (Connection c = source.connection();
          PreparedStatement s = c.prepareStatement(sql)) {
        s.setInt(1, Servers.anyRow());
        if (this == UPDATE) {
          s.executeUpdate();
          return;
        }
        try (ResultSet row = s.executeQuery()) {
          row.next();
          row.getInt(1);
        }
      }
    }
  }
}
