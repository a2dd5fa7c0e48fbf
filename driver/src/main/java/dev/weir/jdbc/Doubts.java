package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.PlanCache;
import dev.weir.plan.SessionEffect;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection of which the catalogue did not tell what they left in their
 * session, because it had not been read, or not since the last DDL: until it has been, the session
 * is kept. Used by one thread at a time.
 */
final class Doubts {
  /** Who has more of them has them to the end. */
  private static final int MOST = 1_000;

  /** Each once, however often it has run; whether it ever did without failing. */
  private final IdentityHashMap<Plan, Boolean> plans = new IdentityHashMap<>();

  /** By which the newest look was. */
  private @Nullable Catalog catalog;

  /** A statement has run of which it is not known. */
  void add(Plan plan) {
    add(plan, true);
  }

  /** One has failed. */
  void addFailed(Plan plan) {
    add(plan, false);
  }

  private void add(Plan plan, boolean ran) {
    if (plans.size() < MOST) {
      plans.merge(plan, ran, Boolean::logicalOr);
      catalog = plan.catalog();
    }
  }

  /** Looks again, if the catalogue has been read since. */
  void resolve(PlanCache cache, LeaseSet leases) throws SQLException {
    if (plans.isEmpty()
        || plans.size() == MOST
        || cache.again(plans.keySet().iterator().next()).catalog() == catalog) {
      return;
    }
    IdentityHashMap<Plan, Boolean> looked = new IdentityHashMap<>(plans);
    plans.clear();
    for (Map.Entry<Plan, Boolean> each : looked.entrySet()) {
      Plan again = cache.again(each.getKey());
      boolean ran = each.getValue();
      catalog = again.catalog();
      if (again.session().isInDoubt() && (ran || catalog.isUnread())) {
        plans.put(again, ran);
      } else {
        known(again.session(), ran, leases);
      }
    }
    if (plans.isEmpty()) {
      leases.unpin(Pin.Kind.UNKNOWN);
    }
  }

  /** What a failure takes back is asked for, and what was never to be known; but for a seed. */
  private static void known(SessionEffect effect, boolean ran, LeaseSet leases)
      throws SQLException {
    Pin pin = effect.pin();
    if (pin != null) {
      Pin left = effect.isInDoubt() ? Pin.other(pin.cause()) : pin;
      leases.pin(left);
      if (!ran && left.kind() != Pin.Kind.SEED) {
        leases.unpinFailed(left);
      }
    }
    if (!effect.settings().isEmpty()) {
      leases.changed(effect.settings());
    }
  }
}
