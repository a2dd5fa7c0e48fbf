package com.shop;

import java.util.stream.IntStream;

/**
 * The code of an application, right and wrong. The names of the methods are the ids of the labelled
 * scenarios that they are; letters A to F and K as there: N+1 and its look-alikes, row-by-row
 * writes and theirs, hot rows and theirs, robustness.
 */
public final class Scenarios {
  private static final String MEMBER = "select * from member where id = ?";
  private static final String INSERT = "insert into item (name) values (?)";
  private static final String SET_STATUS = "update orders set status = ? where id = ?";

  private final Database db;

  /** Creates the application. */
  public Scenarios(Database db) {
    this.db = db;
  }

  // A: N+1, positives

  public void a01LazyManyToOne() {
    db.begin();
    db.read("select * from orders");
    for (long id = 0; id < 50; id++) {
      db.read(MEMBER, id);
    }
    db.commit();
  }

  public void a03LoopOverInput() {
    for (long id = 0; id < 30; id++) {
      db.read(MEMBER, id);
    }
  }

  public void a05Nested() {
    db.read("select * from account");
    for (long a = 0; a < 5; a++) {
      db.read("select * from orders where account_id = ?", a);
      for (long o = 0; o < 10; o++) {
        db.read("select * from item where order_id = ?", 100 * a + o);
      }
    }
  }

  public void a07Breakers() {
    db.read("select * from orders");
    for (long id = 0; id < 50; id++) {
      db.write(0, "set search_path to shop");
      db.read("select 1");
      db.read(MEMBER, id);
    }
  }

  public void a09Recursion() {
    visit(1, 1);
  }

  private void visit(long node, int depth) {
    db.read("select * from page where parent_id = ?", node);
    if (depth < 6) {
      visit(2 * node, depth + 1);
      visit(2 * node + 1, depth + 1);
    }
  }

  public void a11BatchSizeTwo() {
    db.read("select * from orders");
    for (long id = 0; id < 40; id += 2) {
      db.read("select * from member where id in (?, ?)", id, id + 1);
    }
  }

  public void a13RepeatsAndDistinct() {
    for (long i = 0; i < 12; i++) {
      db.read(MEMBER, i % 4);
    }
  }

  public void a15AfterCommit() {
    db.begin();
    db.read("select * from orders");
    db.commit();
    for (long id = 0; id < 30; id++) {
      db.read(MEMBER, id);
    }
  }

  public void a17Aggregate() {
    db.read("select * from orders");
    for (long id = 0; id < 25; id++) {
      db.read("select count(*) from item where order_id = ?", id);
    }
  }

  public void a19TwoLoops() {
    for (long id = 0; id < 10; id++) {
      db.read(MEMBER, id);
    }
    for (long id = 0; id < 10; id++) {
      db.read(MEMBER, id);
    }
  }

  public void a19TwoLoopsApart() {
    for (long id = 0; id < 100; id++) {
      find(id);
    }
    db.read("select * from orders");
    for (long id = 0; id < 5; id++) {
      find(id);
    }
  }

  // B: N+1, negatives

  public void b01JoinFetch() {
    db.read("select * from orders o join member m on m.id = o.member_id");
  }

  public void b03Chunks() {
    for (int chunk = 0; chunk < 4; chunk++) {
      Object ids = IntStream.range(1000 * chunk, 1000 * chunk + 1000).toArray();
      db.read("select * from member where id = any (?)", ids);
    }
  }

  public void b05OneEntity() {
    db.read("select * from orders where id = ?", 1);
    db.read(MEMBER, 9);
    db.read("select * from item where order_id = ?", 1);
    db.read("select * from account where id = ?", 3);
  }

  public void b05OneMethodThreeCallers() {
    find(1);
    find(2);
    find(3);
  }

  public void b05WorkerLoop() {
    for (int task = 0; task < 1; task++) {
      find(1);
      find(2);
      find(3);
    }
  }

  private void find(long id) {
    db.read(MEMBER, id);
  }

  public void b07Cursor() {
    db.read("select * from orders");
  }

