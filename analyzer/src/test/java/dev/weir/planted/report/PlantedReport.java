package dev.weir.planted.report;

import dev.weir.planted.stats.PlantedStats;

/** Keeps a static that changes, and imports a sibling. */
public final class PlantedReport {
  static int count;
  PlantedStats stats;
}
