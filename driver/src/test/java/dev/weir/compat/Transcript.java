package dev.weir.compat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one run of a scenario did: each call of a JDBC method with its outcome, in order. */
final class Transcript {
  private final List<Line> lines = new ArrayList<>();
  private final Set<String> called = new LinkedHashSet<>();
  private boolean closed;

  /**
   * A call.
   *
   * @param method as {@link Interfaces} names it
   * @param call on what, with what
   * @param outcome the value or the exception, without what is of one connection or server
   */
  record Line(String method, String call, String outcome) {
    @Override
    public String toString() {
      return call + " -> " + outcome;
    }
  }

  void add(Line line) {
    lines.add(line);
    if (!closed) {
      called.add(line.method());
    }
  }

  /**
   * Whether calls from here on are on what was closed: they do not count as a use of the method.
   */
  void closed(boolean now) {
    closed = now;
  }

  List<Line> lines() {
    return lines;
  }

  /** The methods that were called on what was open. */
  Set<String> called() {
    return called;
  }
}
