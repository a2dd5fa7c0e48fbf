package com.shop;

/** The code of an application that goes from row to row, or stays with one, in many notations. */
public final class Rows {
  private final Database db;

  /** Creates the application. */
  public Rows(Database db) {
    this.db = db;
  }

  /**
   * Repeats a read.
   *
   * @param keys how many different values each parameter has
   */
  public void read(int times, String sql, int... keys) {
    for (int i = 0; i < times; i++) {
      db.read(sql, values(i, keys));
    }
  }

  /**
   * Repeats a write.
   *
   * @param rows how many it affects
   * @param keys how many different values each parameter has
   */
  public void write(int times, long rows, String sql, int... keys) {
    for (int i = 0; i < times; i++) {
      db.write(rows, sql, values(i, keys));
    }
  }

  /** Reads level by level, each with one list of keys, the next one longer. */
  public void levels(String sql) {
    for (int level = 0; level < 4; level++) {
      Object[] ids = new Object[1 << level];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = 100 * level + i;
      }
      db.read(sql, (Object) ids);
    }
  }

  /** Reads so many lists of so many keys, filled up with NULLs. */
  public void lists(int times, String sql, int keys, int length) {
    for (int list = 0; list < times; list++) {
      Object[] ids = new Object[length];
      for (int i = 0; i < keys; i++) {
        ids[i] = keys * list + i;
      }
      db.read(sql, (Object) ids);
    }
  }

  /** Tries to change one row until nobody else has, with the version that it has read last. */
  public void optimistic() {
    for (int attempt = 1; attempt <= 4; attempt++) {
      db.read("select version from account where id = ?", 7);
      db.write(
          1,
          "update account set n = ?, version = version + 1 where id = ? and version = ?",
          1,
          7,
          attempt);
    }
  }

  /** Many units of work go over the same few rows. */
  public void over(int units, int rows, String sql) {
    for (int unit = 0; unit < units; unit++) {
      db.unit(
          () -> {
            for (int row = 0; row < rows; row++) {
              db.write(1, sql, row);
            }
          });
      db.pause(100);
    }
  }

  /** Several statements write one row, in turns. */
  public void turns(int times, String first, String second) {
    for (int i = 0; i < times; i++) {
      db.write(1, first, 1);
      db.write(1, second, 1);
    }
  }

  /** Many units of work do the same with one row. */
  public void units(int times, String sql, Object... values) {
    for (int i = 0; i < times; i++) {
      db.unit(() -> db.write(1, sql, values));
      db.pause(100);
    }
  }

  private static Object[] values(int i, int... keys) {
    Object[] values = new Object[keys.length];
    for (int k = 0; k < keys.length; k++) {
      values[k] = i % keys[k];
    }
    return values;
  }
}