  public void b09Retries() {
    for (int attempt = 0; attempt < 3; attempt++) {
      db.begin();
      db.read(MEMBER, 5);
      db.fail("select * from account where id = ?", attempt);
      db.commit();
    }
  }

  public void b11Ticks() {
    for (long tick = 0; tick < 5; tick++) {
      db.unit(() -> db.read("select * from page where id = ?", 1));
      db.pause(60_000);
    }
  }

  public void b13Shards() {
    for (int shard = 0; shard < 8; shard++) {
      db.use("shard" + shard);
      db.read(MEMBER, shard);
    }
  }

  public void b15Stages() {
    Object ids = new long[] {1, 2, 3};
    db.read("select * from account");
    db.read("select * from orders where account_id = any (?)", ids);
    db.read("select * from item where order_id = any (?)", ids);
    db.read("select * from page where item_id = any (?)", ids);
  }

  public void b17Sequence() {
    for (int i = 0; i < 3; i++) {
      db.read("select nextval('s')");
    }
    db.batch(INSERT, IntStream.range(0, 150).boxed().toArray());
  }

  public void b19Fixtures() {
    db.unwatched(this::a03LoopOverInput);
  }

  public void b21Paging() {
    for (long request = 0; request < 6; request++) {
      long category = request;
      db.unit(() -> db.read("select * from item where category = ? limit 20", category));
      db.pause(500);
    }
  }

  public void b23Identical() {
    for (int i = 0; i < 12; i++) {
      db.read("select * from account where id = ?", 1);
    }
  }

  public void keysetPaging() {
    for (int page = 0; page < 40; page++) {
      db.read(
          "select * from item where shop_id = ? and id > ? order by id limit 100", 1, 100 * page);
    }
  }

  // C: row by row, positives

  public void c01UpdateLoop() {
    db.begin();
    db.read("select * from orders");
    for (long id = 0; id < 200; id++) {
      db.write(1, SET_STATUS, "X", id);
    }
    db.commit();
  }

  public void c05InsertReturning() {
    for (int i = 0; i < 60; i++) {
      db.write(-1, "insert into item (name) values (?) returning id", "name" + i);
    }
  }

  public void c07DerivedDelete() {
    db.read("select * from item where order_id = ?", 1);
    for (long id = 0; id < 80; id++) {
      db.write(1, "delete from item where id = ?", id);
    }
  }

  public void c09UpsertLoop() {
    for (long id = 0; id < 90; id++) {
      db.write(
          1,
          "insert into item (id, n) values (?, ?) on conflict (id) do update set n = excluded.n",
          id,
          1);
    }
  }

  public void c11CommitInLoop() {
    for (long id = 0; id < 300; id++) {
      db.begin();
      db.write(1, SET_STATUS, "X", id);
      db.commit();
    }
  }

  public void c13BatchesOfOne() {
    for (int i = 0; i < 100; i++) {
      db.batch(INSERT, "name" + i);
    }
  }

  public void c17MixedOrder() {
    for (int i = 0; i < 100; i++) {
      db.batch(INSERT, "name" + i);
      db.batch("insert into page (name) values (?)", "name" + i);
    }
  }

  public void c19HelperDepth() {
    for (long id = 0; id < 200; id++) {
      save(id, (int) (id % 4));
    }
  }

  private void save(long id, int depth) {
    if (depth == 0) {
      db.write(1, SET_STATUS, "X", id);
    } else if (depth == 1) {
      saveDirectly(id);
    } else {
      saveSlowly(id);
    }
  }

  private void saveDirectly(long id) {
    db.write(1, SET_STATUS, "X", id);
  }

  private void saveSlowly(long id) {
    saveDirectly(id);
  }

  // D: row by row, negatives

  public void d01ProperBatch() {
    for (int batch = 0; batch < 5; batch++) {
      db.batch(INSERT, IntStream.range(0, 1000).boxed().toArray());
    }
  }

  public void d03Unnest() {
    for (int chunk = 0; chunk < 5; chunk++) {
      db.write(
          5000,
          "insert into item (name) select * from unnest(?::text[])",
          (Object) new String[] {"a"});
    }
  }

