package dev.weir.jdbc;

import dev.weir.plan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.ByteStreamWriter;

/** The driver's COPY in any direction, of which it is seen when it ends, and how. */
abstract class SeenCopy implements CopyDual {
  private final CopyOperation driver;
  private boolean over;

  /** Begins one in the driver. */
  @FunctionalInterface
  interface Opening {
    CopyOperation on(Connection physical) throws SQLException;
  }

  /** Begins one as the application has it. */
  @FunctionalInterface
  interface Beginning {
    SeenCopy begin(String sql, Opening opening) throws SQLException;
  }

  /** A call to the driver. */
  @FunctionalInterface
  private interface Step<T extends @Nullable Object> {
    T take() throws SQLException;
  }

  SeenCopy(CopyOperation driver) {
    this.driver = driver;
  }

  /**
   * It has ended just now.
   *
   * @param failure by which; null if it went well
   */
  abstract void over(@Nullable Exception failure) throws SQLException;

  /** What the server sends is about to be given up. */
  void cancelling() {}

  /** From here on it is over, whatever is done with it. Whether it was not before. */
  final boolean leave() {
    boolean left = !over;
    over = true;
    return left;
  }

  /** Which of the driver's interfaces it has. */
  final Class<? extends CopyOperation> direction() {
    if (driver instanceof SeenCopy seen) {
      return seen.direction();
    }
    return driver instanceof CopyDual
        ? CopyDual.class
        : driver instanceof CopyIn ? CopyIn.class : CopyOut.class;
  }

  /** Takes a step, which may be the last one. */
  private <T extends @Nullable Object> T step(Step<T> step) throws SQLException {
    try {
      T taken = step.take();
      stepped(null);
      return taken;
    } catch (SQLException | RuntimeException e) {
      stepped(e);
      throw e;
    }
  }

  private void stepped(@Nullable Exception failure) throws SQLException {
    boolean lost = failure instanceof SQLException e && Refusal.isLoss(e);
    if ((lost || !driver.isActive()) && leave()) {
      over(failure);
    }
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
    if (direction() == CopyOut.class) {
      cancelling();
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
