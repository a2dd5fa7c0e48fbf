package dev.weir.planted.accept;

import dev.weir.planted.report.PlantedReport;

/** Imports a sibling. */
public final class PlantedAcceptance {
  PlantedReport report;
}
