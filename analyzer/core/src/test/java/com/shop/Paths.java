package com.shop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Ways by which code comes to execute something; each gives the numbers of the chains it took. */
public final class Paths {
  private final LongSupplier execute;
  private final List<Long> chains = new ArrayList<>();

  /** Executes what it is given. */
  public Paths(LongSupplier execute) {
    this.execute = execute;
  }

  private void execute() {
    chains.add(execute.getAsLong());
  }

  /** One line after the other. */
  public List<Long> lines() {
    execute();
    execute();
    return chains;
  }

  /** A loop with two lines in it. */
  public List<Long> loop() {
    for (int i = 0; i < 2; i++) {
      execute();
      execute();
    }
    return chains;
  }

  /** A loop of a library. */
  public List<Long> forEach() {
    List.of(1, 2, 3).forEach(i -> execute());
    return chains;
  }

  /** A loop within a loop, and one after it. */
  public List<Long> nestedAndNext() {
    for (int i = 0; i < 2; i++) {
      execute();
      for (int j = 0; j < 2; j++) {
        execute();
      }
    }
    for (int i = 0; i < 1; i++) {
      execute();
    }
    return chains;
  }

  /** Tries until it goes well, and then is done. */
  public List<Long> retry() {
    while (true) {
      try {
        execute();
        return chains;
      } catch (IllegalStateException e) {
        // again
      }
    }
  }

  /** Reads, changes what nobody else has changed meanwhile, and reads again if somebody has. */
  public List<Long> optimisticRetry() {
    do {
      execute();
    } while (update() == 0);
    return chains;
  }

  /** The same, a few times at most. */
  public List<Long> optimisticAttempts() {
    for (int attempt = 0; attempt < 3; attempt++) {
      execute();
      int updated = update();
      if (updated == 1) {
        return chains;
      }
    }
    throw new IllegalStateException("given up");
  }

  /** What is read is held by something of the JDK that is none to go through. */
  public List<Long> attemptsOfWhatIsHeld(Map<String, Long> row, AtomicLong seen) {
    long sum;
    do {
      execute();
      long first = chains.get(0);
      Object[] columns = row.values().toArray();
      sum =
          Optional.of(first).get()
              + (Long) columns[0]
              + Objects.requireNonNull(row.get("version"))
              + seen.get();
    } while (update() == 0 && sum != 0);
    return chains;
  }

  /** Asks for one and more. */
  public List<Long> attemptsUntilThereIsOne() {
    do {
      execute();
    } while (update() < 1);
    return chains;
  }

  /** Goes on until a variable says that it was done. */
  public List<Long> attemptsUntilAFlagIsSet() {
    boolean done = false;
    while (!done) {
      execute();
      done = update() == 1;
    }
    return chains;
  }

  /** Sets the variable in a branch. */
  public List<Long> attemptsUntilABranchIsTaken() {
    boolean again = true;
    while (again) {
      execute();
      int updated = update();
      again = updated == 0;
    }
    return chains;
  }

  /** Looks at the count only after something else. */
  public List<Long> attemptsWithSomethingBetween() {
    while (true) {
      execute();
      int updated = update();
      chains.forEach(Objects::requireNonNull);
      if (updated != 1) {
        continue;
      }
      return chains;
    }
  }

  /** As helpers do that try what they are given. */
  public List<Long> attemptsOfWhatIsGiven(BooleanSupplier first, Callable<Boolean> second)
      throws Exception {
    while (!first.getAsBoolean()) {
      execute();
    }
    while (!second.call()) {
      execute();
    }
    return chains;
  }

  /** Goes on as long as there is something to do. */
  public List<Long> untilNothingIsLeft() {
    boolean left = true;
    while (left) {
      execute();
      left = update() > 0 && chains.size() < 4;
    }
    return chains;
  }

  /** The same, with a variable that says the opposite. */
  public List<Long> untilAllIsDone() {
    boolean done;
    do {
      execute();
      int updated = update();
      done = updated == 0 || chains.size() > 4;
    } while (!done);
    return chains;
  }

  /** A variable that counts is none that tells of success. */
  public List<Long> asManyAsThereWere() {
    int left = update();
    while (left <= 2) {
      execute();
      left++;
    }
    return chains;
  }

