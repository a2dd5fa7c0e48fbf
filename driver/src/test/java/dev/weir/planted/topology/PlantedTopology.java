package dev.weir.planted.topology;

import dev.weir.planted.consistency.PlantedConsistency;

/** Imports another package. */
public class PlantedTopology {
  PlantedConsistency consistency;
}
