package dev.weir.planted.advise;

import dev.weir.planted.report.PlantedReport;

/** Has a name without a shape, and imports a sibling. */
public final class PlantedAdviceManager {
  PlantedReport report;
}
