package com.shop;

import dev.weir.analyzer.accept.Accepted;

/** Loops of which some are as they should be. */
public final class AcceptedLoops {
  private final Database db;

  public AcceptedLoops(Database db) {
    this.db = db;
  }

  @Accepted(code = "n-plus-one", reason = "twelve at most", owner = "shop")
  public void few() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from member where id = ?", i);
    }
  }

  /** Its name begins like the other's. */
  public void fewer() {
    loop();
  }

  @Accepted(code = "LU", reason = "no reads are meant")
  @Accepted(code = "n1", reason = "was accepted once", until = "1900-01-01")
  public void over() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from member where id = ?", i);
    }
  }

  @Accepted(code = "N1", reason = "a date that is none", until = "31.03.2027")
  public void mistaken() {
    loop();
  }

  @Accepted(code = "LUX", reason = "a code that is none")
  public void unknown() {
    loop();
  }

  private void loop() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from member where id = ?", i);
    }
  }

  /** All of it. */
  @Accepted(
      code = {"LU", "N1"},
      reason = "a batch at night")
  public static final class Night {
    private final Database db;

    public Night(Database db) {
      this.db = db;
    }

    public void run() {
      for (int i = 0; i < 12; i++) {
        db.read("select * from member where id = ?", i);
      }
    }
  }
}
