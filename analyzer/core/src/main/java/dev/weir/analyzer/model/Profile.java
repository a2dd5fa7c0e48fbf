package dev.weir.analyzer.model;

import java.time.Duration;

/**
 * From where on something is a finding.
 *
 * @param loopThreshold how many executions, with as many different keys, make a loop; at least 2
 * @param wasteFloor a loop whose avoidable round trips cost at least this in one unit of work is
 *     reported
 * @param wasteShare so is one that costs at least this share of its unit's time, 0 to 1
 * @param hotUpdatesPerUnit how many updates of one row in one unit of work are a hot row; at least
 *     2
 * @param hotUpdatesPerMinute how many updates of one row per minute, by two units or more, are a
 *     hot row; at least 2
 * @param idleConnection how long nothing may be executed on a connection that is held, in a
 *     transaction or without one, summed up over the time that it is
 * @param longTransaction how long a transaction may be open
 * @param stackEvery where no scope tells what belongs together, after how many executions of a
 *     statement by a thread to look at its stack again; 1 for each time
 */
public record Profile(
    int loopThreshold,
    Duration wasteFloor,
    double wasteShare,
    int hotUpdatesPerUnit,
    int hotUpdatesPerMinute,
    Duration idleConnection,
    Duration longTransaction,
    int stackEvery) {
  private static final Duration NEVER = Duration.ofDays(365);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a value is outside them
   */
  public Profile {
    atLeastTwo("loopThreshold", loopThreshold, "executions");
    atLeastTwo("hotUpdatesPerUnit", hotUpdatesPerUnit, "updates");
    atLeastTwo("hotUpdatesPerMinute", hotUpdatesPerMinute, "updates per minute");
    if (stackEvery < 1) {
      throw new IllegalArgumentException(
          "stackEvery must be at least 1 execution, but is " + stackEvery);
    }
    if (wasteFloor.isNegative()) {
      throw new IllegalArgumentException(
          "wasteFloor must be at least 0 ms, but is " + wasteFloor.toMillis() + " ms");
    }
    atLeastOneMilli("idleConnection", idleConnection);
    atLeastOneMilli("longTransaction", longTransaction);
    if (!(wasteShare >= 0 && wasteShare <= 1)) {
      throw new IllegalArgumentException(
          "wasteShare must be from 0 to 1 (a share of the unit's time), but is " + wasteShare);
    }
  }

  /**
   * Every loop of 3: the median of what development tools take. Small data and a near database hide
   * nothing.
   */
  public static Profile development() {
    return new Profile(
        3, Duration.ZERO, 0, 10, 30, Duration.ofMillis(200), Duration.ofSeconds(10), 1);
  }

  /** Loops of 5 that cost at least 50 ms or 1 % of their unit's time, as production tools take. */
  public static Profile production() {
    return new Profile(
        5, Duration.ofMillis(50), 0.01, 10, 60, Duration.ofSeconds(1), Duration.ofSeconds(10), 64);
  }

  /**
   * The same, but how long something took is no finding: for tests, in which a busy machine or a
   * breakpoint are no fault of the code.
   */
  public Profile withoutClock() {
    return new Profile(
        loopThreshold,
        wasteFloor,
        wasteShare,
        hotUpdatesPerUnit,
        hotUpdatesPerMinute,
        NEVER,
        NEVER,
        stackEvery);
  }

  /** Whether how long something took can be a finding. */
  public boolean hasClock() {
    return idleConnection.compareTo(NEVER) < 0;
  }

  private static void atLeastOneMilli(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(
          name + " must be at least 1 ms, but is " + value.toNanos() / 1e6 + " ms");
    }
  }

  private static void atLeastTwo(String name, int value, String unit) {
    if (value < 2) {
      throw new IllegalArgumentException(
          name + " must be at least 2 " + unit + ", but is " + value);
    }
  }
}
