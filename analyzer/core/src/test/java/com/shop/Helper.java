package com.shop;

/** Reads what a table has, row by row. */
public final class Helper {
  private final Database db;

  /** Creates it. */
  public Helper(Database db) {
    this.db = db;
  }

  /** Reads twenty rows of a table. */
  public void readAll(String table) {
    for (long id = 0; id < 20; id++) {
      db.read("select * from " + table + " where id = ?", id);
    }
  }
}
