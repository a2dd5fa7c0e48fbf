package dev.weir.planted;

import dev.weir.analyzer.detect.Detectors;

/** A violation: it knows what only the analyzer's face may know. */
abstract class PlantedJunit {
  abstract Detectors detectors();
}
