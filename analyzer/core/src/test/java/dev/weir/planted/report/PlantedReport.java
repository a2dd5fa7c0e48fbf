package dev.weir.planted.report;

import dev.weir.planted.server.PlantedServer;

/** Keeps a static that changes, and imports a sibling. */
public final class PlantedReport {
  static int count;
  PlantedServer server;
}
