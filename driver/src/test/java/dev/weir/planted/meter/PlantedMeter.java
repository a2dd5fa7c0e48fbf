package dev.weir.planted.meter;

import dev.weir.planted.jdbc.PlantedJdbc;

/** Imports the mechanism. */
public class PlantedMeter {
  PlantedJdbc jdbc;
}
