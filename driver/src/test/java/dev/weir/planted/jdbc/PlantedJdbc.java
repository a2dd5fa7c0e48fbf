package dev.weir.planted.jdbc;

import dev.weir.planted.PlantedFace;
import dev.weir.planted.meter.PlantedMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.util.concurrent.Callable;
import net.ttddyy.dsproxy.QueryInfo;

/**
 * Imports the face, datasource-proxy and Micrometer, and what imports it; is public without need,
 * has a static that changes, and sends a statement in a roundabout way.
 */
public class PlantedJdbc {
  static int count;

  PlantedFace face;
  PlantedMeter meter;
  QueryInfo query;
  MeterRegistry registry;

  Callable<?> sending(PreparedStatement statement) {
    return statement::executeQuery;
  }
}
