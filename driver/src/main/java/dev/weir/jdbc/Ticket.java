package dev.weir.jdbc;

import dev.weir.route.RouteDecision;

/**
 * Where an execution goes, and the connection it has for that.
 *
 * @param decision where, and why
 * @param lease held until the execution, and what it leaves open, is over
 */
record Ticket(RouteDecision decision, Lease lease) {}
