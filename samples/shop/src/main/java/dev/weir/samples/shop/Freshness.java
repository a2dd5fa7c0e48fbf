package dev.weir.samples.shop;

import dev.weir.samples.cluster.PostgresNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * How fresh reads are: profiles are edited and read back, through Weir and through a round-robin,
 * in turn, on the same threads, servers and moments.
 */
final class Freshness {
  private static final int THREADS = 2;
  private static final int WRITES = 200;
  private static final Duration LATE = Duration.ofMillis(150);

  private final Profile weir;
  private final Profile roundRobin;

  /**
   * Compares two ways to the same servers.
   *
   * @param weir one that steers
   * @param roundRobin one that takes turns
   */
  Freshness(DataSource weir, RoundRobin roundRobin) {
    this.weir = new Profile(weir);
    this.roundRobin = new Profile(roundRobin.writes(), roundRobin::nextReplica);
  }

  /** Edits and reads back for a while, with the servers as they are. */
  Pairs healthy(Duration time) {
    return pairs("both replicas in step", time);
  }

  /** The same while a replica shows each commit late. */
  Pairs late(PostgresNode replica, Duration time) {
    replica.delayReplay(LATE);
    try {
      return pairs("replica2 " + LATE.toMillis() + " ms late", time);
    } finally {
      replica.delayReplay(Duration.ZERO);
    }
  }

  /** The same while a replica stands still. */
  Pairs paused(PostgresNode replica, Duration time) {
    replica.pauseReplay();
    try {
      return pairs("replica1 standing still", time);
    } finally {
      replica.resumeReplay();
    }
  }

  private Pairs pairs(String servers, Duration time) {
    LongAdder pairs = new LongAdder();
    LongAdder staleWeir = new LongAdder();
    LongAdder staleRoundRobin = new LongAdder();
    long start = System.nanoTime();
    Crew.work(
        THREADS,
        member -> {
          long customer = 100 + 2L * member;
          for (int i = 0; System.nanoTime() - start < time.toNanos(); i++) {
            String name = servers + ", edit " + i;
            pairs.increment();
            if (weir.editIsStale(customer, name)) {
              staleWeir.increment();
            }
            if (roundRobin.editIsStale(customer + 1, name)) {
              staleRoundRobin.increment();
            }
          }
        });
    return new Pairs(servers, pairs.sum(), staleWeir.sum(), staleRoundRobin.sum());
  }

  /**
   * How long a caller that writes reads on the primary: from the return of each write to the first
   * read on a replica.
   *
   * @param onReplica whether the last read was on a replica
   */
  Stays stays(Supplier<Boolean> onReplica) throws SQLException {
    long[] nanos = new long[WRITES];
    for (int i = 0; i < WRITES; i++) {
      weir.edit(50, "stay " + i);
      long start = System.nanoTime();
      do {
        weir.name(50);
        nanos[i] = System.nanoTime() - start;
      } while (!onReplica.get());
    }
    Arrays.sort(nanos);
    return new Stays(WRITES, nanos[WRITES / 2], nanos[WRITES * 99 / 100]);
  }

  /**
   * Edits that were read back, each once through either way.
   *
   * @param servers what state they were in
   * @param pairs how many edits
   * @param staleWeir how many of Weir's came back as they were before
   * @param staleRoundRobin how many of the round-robin's
   */
  record Pairs(String servers, long pairs, long staleWeir, long staleRoundRobin) {}

  /**
   * How long callers stayed on the primary.
   *
   * @param writes after how many writes
   * @param medianNanos half of them no longer than this
   * @param p99Nanos 99 of 100 no longer than this
   */
  record Stays(int writes, long medianNanos, long p99Nanos) {}
}
