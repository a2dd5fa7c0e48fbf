package dev.weir.analyzer.count;

import dev.weir.analyzer.model.AdvisoryLock;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long one unit of work after another holds a session's advisory lock while it does something
 * else. One at a time, and at most {@value #MOST} are kept. Reusable; confined to its unit's
 * holder.
 */
final class AdvisoryLocks {
  private static final int MOST = 8;
  private static final long LONG_NANOS = 100_000_000;

  private final List<Finished> kept = new ArrayList<>(0);
  private @Nullable Execution held;
  private long lastNanos;
  private long idleNanos;

  /** What was held; the stack is still folded. */
  record Finished(AdvisoryLock lock, @Nullable Samples place) {
    AdvisoryLock resolve(Places places) {
      return place == null
          ? lock
          : new AdvisoryLock(lock.dataSource(), lock.shape(), places.first(place), lock.idle());
    }
  }

  /**
   * Something was executed.
   *
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  @SuppressWarnings("ReferenceEquality") // One object is told for all of a connection's life.
  void executed(Execution execution, Outcome outcome, boolean late, @Nullable Throwable stack) {
    Execution of = held;
    SqlShape shape = execution.shape();
    if (of == null && shape.functions().isEmpty()) {
      return; // As nearly always.
    }
    if (of != null && of.checkout() == execution.checkout()) {
      idleNanos += Math.max(0, execution.startNanos() - lastNanos);
      lastNanos = outcome.endNanos(execution);
      if (unlocks(shape)) {
        release(of, late, stack);
      }
    } else if (locks(shape)) {
      held = execution;
      lastNanos = outcome.endNanos(execution);
      idleNanos = 0;
    }
  }

  private void release(Execution of, boolean late, @Nullable Throwable stack) {
    held = null;
    if (idleNanos >= LONG_NANOS && kept.size() < MOST) {
      Throwable here = late ? stack : new Throwable("stack");
      Samples place = null;
      if (here != null) {
        place = new Samples();
        place.add(1, false, here);
      }
      kept.add(
          new Finished(
              new AdvisoryLock(
                  of.checkout().dataSource(),
                  of.shape(),
                  Place.UNKNOWN,
                  Duration.ofNanos(idleNanos)),
              place));
    }
  }

  /** Whether a session that did, or did not, hold a lock does so after a statement. */
  static boolean isHeldAfter(SqlShape shape, boolean held) {
    return shape.functions().isEmpty() ? held : held ? !unlocks(shape) : locks(shape);
  }

  /** Whether a statement waits for a lock that its transaction keeps until it ends. */
  static boolean lastsAsTransaction(SqlShape shape) {
    List<FunctionName> functions = shape.functions();
    return functions.size() == 1 && functions.get(0).name().equals("pg_advisory_xact_lock");
  }

  private static boolean locks(SqlShape shape) {
    return calls(shape, "pg_advisory_lock") || calls(shape, "pg_try_advisory_lock");
  }

  private static boolean unlocks(SqlShape shape) {
    return calls(shape, "pg_advisory_unlock");
  }

  private static boolean calls(SqlShape shape, String prefix) {
    List<FunctionName> functions = shape.functions();
    for (int i = 0; i < functions.size(); i++) {
      if (functions.get(i).name().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Hands over what somebody may have something to say of; what is held goes on being held. */
  List<Finished> finish() {
    if (kept.isEmpty()) {
      return List.of();
    }
    List<Finished> finished = List.copyOf(kept);
    kept.clear();
    return finished;
  }
}
