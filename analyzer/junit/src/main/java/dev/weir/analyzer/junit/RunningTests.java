package dev.weir.analyzer.junit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The tests of this JVM that run at this moment, and on which threads: what another thread executes
 * belongs to the test that runs alone. Thread-safe.
 */
final class RunningTests {
  static final RunningTests OF_THIS_JVM = new RunningTests();

  /** Those of each thread, the innermost last. */
  private final Map<Thread, List<Running>> byThread = new ConcurrentHashMap<>();

  private volatile boolean hearsOfAll;

  private record Running(String id, @Nullable Recorder recorder) {}

  /** To whom belongs what the calling thread executes. */
  enum Whose {
    /** To who asks. */
    MINE,
    /** To somebody else, or to nobody. */
    NOT_MINE,
    /** To one of several. */
    UNKNOWN
  }

  /** From now on, tests of which no recorder knows are told of as well. */
  void hearOfAll() {
    hearsOfAll = true;
  }

  boolean hearsOfAll() {
    return hearsOfAll;
  }

  /**
   * A test begins on the calling thread.
   *
   * @param id of the test, by the platform
   * @param recorder of what it executes; null if nobody records that
   */
  void begin(String id, @Nullable Recorder recorder) {
    byThread
        .computeIfAbsent(Thread.currentThread(), thread -> new CopyOnWriteArrayList<>())
        .add(new Running(id, recorder));
  }

  /** It has ended, on the same thread. */
  void end(String id, @Nullable Recorder recorder) {
    List<Running> mine = byThread.get(Thread.currentThread());
    if (mine != null) {
      mine.remove(new Running(id, recorder));
      if (mine.isEmpty()) {
        byThread.remove(Thread.currentThread());
      }
    }
  }

  /** The innermost test of the calling thread; null if none is known. */
  @Nullable String id() {
    List<Running> mine = byThread.get(Thread.currentThread());
    return mine == null ? null : mine.get(mine.size() - 1).id();
  }

  /** To whom belongs what the calling thread executes at this moment. */
  Whose whose(Recorder recorder) {
    List<Running> mine = byThread.get(Thread.currentThread());
    if (mine != null) {
      return holds(mine, recorder) ? Whose.MINE : Whose.NOT_MINE;
    }
    if (recorder.mayBeOneOfMany() || !isOneTest()) {
      return Whose.UNKNOWN;
    }
    return byThread.values().stream().anyMatch(running -> holds(running, recorder))
        ? Whose.MINE
        : Whose.NOT_MINE;
  }

  private static boolean holds(List<Running> running, Recorder recorder) {
    return running.stream().anyMatch(each -> recorder.equals(each.recorder()));
  }

  /** Whether all that run are one, on whatever threads, and what is within it. */
  private boolean isOneTest() {
    String one = null;
    for (List<Running> running : byThread.values()) {
      for (Running each : running) {
        if (one == null || one.startsWith(each.id())) {
          one = each.id();
        } else if (isAnother(one, each, running)) {
          return false;
        }
      }
    }
    return true;
  }

  /** What is on the thread of a test runs within it, whatever it is called. */
  private static boolean isAnother(String one, Running each, List<Running> thread) {
    return !each.id().startsWith(one) && thread.stream().noneMatch(other -> other.id().equals(one));
  }
}
