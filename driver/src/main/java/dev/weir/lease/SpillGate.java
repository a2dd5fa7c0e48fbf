package dev.weir.lease;

import dev.weir.route.SpillOver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The reads that are on the primary only because no replica serves them. Thread-safe. */
public final class SpillGate {
  private final SpillOver limits;
  private final Semaphore places;

  /**
   * None yet.
   *
   * @param limits how many there may be
   */
  public SpillGate(SpillOver limits) {
    this.limits = limits;
    this.places = new Semaphore(limits.most());
  }

  public SpillOver limits() {
    return limits;
  }

  /** Takes a place if there is one now. */
  public boolean enter() {
    return places.tryAcquire();
  }

  /** Takes a place if there is one within a time. Who has it gives it back by {@link #leave}. */
  public boolean enter(long nanos) throws InterruptedException {
    return places.tryAcquire(nanos, TimeUnit.NANOSECONDS);
  }

  public void leave() {
    places.release();
  }
}
