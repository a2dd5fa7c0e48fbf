package dev.weir.analyzer.unit;

/**
 * An explicit unit of work, open until it is closed. What the thread that opened it executes
 * meanwhile belongs to it.
 */
public final class Scope implements AutoCloseable {
  private final Runnable end;

  Scope(Runnable end) {
    this.end = end;
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    end.run();
  }
}
