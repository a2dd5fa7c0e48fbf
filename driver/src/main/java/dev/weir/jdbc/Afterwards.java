package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Publisher;
import dev.weir.sql.SqlShape;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of what the driver has sent without a {@link java.sql.Statement}, once it has
 * ended: only then all of it is known.
 */
final class Afterwards {
  private final Publisher publisher;
  private final LongSupplier nanoTime;
  private final Description description;

  /** What is told of it; null if nobody knows where it was sent. */
  @FunctionalInterface
  interface Description {
    @Nullable Execution of(Call call, String sql, SqlShape shape, long startNanos);
  }

  Afterwards(Publisher publisher, LongSupplier nanoTime, Description description) {
    this.publisher = publisher;
    this.nanoTime = nanoTime;
    this.description = description;
  }

  /** Whether nobody listens. */
  boolean isSilent() {
    return publisher.isSilent();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Tells of what has ended just now.
   *
   * @param rows that it changed; -1 if nobody knows
   * @param failure what the driver threw
   */
  void tell(
      Call call,
      String sql,
      SqlShape shape,
      long startNanos,
      long rows,
      @Nullable Throwable failure) {
    long elapsed = now() - startNanos;
    Execution execution = isSilent() ? null : description.of(call, sql, shape, startNanos);
    if (execution == null) {
      return;
    }
    publisher.before(execution, null);
    Integer result = failure == null ? (int) rows : null;
    long changed = failure == null ? rows : -1;
    publisher.after(execution, new Outcome(elapsed, changed, failure), null, result);
  }
}
