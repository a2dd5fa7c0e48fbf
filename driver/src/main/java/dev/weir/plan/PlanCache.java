package dev.weir.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import dev.weir.route.RouteExplanation.Table;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The plans of texts, cached by text and bounded by weight, made anew when the catalogue has been
 * read again. Thread-safe.
 */
public final class PlanCache {
  private static final int LONGEST_CACHED = 64 * 1024;

  /** What a plan takes beside its text and its shape, with its place in the cache; measured. */
  private static final int PLAN_BYTES = 192;

  private final Planner planner;
  private final CatalogWatch watch;
  private final RefusalMemory refusals;
  private final Cache<String, Plan> cache;

  /** For sessions in which names may mean something else. */
  private final Cache<String, Plan> others;

  /**
   * Empty.
   *
   * @param name of the DataSource
   * @param marks what it wrote
   * @param watch has the newest catalogue, and is told of names that it does not have
   * @param maxWeightBytes about how much memory the plans may take
   * @param demand asks for a sample of all servers
   * @param nanoTime the DataSource's monotonic clock
   */
  public PlanCache(
      String name,
      Marks marks,
      CatalogWatch watch,
      long maxWeightBytes,
      Runnable demand,
      LongSupplier nanoTime) {
    this.planner = new Planner(marks);
    this.watch = watch;
    this.refusals = new RefusalMemory(name, watch, () -> ofAnything().writes(), demand, nanoTime);
    this.others = cache(maxWeightBytes / 5);
    this.cache = cache(maxWeightBytes - maxWeightBytes / 5);
  }

  private static Cache<String, Plan> cache(long maxWeightBytes) {
    return Caffeine.newBuilder()
        .maximumWeight(maxWeightBytes)
        .weigher(PlanCache::weight)
        .executor(Runnable::run)
        .build();
  }

  /**
   * The plan of a text under the newest catalogue.
   *
   * @param naming what its unqualified names mean
   */
  public Plan of(String sql, Naming naming) {
    Plan plan = plans(naming).getIfPresent(sql);
    return plan == null
        ? fresh(remember(planner.plan(sql, watch.catalog(), naming)), naming)
        : fresh(plan, naming);
  }

  /**
   * The same plan, unless the catalogue has been read again since it was made, its names may mean
   * something else now, or a replica has refused its statement.
   */
  public Plan fresh(Plan plan, Naming naming) {
    Catalog now = watch.catalog();
    Plan fresh =
        plan.catalog() == now && plan.naming() == naming
            ? plan
            : remember(planner.again(plan, now, naming));
    return fresh.needs().replicaWillDo() && refusals.refuses(fresh.shape())
        ? remember(planner.refused(fresh))
        : fresh;
  }

  /** The same plan where values of such types are bound: to make one may call what users wrote. */
  public Plan binding(Plan plan, Collection<String> types) {
    return types.stream().anyMatch(plan.catalog()::callsToMake)
        ? planner.casting(plan, types)
        : plan;
  }

  /** The plan by which the primary runs what a replica has refused. */
  public Plan repeated(Refused refused) {
    return refused.kind() == Refusal.NOT_FOR_REPLICAS
        ? planner.refused(refused.plan())
        : refused.plan();
  }

  /** What a statement reads, and when that was written. */
  public List<Table> tables(Plan plan, long nowNanos) {
    return planner.tables(plan, nowNanos);
  }

  /** Whether the application asks sessions what their sequences gave to them. */
  public boolean asksSequences() {
    return planner.asksSequences();
  }

  /** What replicas refused. */
  public RefusalMemory refusals() {
    return refusals;
  }

  /** The same plan, or one by the newest catalogue if that is another; not cached. */
  public Plan again(Plan plan) {
    Catalog now = watch.catalog();
    return plan.catalog() == now ? plan : planner.again(plan, now, plan.naming());
  }

  /** A plan for several texts that are sent together; not cached. */
  public Plan ofSeveral(String sql, Naming naming) {
    return planner.plan(sql, watch.catalog(), naming);
  }

  /** A plan for what is done without a text that could be seen: it may write anything. */
  public Plan ofAnything() {
    return planner.anything(watch.catalog());
  }

  private Plan remember(Plan plan) {
    if (plan.naming() != Naming.HIDDEN && plan.needs().reason() == RouteReason.UNKNOWN_OBJECT) {
      watch.unknown(plan.needs().cause());
    }
    if (plan.sql().length() <= LONGEST_CACHED) {
      plans(plan.naming()).put(plan.sql(), plan);
    }
    return plan;
  }

  private Cache<String, Plan> plans(Naming naming) {
    return naming == Naming.AS_IN_POOLS ? cache : others;
  }

  private static int weight(String sql, Plan plan) {
    return SqlShapes.weight(sql, plan.shape()) + PLAN_BYTES;
  }
}
