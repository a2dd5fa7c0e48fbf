package dev.weir.planted.route;

import dev.weir.planted.catalog.PlantedCatalogManager;

/** Imports the catalogue. */
public class PlantedRoute {
  PlantedCatalogManager catalog;
}
