package dev.weir.jdbc;

import dev.weir.consistency.WriteMarks;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.SessionEffect;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.ByteStreamWriter;

/**
 * A COPY that is under way: until it has ended, its session stays, and what it writes is pending.
 */
final class Copy implements CopyDual {
  private static final Pin UNDER_WAY = new Pin(Pin.Kind.COPY, "COPY that has not ended");

  private final Run run;
  private final Plan plan;
  private final @Nullable Pin pin;
  private final Lease lease;
  private final WriteMarks pending;
  private final CopyOperation driver;
  private boolean ended;

  /** Begins it in the driver. */
  @FunctionalInterface
  interface Opening {
    CopyOperation on(Connection physical) throws SQLException;
  }

  /** A call to the driver. */
  @FunctionalInterface
  private interface Step<T extends @Nullable Object> {
    T take() throws SQLException;
  }

  private Copy(Run run, @Nullable Pin pin, Lease lease, WriteMarks pending, CopyOperation driver) {
    this.run = run;
    this.plan = run.plan(); // The run goes on with other statements.
    this.pin = pin;
    this.lease = lease;
    this.pending = pending;
    this.driver = driver;
  }

  /** Begins it, as what the run has begun with. */
  static Copy begin(Run run, Opening opening) throws SQLException {
    LeaseSet leases = run.leases();
    Transaction transaction = run.transaction();
    transaction.resolveDoubts();
    SessionEffect effect = run.plan().session();
    Pin pin = run.pin(effect);
    leases.pin(UNDER_WAY);
    WriteMarks pending = WriteMarks.NONE;
    Lease lease = null;
    boolean sent = false;
    try {
      lease = leases.toPrimary();
      run.entering(lease, effect);
      pending = transaction.sending(run.plan(), run.caller());
      sent = true;
      Copy copy = new Copy(run, pin, lease, pending, opening.on(lease.physical()));
      transaction.joins(lease);
      transaction.copying(copy);
      return copy;
    } catch (SQLException | RuntimeException e) {
      end(run, lease, pending);
      run.failed(run.plan(), pin, sent, e);
      throw e;
    }
  }

  private static void end(Run run, @Nullable Lease lease, WriteMarks pending) throws SQLException {
    if (lease != null) {
      run.transaction().sent(lease, pending);
    }
    run.leases().unpin(UNDER_WAY);
    if (run.transaction().autoCommit()) {
      run.leases().unpinEnded();
    }
  }

  /** Takes a step, which may be the last one. */
  private <T extends @Nullable Object> T step(Step<T> step) throws SQLException {
    try {
      T taken = step.take();
      over(null);
      return taken;
    } catch (SQLException | RuntimeException e) {
      over(e);
      throw e;
    }
  }

  /** Ends it, if the driver says that it has ended just now. */
  private void over(@Nullable Exception failure) throws SQLException {
    if (ended || driver.isActive()) {
      return;
    }
    ended = true;
    run.leases().enter();
    try {
      run.transaction().copied(this);
      if (failure == null) {
        run.left(plan);
      }
      end(run, lease, pending);
      if (failure != null) {
        run.failed(plan, pin, true, failure);
      }
    } finally {
      run.leases().leave();
    }
  }

  /**
   * Its connection has been closed, and it with that.
   *
   * @return what it may have written
   */
  WriteMarks abandon() {
    WriteMarks left = ended ? WriteMarks.NONE : pending;
    ended = true;
    return left;
  }

  // ---------------------------------------------------------------- what ends it, sooner or later

  @Override
  public void writeToCopy(byte[] bytes, int offset, int length) throws SQLException {
    step(
        () -> {
          ((CopyIn) driver).writeToCopy(bytes, offset, length);
          return true;
        });
  }

  @Override
  public void writeToCopy(ByteStreamWriter from) throws SQLException {
    step(
        () -> {
          ((CopyIn) driver).writeToCopy(from);
          return true;
        });
  }

  @Override
  public void flushCopy() throws SQLException {
    step(
        () -> {
          ((CopyIn) driver).flushCopy();
          return true;
        });
  }

  @Override
  public long endCopy() throws SQLException {
    return step(() -> ((CopyIn) driver).endCopy());
  }

  @Override
  public byte @Nullable [] readFromCopy() throws SQLException {
    return step(() -> ((CopyOut) driver).readFromCopy());
  }

  @Override
  public byte @Nullable [] readFromCopy(boolean block) throws SQLException {
    return step(() -> ((CopyOut) driver).readFromCopy(block));
  }

  @Override
  public void cancelCopy() throws SQLException {
    if (!(driver instanceof CopyIn)) {
      lease.soil(); // What is left of its rows the driver takes for the next answer.
    }
    step(
        () -> {
          driver.cancelCopy();
          return true;
        });
  }

  // ---------------------------------------------------------------- what is known of it

  @Override
  public int getFieldCount() {
    return driver.getFieldCount();
  }

  @Override
  public int getFormat() {
    return driver.getFormat();
  }

  @Override
  public int getFieldFormat(int field) {
    return driver.getFieldFormat(field);
  }

  @Override
  public boolean isActive() {
    return driver.isActive();
  }

  @Override
  public long getHandledRowCount() {
    return driver.getHandledRowCount();
  }
}
