package dev.weir.planted;

import dev.weir.analyzer.server.TableSampler;

/** Knows what is inside the analyzer. */
final class PlantedPage {
  private PlantedPage() {}

  static Class<?> inside() {
    return TableSampler.class;
  }
}
