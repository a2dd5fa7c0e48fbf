package dev.weir.jdbc;

import dev.weir.plan.Plan;
import dev.weir.lease.PinSet;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.ReadMarks;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteExplanation;
import dev.weir.route.RouteExplanation.Pinned;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Puts together why a statement would go where it would go. */
final class Explaining {
  private Explaining() {}

  /**
   * Explains one statement of one connection.
   *
   * @param pins of the connection; null if there are none
   * @throws SQLException if its hint is wrong
   */
  static RouteExplanation explain(
      Services services, Routing routing, @Nullable PinSet pins, Plan plan) throws SQLException {
    routing.enter();
    Routing.Contract contract = routing.contract(plan);
    Freshness freshness = contract.freshness();
    Topology topology = services.topology().get();
    long now = services.now();
    RouteDecision decision = routing.decide(plan, false, freshness, topology, now);
    ReadMarks reads = routing.needs(plan).reads();
    return new RouteExplanation(
        plan.shape().text(),
        decision,
        services.shadow(),
        freshness,
        contract.from(),
        plan.needs().cause(),
        pins == null ? null : new Pinned(pins.causes(), Duration.ofNanos(now - pins.sinceNanos())),
        services.plans().tables(plan, now),
        services.router().replicas(reads, freshness, topology, now));
  }
}
