package dev.weir.planted.statistics;

import dev.weir.planted.jdbc.PlantedJdbc;

/** Imports the mechanism. */
public class PlantedStatistics {
  PlantedJdbc jdbc;
}
