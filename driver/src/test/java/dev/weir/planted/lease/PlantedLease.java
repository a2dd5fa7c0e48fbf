package dev.weir.planted.lease;

import dev.weir.planted.sql.PlantedSql;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads a text, of which a plan should have told it, and asks a session of its own accord. */
public class PlantedLease {
  PlantedSql sql;

  void ask(Connection physical) throws SQLException {
    physical.prepareStatement("select 1").close();
  }
}
