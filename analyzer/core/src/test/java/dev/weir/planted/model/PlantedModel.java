package dev.weir.planted.model;

import dev.weir.planted.report.PlantedReport;

/** A class among the nouns, which imports outwards. */
public final class PlantedModel {
  PlantedReport report;
}
