package dev.weir.jdbc;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.Freshness.Kind;
import dev.weir.consistency.Marks;
import dev.weir.lease.Lease;
import dev.weir.plan.Plan;
import dev.weir.plan.PlanCache;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteExplanation.Table;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds reads on replicas that may have missed a write of this DataSource, because their freshness
 * allows for that: for who develops, and wants to know whether it matters. Each is counted, and the
 * first of each fingerprint is told. Thread-safe; remembers a bounded number of fingerprints.
 */
public final class StaleReadDetector {
  private static final Logger log = LoggerFactory.getLogger(StaleReadDetector.class);
  private static final int MOST_TOLD = 1_000;

  /** Whose frames are between the application's call and here. */
  private static final List<String> BETWEEN =
      List.of(
          "dev.weir.jdbc.",
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "com.zaxxer.hikari.",
          "org.hibernate.",
          "org.springframework.",
          "org.jooq.",
          "org.apache.ibatis.",
          "net.ttddyy.");

  private final String name;
  private final PlanCache plans;
  private final Supplier<Topology> topology;
  private final Runnable counter;
  private final LongSupplier nanoTime;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Has found none yet.
   *
   * @param name of the DataSource
   * @param plans tells what a statement reads, and when that was written
   * @param topology what the servers are
   * @param counter is run for each that is found
   * @param nanoTime the DataSource's monotonic clock
   */
  public StaleReadDetector(
      String name,
      PlanCache plans,
      Supplier<Topology> topology,
      Runnable counter,
      LongSupplier nanoTime) {
    this.name = name;
    this.plans = plans;
    this.topology = topology;
    this.counter = counter;
    this.nanoTime = nanoTime;
  }

  /** A statement was given a connection. */
  void check(Plan plan, Freshness freshness, RouteDecision decision, Lease lease) {
    boolean loose = freshness.kind() != Kind.OWN_WRITES && freshness.kind() != Kind.PRIMARY;
    if (!loose || decision.reason().isPrimary()) {
      return;
    }
    long written = plan.needs().reads().newestNanos();
    long confirmed =
        lease.node().isEndpoint()
            ? lease.known().confirmedNanos()
            : topology.get().state(lease.node()).confirmedNanos();
    if (written == Marks.NEVER || written <= confirmed) {
      return;
    }
    counter.run();
    if (told.size() < MOST_TOLD && told.add(plan.shape().fingerprint())) {
      tell(plan, freshness, decision, confirmed);
    }
  }

  private void tell(Plan plan, Freshness freshness, RouteDecision decision, long confirmed) {
    long now = nanoTime.getAsLong();
    String missed =
        plans.tables(plan, now).stream()
            .filter(table -> isMissed(table, now, confirmed))
            .map(Table::toString)
            .collect(Collectors.joining("; "));
    log.warn(
        "{} - a read on {} may have missed a write, as its freshness {} allows. It reads {}; {}. At"
            + " {}: {} ({}). Told once for each statement; statistics().staleReads() counts all",
        name,
        decision.node(),
        freshness,
        missed,
        confirmed == NodeState.UNKNOWN
            ? "what the replica has is not known"
            : "the replica is known to have what was committed "
                + TimeUnit.NANOSECONDS.toMillis(now - confirmed)
                + " ms ago",
        callSite(),
        plan.shape().text(),
        plan.shape().fingerprint());
  }

  private static boolean isMissed(Table table, long now, long confirmed) {
    Duration ago = table.writtenAgo();
    return ago != null && (confirmed == NodeState.UNKNOWN || now - ago.toNanos() > confirmed);
  }

  private static String callSite() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> BETWEEN.stream().noneMatch(frame.getClassName()::startsWith))
                    .findFirst()
                    .map(frame -> frame.toStackTraceElement().toString())
                    .orElse("a place that is not known"));
  }
}
