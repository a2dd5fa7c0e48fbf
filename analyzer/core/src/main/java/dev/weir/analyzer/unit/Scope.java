package dev.weir.analyzer.unit;

import org.jspecify.annotations.Nullable;

/**
 * An explicit unit of work, open until it is closed. What threads execute while they are in it
 * belongs to it. Thread-safe.
 */
public final class Scope<R> implements AutoCloseable {
  private final Units<R> units;
  private final UnitRecorder<R> unit;
  private final long ticket;

  Scope(Units<R> units, UnitRecorder<R> unit, long ticket) {
    this.units = units;
    this.unit = unit;
    this.ticket = ticket;
  }

  /**
   * Lets the calling thread into it, within the one that it is in, if any.
   *
   * @return lets it out again; to be called by the same thread
   */
  public Runnable enter() {
    ThreadUnits<R> mine = units.enter(unit);
    return () -> mine.leave(unit);
  }

  /** Changes what reports call it. */
  public void rename(@Nullable String name) {
    unit.acquire();
    unit.rename(name);
    unit.release();
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    end();
  }

  /**
   * The same, and tells what it held.
   *
   * @return null if it had ended before, or nobody need look at it
   */
  public @Nullable EndedUnit<R> end() {
    return units.close(unit, ticket);
  }
}
