package dev.weir.planted.plan;

import dev.weir.planted.topology.PlantedTopology;

/** A text needs something of a server, but is of none. */
public class PlantedPlan {
  PlantedTopology topology;
}
