package dev.weir.analyzer.count;

import dev.weir.analyzer.model.TransactionTrace.End;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another does with its connections: how long each is held and each
 * transaction open, and how much of that nothing is executed. Keeps those of which somebody may
 * have something to say, at most {@value #MOST_KEPT} a unit. Reusable; confined to its unit's
 * holder.
 */
final class ConnectionCounts {
  /** So many may be open at a time; one that was opened before is not followed any more. */
  private static final int MOST_OPEN = 8;

  private static final int MOST_KEPT = 32;

  /** What is shorter is the work between two statements, however many there are. */
  private static final long PAUSE_NANOS = 10_000_000;

  /** Who listens, waits, and who leads holds a lock as long as that. */
  private static final Pattern LISTEN = Pattern.compile("^listen", Pattern.CASE_INSENSITIVE);

  private static final Pattern READ_ONLY =
      Pattern.compile("\\bread only\\b", Pattern.CASE_INSENSITIVE);

  /** The first so many are open; further ones are kept for those to come. */
  private final List<Held> all = new ArrayList<>(1);

  private final List<FinishedTransaction> transactions = new ArrayList<>(0);
  private final List<FinishedCheckout> checkouts = new ArrayList<>(0);
  private final LongAdder overflow;
  private final Disturbances disturbances;
  private final TransactionRates rates;
  private final long noticeableNanos;
  private final long longNanos;
  private @Nullable RowsSeen answered;
  private int open;

  /**
   * Nothing counted yet.
   *
   * @param noticeableNanos an idle time from which on it is worth a look
   * @param longNanos a transaction's time from which on it is
   * @param disturbances tell which times say nothing of the application
   * @param rates counts all transactions and connections
   * @param overflow counts transactions and connections that were worth a look, and did not fit
   */
  ConnectionCounts(
      long noticeableNanos,
      long longNanos,
      Disturbances disturbances,
      TransactionRates rates,
      LongAdder overflow) {
    this.rates = rates;
    this.disturbances = disturbances;
    this.noticeableNanos = noticeableNanos;
    this.longNanos = longNanos;
    this.overflow = overflow;
  }

  /** The longest of some times in which nothing is executed. */
  private static final class Idle {
    private long nanos;
    private long longestNanos;
    private @Nullable SqlShape before;
    private @Nullable Samples place;

    FinishedGap finish() {
      return new FinishedGap(longestNanos, before, place);
    }

    void clear() {
      nanos = 0;
      longestNanos = 0;
      before = null;
      place = null;
    }
  }

  /** A connection that the application has at the moment. */
  private static final class Held {
    private Checkout checkout;
    private final Idle outside = new Idle();
    private final Idle inside = new Idle();
    private long statements;
    private long freeNanos;
    private @Nullable SqlShape last;
    private @Nullable TransactionStart transaction;
    private long sentNanos;
    private @Nullable SqlShape first;
    private long transactionStatements;
    private long writes;
    private final Savepoints savepoints = new Savepoints();
    private boolean claims;
    private boolean readOnly;
    private boolean meant;
    private boolean listens;
    private boolean leads;

    /** What is read of the rows of the last statement; null if nobody looks, or it has none. */
    private @Nullable RowsSeen rows;

    /** In what parts the server sends the rows of the last statement; 0 for all at once. */
    private int fetchSize;

    Held(Checkout checkout) {
      this.checkout = checkout;
    }

    void begin(Checkout other) {
      checkout = other;
      outside.clear();
      inside.clear();
      statements = 0;
      freeNanos = other.startNanos();
      last = null;
      transaction = null;
      listens = false;
      leads = false;
      rows = null;
      fetchSize = 0;
    }

    /**
     * Since when nothing was done with it. Rows that are read are something: in a transaction if
     * the server still has some to send; outside, as long as they are open.
     */
    long freeSince(long nanos) {
      if (transaction != null) {
        return isSentMore() ? nanos : freeNanos;
      }
      return rows == null ? freeNanos : Math.max(freeNanos, rows.readUntil(nanos));
    }

    /** Whether what the last statement answered came in parts, or may have. */
    private boolean isSentMore() {
      return fetchSize > 0
          && (rows == null || !rows.isClosed() || rows.rows() + rows.unread() > fetchSize);
    }
  }

  /** The execution that is counted next has answered rows. */
  void answered(RowsSeen rows) {
    answered = rows;
  }

  /** The last execution has answered further rows. */
  void further(Checkout checkout, RowsSeen rows) {
    Held held = known(checkout);
    if (held != null) {
      held.rows = rows;
    }
  }

  /**
   * Counts what came back.
   *
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  @SuppressWarnings("ReferenceEquality") // One object is told for all of a transaction.
  void executed(Execution execution, Outcome outcome, boolean late, @Nullable Throwable stack) {
    Held held = held(execution.checkout());
    TransactionStart transaction = execution.transaction();
    if (transaction != null && transaction != held.transaction) {
      idle(held, held.outside, execution.startNanos(), late, stack);
      held.transaction = transaction;
      held.sentNanos = outcome.sentNanos(execution);
      held.first = null;
      held.readOnly = transaction.readOnly();
      held.meant = isMeant(transaction, execution);
      held.inside.clear();
      held.transactionStatements = 0;
      held.writes = 0;
      held.savepoints.clear();
      held.claims = false;
    } else {
      idle(
          held,
          transaction == null ? held.outside : held.inside,
          execution.startNanos(),
          late,
          stack);
    }
    SqlShape shape = execution.shape();
    held.statements++;
    held.last = shape;
    held.rows = answered;
    answered = null;
    boolean inParts =
        execution.wishes().type() == ResultSet.TYPE_FORWARD_ONLY && !execution.autoCommit();
    held.fetchSize = inParts ? execution.wishes().fetchSize() : 0;
    held.freeNanos = outcome.endNanos(execution);
    held.listens |= shape.kind() == StatementKind.NOTIFY && LISTEN.matcher(shape.text()).find();
    held.leads = AdvisoryLocks.isHeldAfter(shape, held.leads);
    if (transaction != null) {
      if (held.first == null || held.first.kind() == StatementKind.TRANSACTION) {
        held.first = shape;
        held.readOnly |=
            shape.kind() == StatementKind.TRANSACTION && READ_ONLY.matcher(shape.text()).find();
      }
      held.transactionStatements++;
      held.writes = held.savepoints.after(execution, outcome, held.writes);
      held.claims |= shape.has(Trait.SKIP_LOCKED);
    }
  }

  /** Whether a transaction says something even of one query: which state it sees, or where. */
  private static boolean isMeant(TransactionStart transaction, Execution execution) {
    boolean routed = execution.decision().reason() != RouteReason.SINGLE_NODE;
    return transaction.isolation() >= Connection.TRANSACTION_REPEATABLE_READ
        || (transaction.readOnly() && routed);
  }

  /**
   * A transaction has ended.
   *
   * @param late whether the thread has left the place where it ended it
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void ended(TransactionEnd end, boolean late, @Nullable Throwable stack) {
    Held held = known(end.checkout());
    if (held == null || held.transaction == null) {
      return;
    }
    idle(held, held.inside, end.startNanos(), late, stack);
    held.transaction = null;
    held.rows = null;
    held.fetchSize = 0;
    held.freeNanos = end.startNanos() + end.elapsedNanos();
    long elapsed = held.freeNanos - held.sentNanos;
    SqlShape first = held.first;
    boolean soleRead =
        first != null
            && first.kind() == StatementKind.READ
            && held.transactionStatements == 1
            && !first.reads().isEmpty()
            && !held.meant
            && end.committed();
    rates.ended(end.checkout().dataSource(), soleRead);
    boolean left = end.ending() == TransactionEnd.Ending.CLOSE;
    if (first != null && (left || held.inside.nanos >= noticeableNanos || elapsed >= longNanos)) {
      keep(
          transactions,
          new FinishedTransaction(
              held.checkout.dataSource(),
              first,
              held.transactionStatements,
              held.writes,
              held.claims,
              held.readOnly,
              elapsed,
              held.inside.nanos,
              held.inside.finish(),
              ending(end.ending()),
              place(late, stack)));
    }
  }

  /**
   * A connection was given back.
   *
   * @param nanos when
   * @param late whether the thread has left the place where it gave it back
   * @param stack if so, the stack of that place; null if nobody looked
   * @return whether somebody may have something to say of it
   */
  boolean returned(Checkout checkout, long nanos, boolean late, @Nullable Throwable stack) {
    Held held = known(checkout);
    if (held == null) {
      return false;
    }
    idle(held, held.outside, nanos, late, stack);
    close(held);
    if (held.outside.nanos < noticeableNanos || held.listens || held.leads) {
      return false;
    }
    keep(
        checkouts,
        new FinishedCheckout(
            checkout.dataSource(),
            held.statements,
            nanos - checkout.startNanos(),
            held.outside.nanos,
            held.outside.finish()));
    return true;
  }

  /** Lets another go on counting what is done with a connection, if this has begun to. */
  void passOn(Checkout checkout, ConnectionCounts other) {
    Held held = known(checkout);
    if (held != null) {
      all.remove(held);
      open--;
      other.adopt(held);
    }
  }

  private void adopt(Held held) {
    if (open == MOST_OPEN) {
      close(all.get(0));
    }
    all.add(open++, held);
  }

  /** Whether a stack would be of use: nothing was executed for a while before this. */
  boolean wantsStack(Execution execution) {
    Held held = known(execution.checkout());
    long startNanos = execution.startNanos();
    long freeNanos = held == null ? execution.checkout().startNanos() : held.freeSince(startNanos);
    return startNanos - freeNanos >= noticeableNanos;
  }

  /** Hands over the transactions of which somebody may have something to say. */
  List<FinishedTransaction> transactions() {
    return take(transactions);
  }

  /** Hands over such connections; what is open stays open. */
  List<FinishedCheckout> checkouts() {
    return take(checkouts);
  }

  private static <T> List<T> take(List<T> kept) {
    if (kept.isEmpty()) {
      return List.of();
    }
    List<T> taken = List.copyOf(kept);
    kept.clear();
    return taken;
  }

  private void idle(
      Held held, Idle idle, long untilNanos, boolean late, @Nullable Throwable stack) {
    long freeNanos = held.freeSince(untilNanos);
    long gap = untilNanos - freeNanos;
    if (gap <= 0
        || (gap >= noticeableNanos
            && disturbances.explain(freeNanos, untilNanos, noticeableNanos))) {
      return;
    }
    if (gap >= PAUSE_NANOS) {
      idle.nanos += gap;
    }
    if (gap > idle.longestNanos) {
      idle.longestNanos = gap;
      idle.before = held.last;
      idle.place = gap >= noticeableNanos ? place(late, stack) : null;
    }
  }

  private static @Nullable Samples place(boolean late, @Nullable Throwable stack) {
    Throwable place = late ? stack : new Throwable("stack");
    if (place == null) {
      return null;
    }
    Samples samples = new Samples();
    samples.add(1, false, place);
    return samples;
  }

  private <T> void keep(List<T> kept, T one) {
    if (kept.size() < MOST_KEPT) {
      kept.add(one);
    } else {
      overflow.increment();
    }
  }

  private static End ending(TransactionEnd.Ending ending) {
    return switch (ending) {
      case COMMIT -> End.COMMIT;
      case ROLLBACK -> End.ROLLBACK;
      case CLOSE -> End.CLOSE;
    };
  }

  @SuppressWarnings("ReferenceEquality") // One object is told for all of a connection's life.
  private @Nullable Held known(Checkout checkout) {
    for (int i = open - 1; i >= 0; i--) {
      Held held = all.get(i);
      if (held.checkout == checkout) {
        return held;
      }
    }
    return null;
  }

  private Held held(Checkout checkout) {
    Held known = known(checkout);
    if (known != null) {
      return known;
    }
    if (open == MOST_OPEN) {
      close(all.get(0));
    }
    if (open == all.size()) {
      all.add(new Held(checkout));
    }
    Held held = all.get(open++);
    held.begin(checkout);
    return held;
  }

  /** The oldest stays the first. */
  private void close(Held held) {
    all.remove(held);
    all.add(held);
    open--;
  }
}
