package dev.weir.planted.metrics;

import dev.weir.planted.jdbc.PlantedJdbc;

/** Imports the mechanism. */
public class PlantedMetrics {
  PlantedJdbc jdbc;
}
