package dev.weir.analyzer.place;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of some of the executions of a statement. Each is a {@link Throwable}, which the JVM fills
 * fast (1 to 3 us) and in a compact form; it is unfolded to frames, which costs five times as much,
 * only when a finding is made. Of executions that came the same way one is kept.
 */
public final class Samples {
  private static final int MOST = 512;
  private static final int MOST_STACKS = 64;
  private static final StackWalker WALKER = StackWalker.getInstance();

  /** The loader that knows the application's classes, when the first sample was taken. */
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

  private final List<Sample> list = new ArrayList<>();
  private final Map<Long, Throwable> stacks = new HashMap<>(4);
  private int kept;
  private long last;

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
    if (kept < MOST_STACKS && list.size() < MOST) {
      kept++;
      list.add(new Sample(ordinal, interrupted, stack));
    }
  }

  /**
   * Adds the stack of the calling thread.
   *
   * @param ordinal which execution this is, from 1
   * @param interrupted whether another statement than usual ran just before it
   * @return whether the thread came another way than to the sample before
   */
  public boolean addHere(long ordinal, boolean interrupted) {
    if (list.size() >= MOST) {
      return false;
    }
    long way = WALKER.walk(frames -> frames.mapToLong(Samples::hash).reduce(1, Samples::mix));
    boolean other = last != 0 && way != last;
    last = way;
    Throwable known = stacks.get(way);
    if (known != null) {
      list.add(new Sample(ordinal, interrupted, known));
    } else if (kept < MOST_STACKS) {
      Throwable stack = new Throwable("stack");
      stacks.put(way, stack);
      add(ordinal, interrupted, stack);
    }
    return other;
  }

  private static long hash(StackFrame frame) {
    int method = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
    return ((long) method << 32) ^ frame.getByteCodeIndex();
  }

  private static long mix(long hash, long frame) {
    long h = (hash ^ frame) * 0xbf58476d1ce4e5b9L;
    return h ^ (h >>> 29);
  }

  /**
   * Whether a stack has a frame of such a class.
   *
   * @param prefixes how the names of such classes begin
   */
  public boolean passes(List<String> prefixes) {
    for (Sample sample : list) {
      for (StackTraceElement frame : sample.stack.getStackTrace()) {
        if (prefixes.stream().anyMatch(frame.getClassName()::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  @Nullable ClassLoader loader() {
    return loader;
  }

  List<Sample> list() {
    return list;
  }

  record Sample(long ordinal, boolean interrupted, Throwable stack) {}
}
