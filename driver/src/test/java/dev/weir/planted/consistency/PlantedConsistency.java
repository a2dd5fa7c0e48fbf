package dev.weir.planted.consistency;

import dev.weir.planted.route.PlantedRoute;

/** Imports more than topology. */
public class PlantedConsistency {
  PlantedRoute route;
}
