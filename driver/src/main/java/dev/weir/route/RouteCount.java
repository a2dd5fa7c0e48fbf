package dev.weir.route;

import dev.weir.topology.Node;

/**
 * How often a decision was made.
 *
 * @param node where
 * @param reason why
 * @param executions how often, since the DataSource was built
 */
public record RouteCount(Node node, RouteReason reason, long executions) {}
