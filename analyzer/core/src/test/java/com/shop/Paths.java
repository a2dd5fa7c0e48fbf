package com.shop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
