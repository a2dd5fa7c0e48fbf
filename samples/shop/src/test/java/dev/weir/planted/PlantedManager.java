package dev.weir.planted;

import dev.weir.jdbc.ServerDataSource;
import java.sql.SQLException;
import java.util.Properties;

/** Breaks every rule of the shop's architecture, to prove that each is enforced. */
public final class PlantedManager {
  static int count;

  private PlantedManager() {}

  static ServerDataSource reach(String url) throws SQLException {
    count++;
    return new ServerDataSource(url, new Properties());
  }
}
