package dev.weir.route;

import dev.weir.topology.Node;

/**
 * Where one statement goes, and why.
 *
 * @param node the server that runs it
 * @param reason the first rule of the order of decision that applied
 */
public record RouteDecision(Node node, RouteReason reason) {}
