package dev.weir.analyzer.unit;

import dev.weir.event.ExecutionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches executions and hands over each unit of work that somebody is to look at. Statements are
 * counted on the application's threads; units are handed over on one daemon thread, or on the one
 * that calls {@link #flush}, never on two at a time. If more units end than can be looked at, those
 * that do not fit into a queue of {@value #QUEUE} are dropped and counted. Thread-safe.
 */
public final class Units<R> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Units.class);
  private static final int QUEUE = 1_000;
  private static final long SWEEP_MILLIS = 100;

  private final Queue<EndedUnit<R>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Object building = new Object();
  private final Recorder<R> recorder;
  private final Consumer<EndedUnit<R>> ended;
  private @Nullable ScheduledExecutorService sweeper; // start() and close() are synchronized

  /**
   * Watches, but hands over only when {@link #flush} is called, until {@link #start}.
   *
   * @param counters makes what counts the executions of units
   * @param quietGap a silence of a thread that ends its unit of work; at least 1 ms
   * @param nanoTime a monotonic clock, the one of the events
   * @param now the time of day
   * @param ended is handed the units; what it throws is logged
   */
  public Units(
      Supplier<Counters<R>> counters,
      Duration quietGap,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Consumer<EndedUnit<R>> ended) {
    this.recorder = new Recorder<>(counters, quietGap.toNanos(), nanoTime, now, this::enqueue);
    this.ended = ended;
  }

  /** What Weir's events are to be told to. */
  public ExecutionListener listener() {
    return recorder;
  }

  /**
   * Opens an explicit unit of work on this thread, within the one that is open, if any.
   *
   * @param name what reports call it
   * @param watched false for executions that nobody wants to hear of, such as those of test
   *     fixtures
   */
  public Scope open(String name, boolean watched) {
    return recorder.open(name, watched);
  }

  /** Starts the daemon thread that ends quiet units and hands over traces, every 100 ms. */
  public synchronized void start() {
    if (sweeper == null) {
      sweeper = Executors.newSingleThreadScheduledExecutor(Units::daemon);
      var unused =
          sweeper.scheduleWithFixedDelay(
              this::sweepAndDrain, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Ends the units that are quiet, and this thread's burst unless it is in a transaction, and hands
   * over all traces before it returns.
   */
  public void flush() {
    recorder.endBurst();
    recorder.sweep();
    drain();
  }

  /** How many units of work have ended. */
  public long units() {
    return recorder.units();
  }

  /** How many executions those had. */
  public long executions() {
    return recorder.executions();
  }

  /** How many units with repetitions were dropped because too many ended at once. */
  public long dropped() {
    return dropped.sum();
  }

  /** Stops the daemon thread, and hands over what was finished. */
  @Override
  public synchronized void close() {
    if (sweeper != null) {
      sweeper.shutdown();
    }
    drain();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "weir-analyzer");
    thread.setDaemon(true);
    return thread;
  }

  private void sweepAndDrain() {
    try {
      recorder.sweep();
      drain();
    } catch (RuntimeException e) {
      LOG.warn("Units of work could not be swept; trying again", e);
    }
  }

  private void enqueue(EndedUnit<R> unit) {
    if (!queue.offer(unit)) {
      dropped.increment();
    }
  }

  private void drain() {
    synchronized (building) { // also to wait for what another thread is handing over
      for (EndedUnit<R> unit = queue.poll(); unit != null; unit = queue.poll()) {
        try {
          ended.accept(unit);
        } catch (RuntimeException e) {
          LOG.warn("A unit of work could not be evaluated and is left out", e);
        }
      }
    }
  }
}
