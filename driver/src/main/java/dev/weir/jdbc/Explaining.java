package dev.weir.jdbc;

import dev.weir.consistency.Freshness;
import dev.weir.lease.PinSet;
import dev.weir.plan.PlanCache;
import dev.weir.route.RouteExplanation;
import dev.weir.route.RouteExplanation.Pinned;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.time.Duration;

/** Puts together why a statement would go where it would go. */
final class Explaining {
  private Explaining() {}

  /**
   * Explains one statement of one connection.
   *
   * @param run of the statement; it is not executed
   * @throws SQLException if its hint is wrong
   */
  static RouteExplanation explain(Run run, Chooser chooser, PlanCache plans) throws SQLException {
    Freshness freshness = chooser.freshness(run);
    run.freshness(freshness);
    Topology topology = chooser.topology();
    long now = chooser.now();
    PinSet pins = run.leases().pins();
    return new RouteExplanation(
        run.plan().shape().text(),
        chooser.decide(run, topology, now),
        chooser.isShadow(),
        freshness,
        Chooser.origin(run),
        run.plan().needs().cause(),
        pins == null ? null : new Pinned(pins.causes(), Duration.ofNanos(now - pins.sinceNanos())),
        plans.tables(run.plan(), now),
        chooser.router().replicas(run.needs().reads(), freshness, topology, now));
  }
}
