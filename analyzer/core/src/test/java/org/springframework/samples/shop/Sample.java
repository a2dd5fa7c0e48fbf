package org.springframework.samples.shop;

import com.shop.Database;

/** An application whose package begins like a library's. */
public final class Sample {
  private final Database db;

  /** Creates it. */
  public Sample(Database db) {
    this.db = db;
  }

  /** Reads in a loop. */
  public void list() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from owner where id = ?", i);
    }
  }
}
