package dev.weir.planted.doctor;

import dev.weir.planted.server.PlantedServer;

/** Asks a server itself. */
public final class PlantedDoctor {
  PlantedServer server;
}
