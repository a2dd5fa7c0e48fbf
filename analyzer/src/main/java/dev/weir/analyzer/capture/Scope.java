package dev.weir.analyzer.capture;

/**
 * An explicit unit of work, open until it is closed. What the thread that opened it executes
 * meanwhile belongs to it.
 */
public final class Scope implements AutoCloseable {
  private final Recorder recorder;
  private final UnitRecorder unit;
  private final long ticket;

  Scope(Recorder recorder, UnitRecorder unit, long ticket) {
    this.recorder = recorder;
    this.unit = unit;
    this.ticket = ticket;
  }

  /** Ends the unit of work. Any thread may, and more than once. */
  @Override
  public void close() {
    recorder.close(unit, ticket);
  }
}
