package dev.weir.analyzer.model;

import org.jspecify.annotations.Nullable;

/**
 * Where in the code a statement is executed, and repeated.
 *
 * @param callSite the application's line that executes it; null if the stack held no application
 *     frame
 * @param loop the application's line whose loop repeats it; null if it could not be told
 * @param ordinal which loop of its method that is, from 0, so that two loops of one method stay
 *     apart when lines move
 * @param mapper what stands between the application and the driver
 */
public record Place(
    @Nullable CallSite callSite, @Nullable CallSite loop, int ordinal, Mapper mapper) {
  /** What executes the application's statements, and has its own words for what to do. */
  public enum Mapper {
    /** None that is known. */
    NONE,
    /** Hibernate ORM. */
    HIBERNATE,
    /** JdbcTemplate and what is built on it. */
    SPRING_JDBC,
    /** Spring Data JDBC, which executes through JdbcTemplate. */
    SPRING_DATA_JDBC,
    /** MyBatis, with Spring or without. */
    MYBATIS,
    /** jOOQ. */
    JOOQ
  }

  /**
   * Whether it is in the same loop, perhaps by another of its lines; false if a loop is not known.
   *
   * @param other of the same application
   */
  public boolean isInLoopOf(Place other) {
    return loop != null
        && other.loop != null
        && loop.className().equals(other.loop.className())
        && loop.method().equals(other.loop.method())
        && ordinal == other.ordinal;
  }

  /**
   * A place of which no mapper is known.
   *
   * @param callSite the application's line that executes it
   * @param loop the application's line whose loop repeats it
   * @param ordinal which loop of its method that is
   */
  public Place(@Nullable CallSite callSite, @Nullable CallSite loop, int ordinal) {
    this(callSite, loop, ordinal, Mapper.NONE);
  }

  /** A place of which nothing is known. */
  public static final Place UNKNOWN = new Place(null, null, 0);
}
