package com.shop;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Hands out tasks, each of which reads one row. */
public final class Tasks {
  private final Consumer<Runnable> executor;
  private final LongConsumer read;

  /**
   * Hands them to something.
   *
   * @param executor runs them, on any thread
   * @param read reads a row
   */
  public Tasks(Consumer<Runnable> executor, LongConsumer read) {
    this.executor = executor;
    this.read = read;
  }

  /** One for each of so many rows. */
  public void each(int rows) {
    for (int row = 0; row < rows; row++) {
      long id = row;
      executor.accept(() -> read.accept(id));
    }
  }

  /** Three that have nothing to do with each other. */
  public void three() {
    executor.accept(() -> read.accept(1));
    executor.accept(() -> read.accept(2));
    executor.accept(() -> read.accept(3));
  }
}
