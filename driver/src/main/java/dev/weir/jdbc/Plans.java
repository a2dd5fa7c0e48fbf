package dev.weir.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.catalog.Catalog;
import dev.weir.sql.SqlShape;
import java.util.function.Supplier;

/**
 * The plans of texts, cached by text and bounded by weight, made anew when the catalogue has been
 * read again. Thread-safe.
 */
public final class Plans {
  private static final int LONGEST_CACHED = 64 * 1024;
  private static final int PLAN_BYTES = 512;

  private final Planner planner;
  private final Supplier<Catalog> catalog;
  private final Cache<String, Plan> cache;

  Plans(Planner planner, Supplier<Catalog> catalog, long maxWeightBytes) {
    this.planner = planner;
    this.catalog = catalog;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxWeightBytes)
            .weigher(Plans::weight)
            .executor(Runnable::run)
            .build();
  }

  /** The plan of a text under the newest catalogue. */
  Plan of(String sql) {
    Plan plan = cache.getIfPresent(sql);
    if (plan == null) {
      return remember(sql, planner.plan(sql, catalog.get()));
    }
    return fresh(sql, plan);
  }

  /** The same plan, unless the catalogue has been read again since it was made. */
  Plan fresh(String sql, Plan plan) {
    Catalog now = catalog.get();
    return plan.catalog() == now ? plan : remember(sql, planner.plan(plan.shape(), now));
  }

  /** A plan for several texts that are sent together; not cached. */
  Plan ofSeveral(String sql) {
    return planner.plan(sql, catalog.get());
  }

  /** A plan for what is done without a text that could be seen: it may write anything. */
  Plan ofAnything() {
    return planner.anything(catalog.get());
  }

  private Plan remember(String sql, Plan plan) {
    if (sql.length() <= LONGEST_CACHED) {
      cache.put(sql, plan);
    }
    return plan;
  }

  private static int weight(String sql, Plan plan) {
    SqlShape shape = plan.shape();
    return 2 * (sql.length() + shape.text().length()) + PLAN_BYTES;
  }
}
