package dev.weir.planted;

import dev.weir.lease.Failures;
import java.sql.SQLException;

/** Breaks every rule of the shop's architecture, to prove that each is enforced. */
public final class PlantedManager {
  static int count;

  private PlantedManager() {}

  static SQLException reach() {
    count++;
    return Failures.closed();
  }
}
