package dev.weir.planted.jdbc;

import dev.weir.planted.PlantedFace;
import dev.weir.planted.meter.PlantedMeter;
import io.micrometer.core.instrument.MeterRegistry;
import net.ttddyy.dsproxy.QueryInfo;

/**
 * Imports the face, datasource-proxy and Micrometer, and what imports it; is public without need,
 * and has a static that changes.
 */
public class PlantedJdbc {
  static int count;

  PlantedFace face;
  PlantedMeter meter;
  QueryInfo query;
  MeterRegistry registry;
}
