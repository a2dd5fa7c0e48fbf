package dev.weir.analyzer.capture;

import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.event.ExecutionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches executions and hands over the trace of each unit of work that repeated something. Statements are counted on the application's threads;
 * traces are built and handed over on one daemon thread, or on the one that calls {@link #flush}, never on two at a time. If more units end
 * than can be looked at, those that do not fit into a queue of {@value #QUEUE} are dropped and counted. Thread-safe.
 */
public final class Capture implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Capture.class);
  private static final int QUEUE = 1_000;
  private static final long SWEEP_MILLIS = 100;

  private final BlockingQueue<FinishedUnit> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Object building = new Object();
  private final Recorder recorder;
  private final TraceBuilder builder;
  private final Consumer<UnitTrace> traces;
  private final LongSupplier nanoTime;
  private @Nullable Thread thread; // written and read by start() and close(), which are synchronized
  private volatile boolean closed;

  /**
   * Creates a capture that watches, but evaluates only when {@link #flush} is called, until {@link #start}.
   *
   * @param profile from where on a repetition is of interest
   * @param quietGap a silence of a thread that ends its unit of work; at least 1 ms
   * @param applicationPackages what the application's packages begin with; empty for all that no known library's do
   * @param nanoTime a monotonic clock, the one of the events
   * @param now the time of day
   * @param traces is handed the traces; what it throws is logged
   */
  public Capture(
      Profile profile,
      Duration quietGap,
      List<String> applicationPackages,
      LongSupplier nanoTime,
      Supplier<Instant> now,
      Consumer<UnitTrace> traces) {
    this.recorder =
        new Recorder(
            profile.loopThreshold(),
            profile.hotUpdatesPerMinute(),
            quietGap.toNanos(),
            nanoTime,
            now,
            this::enqueue);
    this.builder = new TraceBuilder(new Places(new ApplicationFrames(applicationPackages)));
    this.traces = traces;
    this.nanoTime = nanoTime;
  }

  /** What Weir's events are to be told to. */
  public ExecutionListener listener() {
    return recorder;
  }

  /**
   * Opens an explicit unit of work on this thread, within the one that is open, if any.
   *
   * @param name what reports call it
   * @param watched false for executions that nobody wants to hear of, such as those of test fixtures
   */
  public Scope open(String name, boolean watched) {
    return recorder.open(name, watched);
  }

  /** Starts the daemon thread that ends quiet units and builds traces. */
  public synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "weir-analyzer");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Ends the units that are quiet, and this thread's burst unless it is in a transaction, and hands over all traces before it returns.
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

  /** How many executions were not looked at because their unit had too many different statements. */
  public long overflow() {
    return recorder.overflow();
  }

  /** Stops the daemon thread, after what was finished is handed over. */
  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
    drain();
  }

  private void run() {
    long swept = nanoTime.getAsLong();
    while (!closed) {
      try {
        FinishedUnit unit = queue.poll(SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        if (unit != null) {
          handOver(unit);
        }
      } catch (InterruptedException e) {
        return; // close() asks for it
      }
      long now = nanoTime.getAsLong();
      if (now - swept >= TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS)) {
        swept = now;
        recorder.sweep();
      }
    }
  }

  private void enqueue(FinishedUnit unit) {
    if (!queue.offer(unit)) {
      dropped.increment();
    }
  }

  private void drain() {
    for (FinishedUnit unit = queue.poll(); unit != null; unit = queue.poll()) {
      handOver(unit);
    }
  }

  private void handOver(FinishedUnit unit) {
    synchronized (building) {
      try {
        traces.accept(builder.build(unit));
      } catch (RuntimeException e) {
        LOG.warn("A unit of work could not be evaluated and is left out", e);
      }
    }
  }
}
