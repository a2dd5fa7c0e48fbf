package dev.weir.planted.detect;

import dev.weir.event.Execution;
import dev.weir.planted.server.PlantedServer;
import dev.weir.route.RouteDecision;
import net.ttddyy.dsproxy.QueryInfo;

/** Sees events, routing and datasource-proxy, and a sibling. */
public final class PlantedDetect {
  Execution execution;
  RouteDecision decision;
  QueryInfo query;
  PlantedServer server;
}
