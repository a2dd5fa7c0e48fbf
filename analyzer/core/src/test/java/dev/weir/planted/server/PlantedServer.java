package dev.weir.planted.server;

import dev.weir.planted.advise.PlantedAdviceManager;

/** Imports a sibling. */
public final class PlantedServer {
  PlantedAdviceManager advice;
}
