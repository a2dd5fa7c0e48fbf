package dev.weir.planted.stats;

import dev.weir.planted.advise.PlantedAdviceManager;

/** Imports a sibling. */
public final class PlantedStats {
  PlantedAdviceManager advice;
}
