package dev.weir.planted;

import dev.weir.analyzer.detect.Detector;

/** A violation: it knows what only the analyzer's face may know. */
abstract class PlantedStarter {
  abstract Detector detector();
}
