package dev.weir.jdbc;

import dev.weir.consistency.WriteMarks;
import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.Refusal;
import dev.weir.plan.SessionEffect;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOperation;

/**
 * A COPY that is under way: until it has ended, its session stays, and what it writes is pending.
 */
final class Copy extends SeenCopy {
  private static final Pin UNDER_WAY = new Pin(Pin.Kind.COPY, "COPY that has not ended");

  private final Run run;
  private final Plan plan;
  private final @Nullable Pin pin;
  private final Lease lease;
  private final WriteMarks pending;

  private Copy(Run run, @Nullable Pin pin, Lease lease, WriteMarks pending, CopyOperation driver) {
    super(driver);
    this.run = run;
    this.plan = run.plan(); // The run goes on with other statements.
    this.pin = pin;
    this.lease = lease;
    this.pending = pending;
  }

  /**
   * Begins it, as what the run has begun with.
   *
   * @param connection of which it is
   */
  static Copy begin(Run run, WeirConnection connection, String sql, Opening opening)
      throws SQLException {
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
      Afterwards telling = transaction.telling(lease, connection);
      CopyOperation driver =
          ToldCopy.begin(telling, sql, run.plan().shape(), lease.physical(), opening);
      Copy copy = new Copy(run, pin, lease, pending, driver);
      transaction.joins(lease);
      transaction.copying(copy);
      return copy;
    } catch (SQLException | RuntimeException e) {
      end(run, run.plan(), lease, pending);
      run.failed(run.plan(), pin, sent, e);
      throw e;
    }
  }

  private static void end(Run run, Plan plan, @Nullable Lease lease, WriteMarks pending)
      throws SQLException {
    if (lease != null) {
      run.transaction().sent(lease, plan.catalog(), pending);
    }
    run.leases().unpin(UNDER_WAY);
    if (run.transaction().autoCommit()) {
      run.leases().unpinEnded();
    }
  }

  @Override
  void over(@Nullable Exception failure) throws SQLException {
    if (failure instanceof SQLException e && Refusal.isLoss(e)) {
      lease.lost();
      SQLException outcome = run.transaction().outcome(plan, e);
      if (outcome != null) {
        e.addSuppressed(outcome);
      }
    }
    run.leases().enter();
    try {
      run.transaction().copied(this);
      if (failure == null) {
        run.left(plan);
      }
      end(run, plan, lease, pending);
      if (failure != null) {
        run.failed(plan, pin, true, failure);
      }
    } finally {
      run.leases().leave();
    }
  }

  @Override
  void cancelling() {
    lease.soil(); // What is left of its rows the driver takes for the next answer.
  }

  /** Its connection has been closed, and it with that: what it may have written is marked. */
  void abandon(Marking marking) {
    if (leave()) {
      marking.straggles(lease, pending);
      marking.mark(pending);
    }
  }
}
