package dev.weir.planted.event;

import dev.weir.planted.consistency.PlantedConsistency;

/** Imports more than the language and the decision. */
public class PlantedEvent {
  PlantedConsistency consistency;
}
