package dev.weir.planted.sql;

import dev.weir.planted.topology.PlantedTopology;

/** Imports another package. */
public class PlantedSql {
  PlantedTopology topology;
}
