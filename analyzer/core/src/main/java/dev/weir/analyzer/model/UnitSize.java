package dev.weir.analyzer.model;

import java.time.Duration;

/**
 * How many different statements the units of work of one name execute.
 *
 * @param name of the units
 * @param units how many there were, ever
 * @param different so many in 95 of a hundred units, or fewer
 * @param most the most in one unit
 */
public record UnitSize(String name, long units, int different, int most) {
  /** What takes longer is a job, and not counted. */
  public static final Duration LONGEST = Duration.ofSeconds(30);
}
