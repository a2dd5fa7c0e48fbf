package dev.weir.planted;

import dev.weir.analyzer.server.TableSampler;

/** Asks a server itself. */
final class PlantedCommand {
  TableSampler sampler;
}
