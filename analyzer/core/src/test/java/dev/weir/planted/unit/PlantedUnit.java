package dev.weir.planted.unit;

import dev.weir.planted.PlantedFace;
import dev.weir.planted.count.PlantedCount;

/** Imports the face, and a sibling. */
public class PlantedUnit {
  PlantedFace face;
  PlantedCount count;
}
