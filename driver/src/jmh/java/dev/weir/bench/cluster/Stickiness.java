package dev.weir.bench.cluster;

import dev.weir.WeirDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a caller stays on the primary after a write: from the moment at which the write returned
 * to the first moment at which a read of its table goes to a replica.
 */
final class Stickiness implements ClusterBenchmarks.Benchmark {
  private static final int WRITES = 1_000;

  /** Between two looks: who spins takes the processor from those that confirm. */
  private static final long LOOK_NANOS = 100_000;

  @Override
  public void run() throws Exception {
    System.out.printf(
        "| after a write, ms | writes | median | p99 | longest |%n|---|--:|--:|--:|--:|%n");
    try (PostgresCluster cluster = PostgresCluster.start(2)) {
      Servers.createTables(cluster);
      try (WeirDataSource weir = Servers.weir(cluster.nodes(), 10, b -> b)) {
        measure(weir); // Warms up.
        System.out.printf("| nobody else | %s |%n", measure(weir).columns());
        for (int others : new int[] {2, 8}) {
          System.out.printf(
              "| %d others, one write in five | %s |%n", others, among(weir, others).columns());
        }
      }
    }
  }

  private static Measured measure(WeirDataSource weir) throws Exception {
    Measured measured = new Measured();
    for (int i = 0; i < WRITES; i++) {
      Servers.write(weir, 0, i % Servers.ROWS);
      long start = System.nanoTime();
      while (weir.explain("select v from t0").decision().reason().isPrimary()) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      measured.add(System.nanoTime() - start);
      // As a person would: not in step with what the monitor does.
      Thread.sleep(ThreadLocalRandom.current().nextInt(5, 25));
    }
    return measured;
  }

  /** The others work on the other tables as fast as they can. */
  private static Measured among(WeirDataSource weir, int others) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      threads.add(new Thread(() -> work(weir)));
    }
    threads.forEach(Thread::start);
    try {
      return measure(weir);
    } finally {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void work(WeirDataSource weir) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        int table = ThreadLocalRandom.current().nextInt(1, Servers.TABLES);
        if (ThreadLocalRandom.current().nextInt(5) == 0) {
          Servers.write(weir, table, Servers.anyRow());
        } else {
          Servers.read(weir, table, Servers.anyRow());
        }
      }
    } catch (SQLException e) {
      if (!Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException(e);
      }
    }
  }
}
