package dev.weir.bench.cluster;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.consistency.CallerScope;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Which share of the reads replicas take, beside a timer that keeps each caller on the primary for
 * two seconds after a write of its own. The callers come at random, as the users of a site do; what
 * the timer would have done is counted for the very same reads.
 */
@SuppressWarnings("try") // A session is not named within its block.
final class Offload implements ClusterBenchmarks.Benchmark {
  private static final int CALLERS = 200;
  private static final int THREADS = 8;
  private static final Duration TIME = Duration.ofSeconds(8);
  private static final Duration TIMER = Duration.ofSeconds(2);

  @Override
  public void run() throws Exception {
    System.out.printf(
        "| writes | tables | operations a second | Weir | in sessions | a %d s timer |%n"
            + "|--:|---|--:|--:|--:|--:|%n",
        TIMER.toSeconds());
    try (PostgresCluster cluster = PostgresCluster.start(2)) {
      Servers.createTables(cluster);
      try (WeirDataSource weir = Servers.weir(cluster.nodes(), THREADS, b -> b)) {
        new Run(weir, 400, 20, false, true).measure(); // Warms up.
        for (int perSecond : new int[] {400, 1_600}) {
          for (boolean skewed : new boolean[] {false, true}) {
            for (int writes : new int[] {5, 20, 50}) {
              Run plain = new Run(weir, perSecond, writes, skewed, false);
              plain.measure();
              Run sessions = new Run(weir, perSecond, writes, skewed, true);
              sessions.measure();
              System.out.println(plain.row(sessions));
            }
          }
        }
      }
    }
  }

  /** One row of the table, or with sessions a part of it. */
  private static final class Run {
    private final WeirDataSource weir;
    private final int perSecond;
    private final int writesPercent;
    private final boolean skewed;
    private final boolean sessions;
    private final AtomicLongArray lastWriteNanos = new AtomicLongArray(CALLERS);
    private final LongAdder operations = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder afterTimer = new LongAdder();
    private final long startNanos = System.nanoTime();
    private long onReplicas;

    Run(WeirDataSource weir, int perSecond, int writesPercent, boolean skewed, boolean sessions) {
      this.weir = weir;
      this.perSecond = perSecond;
      this.writesPercent = writesPercent;
      this.skewed = skewed;
      this.sessions = sessions;
      for (int i = 0; i < CALLERS; i++) {
        lastWriteNanos.set(i, startNanos - TIMER.toNanos());
      }
    }

    void measure() throws Exception {
      long before = onReplicas(weir);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          work.add(threads.submit((Callable<Void>) this::work));
        }
        for (Future<?> one : work) {
          one.get();
        }
      } finally {
        threads.shutdownNow();
      }
      onReplicas = onReplicas(weir) - before;
    }

    private Void work() throws Exception {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      long next = System.nanoTime();
      while (System.nanoTime() - startNanos < TIME.toNanos()) {
        // Exponential pauses: as many independent callers arrive.
        next += (long) (-Math.log(1 - random.nextDouble()) * 1e9 * THREADS / perSecond);
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        int caller = random.nextInt(CALLERS);
        boolean write = random.nextInt(100) < writesPercent;
        if (sessions) {
          try (CallerScope scope = Weir.session("caller" + caller)) {
            operate(caller, write, table(random));
          }
        } else {
          operate(caller, write, table(random));
        }
      }
      return null;
    }

    private void operate(int caller, boolean write, int table) throws Exception {
      operations.increment();
      if (write) {
        Servers.write(weir, table, Servers.anyRow());
        lastWriteNanos.set(caller, System.nanoTime());
        return;
      }
      reads.increment();
      if (System.nanoTime() - lastWriteNanos.get(caller) >= TIMER.toNanos()) {
        afterTimer.increment();
      }
      Servers.read(weir, table, Servers.anyRow());
    }

    /** Uniform, or half of what is left for each table in turn. */
    private int table(ThreadLocalRandom random) {
      if (!skewed) {
        return random.nextInt(Servers.TABLES);
      }
      int table = 0;
      while (table < Servers.TABLES - 1 && random.nextBoolean()) {
        table++;
      }
      return table;
    }

    private double share(long part) {
      return 100.0 * part / reads.sum();
    }

    String row(Run inSessions) {
      return String.format(
          Locale.ROOT,
          "| %d %% | %s | %.0f | %.0f %% | %.0f %% | %.0f %% |",
          writesPercent,
          skewed ? "skewed" : "uniform",
          operations.sum() * 1e9 / TIME.toNanos(),
          share(onReplicas),
          inSessions.share(inSessions.onReplicas),
          share(afterTimer.sum()));
    }
  }

  private static long onReplicas(WeirDataSource weir) {
    return weir.routes().stream()
        .filter(route -> !route.node().equals(weir.topology().primary()))
        .mapToLong(route -> route.executions())
        .sum();
  }
}
