package dev.weir.planted.lease;

import dev.weir.planted.sql.PlantedSql;

/** Reads a text, of which a plan should have told it. */
public class PlantedLease {
  PlantedSql sql;
}
