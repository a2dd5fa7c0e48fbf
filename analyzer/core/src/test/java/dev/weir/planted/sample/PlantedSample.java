package dev.weir.planted.sample;

import dev.weir.planted.server.PlantedServer;

/** Imports who fills it. */
public final class PlantedSample {
  PlantedServer server;
}