  /** Goes from element to element of a list, by their numbers. */
  public List<Long> elementsOfAList() {
    List<Integer> ids = List.of(0, 0, 1);
    for (int i = 0; i < ids.size(); i++) {
      execute();
      if (ids.get(i) + update() == 2) {
        return chains;
      }
    }
    return chains;
  }

  private int update() {
    execute();
    return 1;
  }

  /** Looks for the first that there is. */
  public List<Long> firstMatch() {
    for (int id : List.of(1, 2, 3)) {
      if (exists(id)) {
        return chains;
      }
    }
    return chains;
  }

  /** The same in an array. */
  public List<Long> firstOfArray() {
    int[] ids = {1, 2, 3};
    for (int i = 0; i < ids.length; i++) {
      if (exists(ids[i])) {
        return chains;
      }
    }
    return chains;
  }

  private boolean exists(int id) {
    execute();
    return id == 3;
  }

  /** Reads rows one by one with a query builder, which has words like those of a queue. */
  public List<Long> selects() {
    for (int i = 0; i < 3; i++) {
      select("from member").accept(this);
    }
    return chains;
  }

  /** The same by a method of its own. */
  public List<Long> selectsByAMethod() {
    for (int i = 0; i < 3; i++) {
      find(i).accept(this);
    }
    return chains;
  }

  private Query find(int id) {
    return select("from member where id = " + id);
  }

  private Query select(String sql) {
    return new Query(sql);
  }

  private record Query(String sql) {
    void accept(Paths paths) {
      paths.execute();
    }
  }

  /** Works off a list until it is empty. */
  public List<Long> untilEmpty() {
    List<Integer> left = new ArrayList<>(List.of(1, 2, 3));
    while (!left.isEmpty()) {
      left.remove(0);
      execute();
    }
    return chains;
  }

  /** Goes on until it is done. */
  public List<Long> untilDone() {
    while (!isDone()) {
      execute();
    }
    return chains;
  }

  private boolean isDone() {
    return chains.size() == 3;
  }

  /** Takes messages by a method of its own. */
  public List<Long> consumerWithWrapper() throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>(List.of("a", "b", ""));
    while (!next(messages).isEmpty()) {
      execute();
    }
    return chains;
  }

  /** The same with a loop for each message. */
  public List<Long> consumerWithWrapperAndLoop() throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>(List.of("a", "b", ""));
    while (!next(messages).isEmpty()) {
      for (int i = 0; i < 2; i++) {
        execute();
      }
    }
    return chains;
  }

  private static String next(BlockingQueue<String> messages) throws InterruptedException {
    return messages.take();
  }

  /** Works off one message after the other, each in a method of its own. */
  public List<Long> consumerByStep() throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>(List.of("a", "b"));
    while (!messages.isEmpty()) {
      step(messages);
    }
    return chains;
  }

  private void step(BlockingQueue<String> messages) throws InterruptedException {
    if (!messages.take().isEmpty()) {
      execute();
    }
  }

  /** Takes one message after the other, until an empty one comes. */
  public List<Long> consumer() throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>(List.of("a", "b", ""));
    while (!messages.take().isEmpty()) {
      execute();
    }
    return chains;
  }

  /** The same with a loop for each message. */
  public List<Long> consumerWithLoop() throws InterruptedException {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>(List.of("a", "b", ""));
    while (!messages.take().isEmpty()) {
      for (int i = 0; i < 2; i++) {
        execute();
      }
    }
    return chains;
  }

  /** Goes through a queue of its own, which is a loop over data. */
  public List<Long> breadthFirst() {
    Queue<Integer> nodes = new ArrayDeque<>(List.of(1, 2, 3));
    while (nodes.poll() != null) {
      execute();
    }
    return chains;
  }

  /** Calls itself, twice, without a loop. */
  public List<Long> recursion() {
    visit(1);
    return chains;
  }

  private void visit(int depth) {
    execute();
    if (depth < 3) {
      visit(depth + 1);
      visit(depth + 1);
    }
  }

  /** What is reached by cases, none of which comes twice. */
  public List<Long> cases() {
    for (String word : new String[] {"a"}) {
      switch (word) {
        case "a" -> chains.add(0L);
        case "b" -> chains.add(1L);
        default -> chains.add(2L);
      }
    }
    chains.clear();
    execute();
    return chains;
  }
}
