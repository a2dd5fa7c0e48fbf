package dev.weir.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How an application has Weir, and what its pools begin with.
 *
 * @param kind where Weir is
 * @param autoCommit whether connections are in auto-commit mode when they are lent
 */
record Setup(Kind kind, boolean autoCommit) {
  /** Where Weir is. */
  enum Kind {
    /** It observes the application's pool. */
    OBSERVED,
    /** It observes connections that are opened each time; the application's pool is around it. */
    OBSERVED_IN_POOL,
    /** It has the pool of one server. */
    ONE,
    /** It has the pools of a primary and its replica. */
    ROUTED,
    /** The same, and the application gave the pools. */
    GIVEN,
    /** A primary and its replica, and the application's pool is around it. */
    ROUTED_IN_POOL;

    /** Whether each connection is one session. */
    boolean observes() {
      return this == OBSERVED || this == OBSERVED_IN_POOL;
    }

    boolean hasReplica() {
      return this == ROUTED || this == GIVEN || this == ROUTED_IN_POOL;
    }

    /** Whether the application has a pool of its own, of which it borrows. */
    boolean inPool() {
      return this == OBSERVED || this == OBSERVED_IN_POOL || this == ROUTED_IN_POOL;
    }
  }

  static final List<Setup> ALL =
      Arrays.stream(Kind.values())
          .flatMap(kind -> Stream.of(new Setup(kind, true), new Setup(kind, false)))
          .toList();

  static Setup parse(String text) {
    String[] words = text.split(", auto-commit ", 2);
    return new Setup(
        Kind.valueOf(words[0].toUpperCase(Locale.ROOT).replace(' ', '_')), words[1].equals("on"));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ", auto-commit "
        + (autoCommit ? "on" : "off");
  }
}
