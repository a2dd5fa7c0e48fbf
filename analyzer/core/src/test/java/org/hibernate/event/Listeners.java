package org.hibernate.event;

import com.shop.Database;
import java.util.List;

/** Stands for a library that does what it is asked for in a loop of its own, which comes once. */
public final class Listeners {
  private Listeners() {}

  /** Reads by each of its listeners, of which there is one. */
  public static void read(Database db, String sql, Object... values) {
    for (String listener : List.of("default")) {
      if (!listener.isEmpty()) {
        db.read(sql, values);
      }
    }
  }
}
