package dev.weir.planted.place;

import dev.weir.event.Execution;

/** Sees events. */
public final class PlantedPlace {
  Execution execution;
}
