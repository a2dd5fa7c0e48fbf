package dev.weir.planted;

import dev.weir.planted.unit.PlantedUnit;

/** A face that holds a part which refers back to it: a cycle through the root package. */
public final class PlantedFace {
  PlantedUnit unit = new PlantedUnit();
}
