package dev.weir.planted.jdbc;

import dev.weir.planted.PlantedFace;
import net.ttddyy.dsproxy.QueryInfo;

/** Imports the face and datasource-proxy, is public without need, and has a static that changes. */
public class PlantedJdbc {
  static int count;

  PlantedFace face;
  QueryInfo query;
}
