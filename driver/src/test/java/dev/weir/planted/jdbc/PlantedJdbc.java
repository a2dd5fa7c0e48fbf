package dev.weir.planted.jdbc;

import dev.weir.planted.PlantedFace;
import dev.weir.planted.metrics.PlantedMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import net.ttddyy.dsproxy.QueryInfo;

/**
 * Imports the face, metrics, datasource-proxy and Micrometer, is public without need, and has a
 * static that changes.
 */
public class PlantedJdbc {
  static int count;

  PlantedFace face;
  PlantedMetrics metrics;
  QueryInfo query;
  MeterRegistry registry;
}
