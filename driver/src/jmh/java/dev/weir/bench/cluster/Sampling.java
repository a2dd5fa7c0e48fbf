package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What the monitor costs the servers: the processor time of a sample, by what Linux counts for the
 * backend, and how many samples there are, by pg_stat_statements.
 */
final class Sampling implements ClusterBenchmarks.Benchmark {
  private static final int ROUNDS = 7;
  private static final int SAMPLES = 5_000;
  private static final int SECONDS = 10;
  private static final int MILLIS_PER_TICK = 10;

  @Override
  public void run() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(1)) {
      Servers.createTables(cluster);
      Servers.execute(cluster.primary().dataSource(), "create extension pg_stat_statements");
      cluster.awaitReplication();
      System.out.printf(
          "| processor time of 1,000 samples, ms | median | from, to |%n|---|--:|--:|%n"
              + "| primary | %s |%n| replica | %s |%n%n",
          processorTime(cluster.node(0)), processorTime(cluster.node(1)));
      try (WeirDataSource weir = Servers.weir(cluster.nodes(), 4, b -> b)) {
        System.out.printf("| samples per second | primary | replica |%n|---|--:|--:|%n");
        count(cluster, weir, "idle", 0);
        count(cluster, weir, "10 writes/s", 10);
        count(cluster, weir, "writes without pause", Integer.MAX_VALUE);
      }
    }
  }

  private static String processorTime(PostgresNode node) throws Exception {
    String sql;
    try (InputStream in =
        Objects.requireNonNull(
            WeirDataSource.class.getResourceAsStream("/dev/weir/topology/sample.sql"))) {
      sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    double[] millis = new double[ROUNDS];
    try (Connection c = node.dataSource().getConnection()) {
      long backend = number(c, "select pg_backend_pid()");
      sample(c, sql);
      for (int round = 0; round < ROUNDS; round++) {
        long before = ticks(backend);
        sample(c, sql);
        millis[round] = (ticks(backend) - before) * MILLIS_PER_TICK * 1_000.0 / SAMPLES;
      }
    }
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT, "%.0f | %.0f, %.0f", millis[ROUNDS / 2], millis[0], millis[ROUNDS - 1]);
  }

  private static void sample(Connection c, String sql) throws Exception {
    for (int i = 0; i < SAMPLES; i++) {
      try (PreparedStatement s = c.prepareStatement(sql)) {
        s.setBoolean(1, false);
        try (ResultSet row = s.executeQuery()) {
          row.next();
        }
      }
    }
  }

  /** User and system time of a process. */
  private static long ticks(long process) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void count(
      PostgresCluster cluster, WeirDataSource weir, String load, int writesPerSecond)
      throws Exception {
    long primary = samples(cluster.node(0));
    long replica = samples(cluster.node(1));
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      if (writesPerSecond > 0) {
        Servers.write(weir, 0, Servers.anyRow());
      }
      if (writesPerSecond < Integer.MAX_VALUE) {
        Thread.sleep(1_000 / Math.max(writesPerSecond, 1));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f |%n",
        load,
        (samples(cluster.node(0)) - primary) / seconds,
        (samples(cluster.node(1)) - replica) / seconds);
  }

  private static long samples(PostgresNode node) throws Exception {
    try (Connection c = node.dataSource().getConnection()) {
      return number(
          c,
          "select coalesce(sum(calls), 0)::bigint from pg_stat_statements"
              + " where query ~ 'pg_stat_wal_receiver' and query !~ 'pg_stat_statements'");
    }
  }

  private static long number(Connection c, String sql) throws Exception {
    try (Statement s = c.createStatement();
        ResultSet row = s.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
