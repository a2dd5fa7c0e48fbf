package com.shop;

import java.util.stream.IntStream;

/** Programs of an application that do the same whatever tells an analyzer of it. */
public final class Programs {
  private static final String MEMBER = "select * from member where id = ?";
  private static final String INSERT = "insert into item (name) values (?)";
  private static final String SET_STATUS = "update orders set status = ? where id = ?";

  private final Database db;

  /** Creates the application. */
  public Programs(Database db) {
    this.db = db;
  }

  public void nested() {
    db.read("select * from account");
    for (long a = 0; a < 5; a++) {
      db.read("select * from orders where account_id = ?", a);
      for (long o = 0; o < 10; o++) {
        db.read("select * from item where order_id = ?", 100 * a + o);
      }
    }
  }

  public void listsOfTwo() {
    db.read("select * from orders");
    for (long id = 0; id < 40; id += 2) {
      db.read("select * from member where id in (?, ?)", id, id + 1);
    }
  }

  public void repeatsAndOthers() {
    for (long i = 0; i < 12; i++) {
      db.read(MEMBER, i % 4);
    }
  }

  public void twoLoops() {
    for (long id = 0; id < 10; id++) {
      db.read(MEMBER, id);
    }
    for (long id = 0; id < 10; id++) {
      db.read(MEMBER, id);
    }
  }

  public void chunks() {
    for (int chunk = 0; chunk < 4; chunk++) {
      Object ids = IntStream.range(1000 * chunk, 1000 * chunk + 1000).toArray();
      db.read("select * from member where id = any (?)", ids);
    }
  }

  public void identical() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from account where id = ?", 1);
    }
  }

  public void updates() {
    db.begin();
    db.read("select * from orders");
    for (long id = 0; id < 200; id++) {
      db.write(1, SET_STATUS, "X", id);
    }
    db.commit();
  }

  public void insertsThatReturn() {
    for (int i = 0; i < 60; i++) {
      db.write(-1, "insert into item (name) values (?) returning id", "name" + i);
    }
  }

  public void deletes() {
    db.read("select * from item where order_id = ?", 1);
    for (long id = 0; id < 80; id++) {
      db.write(1, "delete from item where id = ?", id);
    }
  }

  public void commitInLoop() {
    for (long id = 0; id < 300; id++) {
      db.begin();
      db.write(1, SET_STATUS, "X", id);
      db.commit();
    }
  }

  public void batchesOfOne() {
    for (int i = 0; i < 100; i++) {
      db.batch(INSERT, "name" + i);
    }
  }

  public void twoTablesInTurn() {
    for (int i = 0; i < 100; i++) {
      db.batch(INSERT, "name" + i);
      db.batch("insert into page (name) values (?)", "name" + i);
    }
  }

  public void batches() {
    for (int batch = 0; batch < 5; batch++) {
      db.batch(INSERT, IntStream.range(0, 1000).boxed().toArray());
    }
  }

  public void backfill() {
    for (int chunk = 0; chunk < 30; chunk++) {
      db.begin();
      db.write(10_000, "update orders set flag = true where id between ? and ?", chunk, chunk + 1);
      db.commit();
      db.pause(10);
    }
  }

  public void oneRow() {
    for (int i = 0; i < 15; i++) {
      db.write(1, "update orders set total = ? where id = ?", 10 * i, 9);
    }
  }

  public void batchOfUpdates() {
    db.batch(SET_STATUS, IntStream.range(0, 50).boxed().toArray());
  }

  public void secrets() {
    for (int i = 0; i < 20; i++) {
      db.read("select * from member where email = 'secret" + i + "@example.com'");
      db.write(
          1,
          "update member set token = 'secret"
              + i
              + "' where email = 'secret"
              + i
              + "@example.com'");
    }
  }
}
