package dev.weir.planted.rewrite;

import dev.weir.planted.advise.PlantedAdviceManager;

/** Imports what it is imported by. */
public final class PlantedRewrite {
  PlantedAdviceManager advice;
}
