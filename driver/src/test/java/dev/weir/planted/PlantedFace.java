package dev.weir.planted;

import dev.weir.planted.jdbc.PlantedJdbc;

/** The face of a tree in which each rule of the architecture is broken once. */
public class PlantedFace {
  PlantedJdbc jdbc;
}
