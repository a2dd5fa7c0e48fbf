package dev.weir.planted.capture;

import dev.weir.planted.PlantedFace;
import dev.weir.planted.detect.PlantedDetect;

/** Imports the face, and a sibling. */
public class PlantedCapture {
  PlantedFace face;
  PlantedDetect detect;
}
