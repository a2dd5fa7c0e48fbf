package dev.weir.planted.forward;

import dev.weir.planted.route.PlantedRoute;

/** Imports more than events. */
public class PlantedForward {
  PlantedRoute route;
}
