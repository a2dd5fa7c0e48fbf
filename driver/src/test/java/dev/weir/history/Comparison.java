package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.history.OwnWrites.Scope;
import dev.weir.history.Workload.Extent;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * Weir and two routers that guess, at the same time on the same servers, whose replicas are three
 * seconds behind. It proves that the checks can fail.
 *
 * @param seed of all that is random in it
 * @param byRouter what the clients of each did and saw
 */
record Comparison(long seed, Map<String, Recorded> byRouter) {
  private static final String WEIR = "weir";
  private static final String IN_TURN = "in turn";
  private static final String TIMER = "2 s timer";

  private static final Duration LAG = Duration.ofSeconds(3);
  private static final Duration TIMER_OF = Duration.ofSeconds(2);

  /** All write at first. What a timer hides then, it no longer hides later. */
  private static final Extent EXTENT =
      new Extent(Long.MAX_VALUE, Duration.ofMillis(3_200), Duration.ofMillis(600));

  /**
   * Runs it; afterwards the cluster is whole.
   *
   * @param name of tables that are not there yet
   */
  static Comparison atThreeSecondsOfLag(PostgresCluster cluster, String name, long seed)
      throws Exception {
    DataSource primary = cluster.primary().dataSource();
    try (ThroughWeir weir = new ThroughWeir(cluster, Duration.ofSeconds(2));
        NaiveRouter inTurn = new NaiveRouter(cluster, Duration.ZERO);
        NaiveRouter timer = new NaiveRouter(cluster, TIMER_OF)) {
      Map<String, Workload> workloads = new LinkedHashMap<>();
      long origin = System.nanoTime();
      workloads.put(WEIR, new Workload(weir, name + "_weir", seed, origin));
      workloads.put(IN_TURN, new Workload(inTurn, name + "_turn", seed, origin));
      workloads.put(TIMER, new Workload(timer, name + "_timer", seed, origin));
      for (Workload workload : workloads.values()) {
        workload.create();
      }
      cluster.awaitReplication();
      cluster.replicas().forEach(replica -> replica.delayReplay(LAG));
      try {
        together(workloads.values().stream().toList());
      } finally {
        cluster.heal();
      }
      Map<String, Recorded> byRouter = new LinkedHashMap<>();
      for (Map.Entry<String, Workload> workload : workloads.entrySet()) {
        byRouter.put(workload.getKey(), workload.getValue().recorded(primary));
      }
      return new Comparison(seed, byRouter);
    }
  }

  private static void together(List<Workload> workloads) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(workloads.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Workload workload : workloads) {
        running.add(
            threads.submit(
                () -> {
                  workload.run(EXTENT);
                  return null;
                }));
      }
      for (Future<?> workload : running) {
        workload.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Weir keeps what it promises; the others do not even keep it for each client by itself. */
  void check() {
    Verdict weir = of(WEIR).verdict(Scope.DATA_SOURCE);
    assertThat(weir.violations()).as("seed %d: Weir, %s", seed, weir).isEmpty();
    for (String router : List.of(IN_TURN, TIMER)) {
      for (Scope scope : Scope.values()) {
        Verdict verdict = of(router).verdict(scope);
        assertThat(verdict.count("own writes"))
            .as("seed %d: own writes by %s, %s", seed, router, scope)
            .isPositive();
        assertThat(verdict.count("lost") + verdict.count("applied") + verdict.count("order"))
            .as("seed %d: writes by %s, %s", seed, router, verdict)
            .isZero();
      }
    }
  }

  private Recorded of(String router) {
    return Objects.requireNonNull(byRouter.get(router));
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    byRouter.forEach(
        (router, recorded) ->
            lines.append(
                "%-10s %7d operations, %3.0f %% of reads on replicas, %s%n"
                    .formatted(
                        router,
                        recorded.operations().count(),
                        100 * recorded.shareOnReplicas(),
                        summary(recorded))));
    return lines.toString();
  }

  private static String summary(Recorded recorded) {
    Verdict all = recorded.verdict(Scope.DATA_SOURCE);
    Verdict each = recorded.verdict(Scope.CLIENT);
    return "own writes lacking: of anybody %d, of the client %d; steps back %d"
        .formatted(all.count("own writes"), each.count("own writes"), all.count("monotonic reads"));
  }
}
