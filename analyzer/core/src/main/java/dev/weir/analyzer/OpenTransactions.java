package dev.weir.analyzer;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.sample.HeldTransaction;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.sql.SqlShape;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that are open on primaries at this moment, whose processes the server's views
 * name. One stack is taken where a transaction begins, of so many; where its thread is now, is
 * looked at when somebody asks. Thread-safe.
 */
final class OpenTransactions implements ExecutionListener {
  private final Map<Checkout, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong begun = new AtomicLong();
  private final int stackEvery;
  private final LongSupplier nanoTime;

  /**
   * Knows of none yet.
   *
   * @param stackEvery of how many transactions one stack is taken; 1 for each
   * @param nanoTime a monotonic clock, the one of the events
   */
  OpenTransactions(int stackEvery, LongSupplier nanoTime) {
    this.stackEvery = stackEvery;
    this.nanoTime = nanoTime;
  }

  /** One of them. Written by the thread that executes, read by who asks. */
  private static final class Open {
    private final TransactionStart start;
    private final WeakReference<Thread> thread;
    private final String threadName;
    private final @Nullable Throwable stack;
    private volatile @Nullable SqlShape last;
    private volatile long statements;
    private volatile boolean primary;

    Open(TransactionStart start, @Nullable Throwable stack) {
      Thread current = Thread.currentThread();
      this.start = start;
      this.thread = new WeakReference<>(current);
      this.threadName = current.getName();
      this.stack = stack;
    }
  }

  @Override
  public void transactionStarted(TransactionStart start) {
    if (start.process() != 0) {
      boolean looks = begun.getAndIncrement() % stackEvery == 0;
      open.put(start.checkout(), new Open(start, looks ? new Throwable("stack") : null));
    }
  }

  /** Already here, as the first statement may be the one that waits. */
  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread executes at a time.
  public void before(Execution execution) {
    if (execution.transaction() != null) {
      Open one = open.get(execution.checkout());
      if (one != null) {
        one.last = execution.shape();
        one.statements++;
        one.primary = execution.decision().reason().isPrimary();
      }
    }
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    open.remove(end.checkout());
  }

  @Override
  public void returned(Checkout checkout, long nanos) {
    open.remove(checkout);
  }

  /**
   * Those of a DataSource, as they are now.
   *
   * @param dataSource its name
   * @param callSite the application's line that a stack shows
   */
  List<HeldTransaction> of(String dataSource, Function<Throwable, @Nullable CallSite> callSite) {
    List<HeldTransaction> held = new ArrayList<>();
    long now = nanoTime.getAsLong();
    for (Open each : open.values()) {
      if (each.primary && each.start.checkout().dataSource().equals(dataSource)) {
        SqlShape last = each.last;
        held.add(
            new HeldTransaction(
                each.start.process(),
                each.threadName,
                Duration.ofNanos(Math.max(0, now - each.start.startNanos())),
                each.statements,
                last == null ? null : last.text(),
                each.stack == null ? null : callSite.apply(each.stack),
                where(each, callSite)));
      }
    }
    return held;
  }

  private static @Nullable CallSite where(
      Open each, Function<Throwable, @Nullable CallSite> callSite) {
    Thread thread = each.thread.get();
    if (thread == null || !thread.isAlive()) {
      return null;
    }
    Throwable stack = new Throwable("stack");
    stack.setStackTrace(thread.getStackTrace());
    return callSite.apply(stack);
  }
}
