package dev.weir.analyzer.place;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of some of the executions of a statement. A sample is a new {@link Throwable}, which the
 * JVM fills fast (1 to 3 us) and in a compact form; it is unfolded to frames, which costs five
 * times as much, only when a finding is made.
 */
public final class Samples {
  private static final int MOST = 64;

  /** The loader that knows the application's classes, when the first sample was taken. */
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

  private final List<Sample> list = new ArrayList<>();

  /** None yet. */
  public Samples() {}

  /**
   * Adds a stack.
   *
   * @param ordinal which execution this is, from 1
   * @param interrupted whether another statement than usual ran just before it, so that a new loop
   *     may begin here
   * @param stack of the execution
   */
  public void add(long ordinal, boolean interrupted, Throwable stack) {
    if (list.size() < MOST) {
      list.add(new Sample(ordinal, interrupted, stack));
    }
  }

  @Nullable ClassLoader loader() {
    return loader;
  }

  List<Sample> list() {
    return list;
  }

  record Sample(long ordinal, boolean interrupted, Throwable stack) {}
}
