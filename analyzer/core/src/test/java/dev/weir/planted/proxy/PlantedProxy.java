package dev.weir.planted.proxy;

import dev.weir.planted.model.PlantedModel;

/** Knows more than events. */
public final class PlantedProxy {
  PlantedModel model;
}
