package io.github.resilience4j.retry;

import java.util.function.IntPredicate;

/** Stands for a library that tries again, also after results that are not liked. */
public final class Attempts {
  private Attempts() {}

  /**
   * Tries until it goes well.
   *
   * @param most how often at most
   * @param attempt is told which it is, and says whether it went well
   */
  public static void until(int most, IntPredicate attempt) {
    int number = 0;
    boolean good;
    do {
      good = attempt.test(number);
      number++;
    } while (!good && number < most);
  }
}
