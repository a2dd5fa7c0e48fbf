package dev.weir.planted.catalog;

import dev.weir.planted.event.PlantedEvent;

/** Imports more than the language, and has a name that says nothing. */
public class PlantedCatalogManager {
  PlantedEvent event;
}
