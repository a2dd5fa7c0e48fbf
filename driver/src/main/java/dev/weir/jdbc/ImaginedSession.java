package dev.weir.jdbc;

import dev.weir.consistency.Freshness;
import dev.weir.event.TransactionStart;
import dev.weir.plan.Pin;
import dev.weir.plan.Plan;
import dev.weir.plan.SessionEffect.Ending;
import dev.weir.route.RouteReason;
import dev.weir.route.Session;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a connection would be to routing, by what it has executed. No server is asked what is left
 * in its session: but for a lock that is given back, what pins stays until the connection is
 * closed, or {@code DISCARD ALL}. Used by one thread at a time.
 */
final class ImaginedSession implements Session {
  private final Node primary;
  private final boolean heedsReadOnly;
  private final Set<Pin.Kind> pins = EnumSet.noneOf(Pin.Kind.class);

  /** Of the newest execution; null if it was none's. */
  private @Nullable TransactionStart transaction;

  /** Of that transaction. */
  private @Nullable Node held;

  private @Nullable Freshness settled;

  ImaginedSession(Node primary, boolean heedsReadOnly) {
    this.primary = primary;
    this.heedsReadOnly = heedsReadOnly;
  }

  /** The next execution is part of this. */
  void enter(@Nullable TransactionStart of) {
    if (of == null || !of.equals(transaction)) {
      held = null;
      settled = null;
    }
    transaction = of;
  }

  /** How fresh all of the read-only transaction is; null before its first statement. */
  @Nullable Freshness settled() {
    return settled;
  }

  /** Where what ends a read-only transaction belongs; null if it is anything else. */
  @Nullable Node place(SqlShape shape) {
    boolean ends = TransactionText.ends(shape);
    return inTransaction() && readOnly() && ends && !pinned() ? held : null;
  }

  /** Why it belongs there. */
  static RouteReason reason(Node place, Node primary) {
    return place.equals(primary)
        ? RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY
        : RouteReason.READ_ONLY_TRANSACTION;
  }

  /** A statement has run there. */
  void ran(Plan plan, Node on, Freshness asked, boolean failed) {
    if (inTransaction() && readOnly()) {
      settled = asked;
      held = held == null || on.equals(primary) ? on : held;
    }
    if (TransactionText.ends(plan.shape())) {
      pins.remove(Pin.Kind.TRANSACTION);
    }
    if (plan.session().ending() == Ending.EVERYTHING) {
      pins.clear();
    }
    Pin pin = plan.session().pin();
    // What is not known was known when it ran, such as a table that is gone now.
    if (pin != null
        && !plan.session().isInDoubt()
        && !isTemporaryByItsPath(plan, pin)
        && !(failed && goesWithItsStatement(pin.kind()))) {
      pins.add(pin.kind());
    }
    if (plan.shape().functions().stream().anyMatch(f -> f.name().contains("advisory_unlock"))) {
      pins.remove(Pin.Kind.SESSION_LOCK);
    }
  }

  /** A real session would be asked; next to none has a search path that begins with pg_temp. */
  private static boolean isTemporaryByItsPath(Plan plan, Pin pin) {
    return pin.kind() == Pin.Kind.TEMPORARY_RELATION && !plan.shape().has(Trait.TEMPORARY);
  }

  /** Whether it is not there after a statement that failed. */
  private static boolean goesWithItsStatement(Pin.Kind kind) {
    return kind.isTold() && kind != Pin.Kind.SESSION_LOCK;
  }

  @Override
  public boolean pinned() {
    return !pins.isEmpty();
  }

  @Override
  public boolean inTransaction() {
    return transaction != null;
  }

  @Override
  public boolean readOnly() {
    return heedsReadOnly && transaction != null && transaction.readOnly();
  }

  @Override
  public boolean oneSnapshot() {
    return transaction != null && transaction.isolation() >= Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public boolean serializable() {
    return transaction != null && transaction.isolation() == Connection.TRANSACTION_SERIALIZABLE;
  }

  @Override
  public @Nullable Node held() {
    return held;
  }
}
