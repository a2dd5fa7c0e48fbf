package com.shop;

import io.github.resilience4j.retry.Attempts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Every way to repeat a query. The line that a report should name has a comment with the method's
 * name.
 */
public final class Loops {
  private static final String SQL = "select * from member where id = ?";

  private final Database db;
  private final List<Long> ids = LongStream.range(0, 12).boxed().toList();

  public Loops(Database db) {
    this.db = db;
  }

  public void forLoop() {
    for (int i = 0; i < 12; i++) {
      db.read(SQL, i); // forLoop
    }
  }

  public void longAndShort() {
    for (int i = 0; i < 300; i++) {
      find(i); // longAndShort
    }
    for (int i = 0; i < 30; i++) {
      find(i); // longAndShort
    }
  }

  public void longAndOnce() {
    for (int i = 0; i < 300; i++) {
      find(i); // longAndOnce
    }
    for (int i = 0; i < 2; i++) {
      find(i);
    }
    find(7);
  }

  /** Each line is executed twice. */
  public void twoLinesTwice() {
    for (int i = 0; i < 2; i++) {
      find(i);
      find(i + 10);
    }
  }

  /** Each line is executed three times. */
  public void twoLinesThrice() {
    for (int i = 0; i < 3; i++) {
      find(i); // twoLinesThrice
      find(i + 10); // twoLinesThrice
    }
  }

  public void whileLoop() {
    long i = 0;
    while (i < 12) {
      db.read(SQL, i++); // whileLoop
    }
  }

  public void doWhile() {
    long i = 0;
    do {
      db.read(SQL, i++); // doWhile
    } while (i < 12);
  }

  public void forEachLoop() {
    for (long id : ids) {
      if (id >= 0) {
        db.read(SQL, id); // forEachLoop
      }
    }
  }

  public void iterator() {
    for (Iterator<Long> all = ids.iterator(); all.hasNext(); ) {
      db.read(SQL, all.next()); // iterator
    }
  }

  public void continueAndTry() {
    for (long id : ids) {
      try {
        if (id < 0) {
          continue;
        }
        db.read(SQL, id); // continueAndTry
      } catch (IllegalStateException e) {
        id = -1;
      } finally {
        id++;
      }
    }
  }

  public List<Long> stream() {
    return ids.stream()
        .map(
            id -> {
              db.read(SQL, id); // stream
              return id;
            })
        .toList();
  }

  public void forEachLambda() {
    new ArrayList<>(ids).forEach(id -> db.read(SQL, id)); // forEachLambda
  }

  public void mapForEach() {
    Map<Long, String> names = new HashMap<>();
    ids.forEach(id -> names.put(id, "x"));
    names.forEach((id, name) -> db.read(SQL, id)); // mapForEach
  }

  public void methodReference() {
    ids.forEach(this::find); // methodReference
  }

  private void find(long id) {
    db.read(SQL, id);
  }

  public void helper() {
    for (long id : ids) {
      deep(id); // helper
    }
  }

  private void deep(long id) {
    deeper(id);
  }

  private void deeper(long id) {
    find(id);
  }

  /** Each is tried until it goes well. */
  public void retried() {
    for (long id : ids) {
      again(id); // retried
    }
  }

  private void again(long id) {
    while (true) {
      try {
        find(id);
        return;
      } catch (IllegalStateException e) {
        // again
      }
    }
  }

  /** Three calls on one line are no loop. */
  public void oneLineWithoutALoop() {
    find(1);
    find(2);
    find(3);
    find(4);
  }

  /** A library tries each. */
  public void retriedByALibrary() {
    for (long id : ids) {
      Attempts.until(3, number -> tried(id)); // retriedByALibrary
    }
  }

  private boolean tried(long id) {
    find(id);
    return true;
  }

  /** A library tries again and again, which is no loop. */
  public void onlyRetriedByALibrary() {
    Attempts.until(5, number -> !tried(number));
  }

  /** Two lists of two, each with the helper that loops. */
  public void twoShortLists() {
    all(ids.subList(0, 2));
    all(ids.subList(2, 4));
  }

  /** Two lists, one short, one long. */
  public void shortAndLongList() {
    all(ids.subList(0, 2));
    all(ids.subList(2, 12));
  }

  private void all(List<Long> some) {
    for (long id : some) {
      db.read(SQL, id); // shortAndLongList
    }
  }

  public void overloads() {
    for (long id : ids) {
      load(id); // overloads
    }
  }

  private void load(long id) {
    load(id, true);
  }

  private void load(long id, boolean all) {
    db.read(SQL, all ? id : -id);
  }

  public void recursion() {
    visit(1);
  }

  private void visit(long node) {
    db.read(SQL, node); // recursion
    if (node < 8) {
      visit(2 * node);
      visit(2 * node + 1);
    }
  }

  public void inner() {
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 5; b++) {
        db.read(SQL, 5 * a + b); // inner
      }
    }
  }

  public void oneLine() {
    for (long id : ids) db.read(SQL, id); // oneLine
  }

  public void two() {
    for (long id : ids) {
      db.read(SQL, id); // two
    }
    ids.stream().mapToLong(id -> id).forEach(id -> db.read(SQL, id)); // two
  }

  public void twoLambdas() {
    ids.forEach(id -> db.read(SQL, id)); // twoLambdas
    ids.forEach(id -> db.read(SQL, id)); // twoLambdas
  }
}
