package dev.weir.planted.count;

import dev.weir.planted.detect.PlantedDetect;

/** Imports a sibling that only looks at what it has counted. */
public final class PlantedCount {
  PlantedDetect detect;
}