  public void d05AuditRows() {
    db.write(1, "insert into page (name) values (?)", "a");
    db.write(1, "insert into page (name) values (?)", "b");
    db.write(1, INSERT, "c");
  }

  public void d07ChunkedBackfill() {
    for (int chunk = 0; chunk < 30; chunk++) {
      db.begin();
      db.write(10_000, "update orders set flag = true where id between ? and ?", chunk, chunk + 1);
      db.commit();
      db.pause(10);
    }
  }

  public void d09OneUnitPerItem() {
    for (long item = 0; item < 20; item++) {
      long id = item;
      db.unit(() -> work(id));
    }
  }

  private void work(long id) {
    db.begin();
    db.read("select * from job where state = ? for update skip locked limit 1", "NEW");
    db.pause(2_000);
    db.write(1, "update job set state = ? where id = ?", "DONE", id);
    db.commit();
  }

  public void d11DifferentStatements() {
    for (String table : "a b c d e f g h i j".split(" ", -1)) {
      db.write(1, "insert into " + table + " (name) values (?)", "x");
    }
  }

  public void d13TestData() {
    db.unwatched(this::c05InsertReturning);
  }

  // E: hot rows, positives

  public void e01Counter() {
    for (int second = 0; second < 60; second++) {
      for (int unit = 0; unit < 5; unit++) {
        hit(unit);
      }
      db.pause(1_000);
    }
  }

  private void hit(int thread) {
    db.thread(
        thread,
        () -> db.unit(() -> db.write(1, "update page set hits = hits + 1 where id = ?", 7)));
  }

  public void e03Singleton() {
    for (int i = 0; i < 180; i++) {
      int thread = i % 2;
      db.thread(
          thread, () -> db.unit(() -> db.write(1, "update account set v = ? where id = 1", "x")));
      db.pause(330);
    }
  }

  public void e05SameRowInOneUnit() {
    for (int i = 0; i < 15; i++) {
      db.write(1, "update orders set total = ? where id = ?", 10 * i, 9);
    }
  }

  public void e11DenormalisedParent() {
    for (int i = 0; i < 5_000; i++) {
      db.write(1, "update account set last_seen = ? where id = ?", i, 1);
    }
  }

  // F: hot rows, negatives

  public void f01Uniform() {
    long id = 1;
    for (int i = 0; i < 12_000; i++) {
      id = (id * 48_271) % 0x7fffffff;
      long row = id % 1_000_000;
      db.unit(() -> db.write(1, "update orders set total = ? where id = ?", 1, row));
      db.pause(5);
    }
  }

  public void f03Guarded() {
    for (int i = 0; i < 200; i++) {
      long rows = i % 10 == 0 ? 1 : 0;
      db.unit(
          () ->
              db.write(
                  rows,
                  "update member set last_seen = ? where id = ? and last_seen < ?",
                  "b",
                  1,
                  "a"));
      db.pause(500);
    }
  }

  public void f05AdvisoryLock() {
    for (int i = 0; i < 300; i++) {
      db.unit(() -> db.read("select pg_try_advisory_lock(?)", 42));
      db.pause(200);
    }
  }

  public void f07CartRow() {
    for (int i = 0; i < 3; i++) {
      db.unit(() -> db.write(1, "update orders set total = ? where id = ?", 1, 9));
      db.pause(200_000);
    }
  }

  public void f09SameIdOtherTables() {
    for (int i = 0; i < 25; i++) {
      for (String table : new String[] {"orders", "item", "job"}) {
        db.unit(() -> db.write(1, "update " + table + " set n = ? where id = ?", 1, 1));
      }
      db.pause(1_000);
    }
  }

  // K: robustness

  public void k03DollarQuoted() {
    db.write(0, "do $$ begin perform 1; select * from member where id = 1; end $$");
  }

  public void k07BatchKeepsParameters() {
    db.batch(SET_STATUS, IntStream.range(0, 50).boxed().toArray());
  }

  public void k11Million() {
    db.read("select * from orders");
    for (long id = 0; id < 1_000_000; id++) {
      db.read(MEMBER, id);
    }
  }

  public void k15Secrets() {
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
