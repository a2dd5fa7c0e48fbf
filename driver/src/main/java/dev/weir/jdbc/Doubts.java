package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.PlanCache;
import dev.weir.plan.SessionEffect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection of which the catalogue did not tell what they left in their
 * session, because it had not been read, or not since the last DDL: until it has been, the session
 * is kept. Used by one thread at a time.
 */
final class Doubts {
  /** Who has more of them has them to the end. */
  private static final int MOST = 1_000;

  /** Each once, however often it has run. */
  private final Set<Plan> plans = Collections.newSetFromMap(new IdentityHashMap<>());

  /** By which the newest look was. */
  private @Nullable Catalog catalog;

  /** A statement has run of which it is not known. */
  void add(Plan plan) {
    if (plans.size() < MOST) {
      plans.add(plan);
      catalog = plan.catalog();
    }
  }

  /** Looks again, if the catalogue has been read since. */
  void resolve(PlanCache cache, LeaseSet leases) throws SQLException {
    if (plans.isEmpty()
        || plans.size() == MOST
        || cache.again(plans.iterator().next()).catalog() == catalog) {
      return;
    }
    List<Plan> open = new ArrayList<>();
    for (Plan plan : plans) {
      Plan again = cache.again(plan);
      catalog = again.catalog();
      SessionEffect effect = again.session();
      if (effect.isInDoubt()) {
        open.add(again);
        continue;
      }
      if (effect.pin() != null) {
        leases.pin(effect.pin());
      }
      if (!effect.settings().isEmpty()) {
        leases.changed(effect.settings());
      }
    }
    plans.clear();
    plans.addAll(open);
    if (plans.isEmpty()) {
      leases.unpin(Pin.Kind.UNKNOWN);
    }
  }
}
