package dev.weir.analyzer.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Bounds;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private static final Invocations NO_INVOCATIONS = new OneWay();

  /** One way, of which it is known when it was read that it is in a loop, or in none. */
  private static final class OneWay implements Invocations {
    private final boolean loop;
    private boolean known;

    OneWay() {
      this(true, true);
    }

    OneWay(boolean loop, boolean known) {
      this.loop = loop;
      this.known = known;
    }

    @Override
    public @Nullable Object key() {
      return null;
    }

    @Override
    public String statement(Execution execution) {
      return execution.sql();
    }

    @Override
    public long way() {
      return 7;
    }

    @Override
    public long chain(long way) {
      return known ? (loop ? 1 : 2) : 0;
    }

    @Override
    public void read() {
      known = true;
    }

    @Override
    public int apart() {
      return 1;
    }

    @Override
    public boolean writes(Execution execution) {
      return true;
    }
  }

  private static class NoCounters implements Counters<Object> {
    @Override
    public void count(
        Execution execution,
        Outcome outcome,
        long unit,
        boolean guessed,
        boolean late,
        @Nullable Throwable stack) {}

    @Override
    public void ended(TransactionEnd end, boolean late, @Nullable Throwable stack) {}

    @Override
    public boolean returned(
        Checkout checkout, long nanos, boolean late, @Nullable Throwable stack) {
      return false;
    }

    @Override
    public boolean wantsStack(Execution execution) {
      return false;
    }

    @Override
    public @Nullable Object finish(@Nullable String name, long elapsedNanos) {
      return null;
    }
  }

  private static Units<Object> units() {
    return units(NO_INVOCATIONS, Duration.ofMillis(1));
  }

  private static Units<Object> units(Invocations invocations, Duration quietGap) {
    return new Units<>(
        NoCounters::new, invocations, quietGap, System::nanoTime, Instant::now, unit -> {});
  }

  private static void collectUntilGone(WeakReference<?> reference) {
    while (reference.get() != null) {
      assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
      System.gc();
    }
  }

  @Test
  @Timeout(30)
  void threadOfAPoolKeepsNothingOfUnitsThatIsGone() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      WeakReference<ThreadUnits<Object>> mine =
          pool.submit(
                  () -> {
                    Units<Object> all = units();
                    Scope<?> left = all.open("never closed", true);
                    assertThat(left).isNotNull();
                    return new WeakReference<>(all.mine());
                  })
              .get();
      collectUntilGone(mine);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  @Timeout(30)
  void openScopeOfAThreadOutlivesACollection() {
    Units<Object> all = units();
    WeakReference<ThreadUnits<Object>> mine = new WeakReference<>(all.mine());
    try (Scope<?> scope = all.open("a scope", true)) {
      assertThat(scope).isNotNull();
      collectUntilGone(new WeakReference<>(new Object()));
      assertThat(mine.get()).isNotNull().isSameAs(all.mine());
    }
    all.sweep();
    collectUntilGone(mine);
  }

  private static Execution execution(long checkout, boolean autoCommit) {
    Checkout connection = new Checkout("main", checkout, 0);
    return new Execution(
        connection,
        Call.EXECUTE,
        "select 1",
        SqlShapes.parse("select 1"),
        new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
        List.of(),
        0,
        autoCommit
            ? null
            : new TransactionStart(connection, 0, Connection.TRANSACTION_READ_COMMITTED, false),
        System.nanoTime());
  }

  private static void execute(Units<Object> units, long checkout, boolean autoCommit) {
    Execution execution = execution(checkout, autoCommit);
    units.before(execution);
    units.after(execution, new Outcome(1, -1, null));
  }

  /** The driver asks about further results of one text when the application takes them. */
  @Test
  void rowsOfFurtherResultsAreNotThoseOfTheNextExecution() {
    Units<Object> all = units();
    Execution execution = execution(1, true);
    all.before(execution);
    assertThat(all.rows(execution)).isNotNull();
    all.after(execution, new Outcome(1, -1, null));
    assertThat(all.rows(execution)).isNull();
    assertThat(all.mine().rows).isNull();
  }

  @Test
  void unitWhoseRowsAreReadIsNotQuiet() {
    AtomicLong readUntil = new AtomicLong(500);
    UnitRecorder<Object> unit =
        new UnitRecorder<>(
            new NoCounters() {
              @Override
              public long readUntil(long nowNanos) {
                return readUntil.get();
              }
            });
    unit.start(1, Bounds.GUESS, 100);
    assertThat(unit.isQuiet(599, 100)).isFalse();
    assertThat(unit.isQuiet(600, 100)).isTrue();
    readUntil.set(0);
    assertThat(unit.isQuiet(199, 100)).isFalse();
    assertThat(unit.isQuiet(200, 100)).isTrue();
  }

  private static void onThreadThatEnds(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    thread.join();
  }

  @Test
  void closedKeepsNothing() throws InterruptedException {
    Units<Object> all = units();
    Scope<?> left = all.open("never closed", true);
    execute(all, 1, false);
    all.close();
    for (int i = 0; i < 50; i++) {
      long checkout = i;
      onThreadThatEnds(() -> execute(all, checkout, checkout % 2 == 0));
    }
    assertThat(left).isNotNull();
    assertThat(all.kept()).isZero();
  }

  @Test
  void nothingIsKeptOfThreadsThatAreGone() throws InterruptedException {
    Units<Object> all = units();
    for (int i = 0; i < 50; i++) {
      long checkout = i;
      onThreadThatEnds(
          () -> {
            Scope<?> left = all.open("never closed", true);
            execute(all, checkout, true);
            assertThat(left).isNotNull();
          });
    }
    all.sweep(); // ends them
    all.sweep(); // forgets them
    assertThat(all.kept()).isZero();
    assertThat(all.unclosed()).isEqualTo(50);
    assertThat(all.ended()).isEqualTo(50);
  }

  @Test
  void scopesThatAreNeverClosedAreAbandonedInTheEnd() {
    Units<Object> all = units();
    for (int i = 0; i < 1_000; i++) {
      Scope<?> left = all.open("never closed", true);
      assertThat(left).isNotNull();
    }
    all.sweep();
    all.sweep();
    assertThat(all.kept()).isLessThanOrEqualTo(64);
    assertThat(all.unclosed()).isGreaterThan(900);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsExecutedBeforeItsChainIsKnownIsJudgedByIt(boolean loop) {
    Units<Object> all = units(new OneWay(loop, false), Duration.ofHours(1));
    for (int i = 0; i < 5; i++) {
      execute(all, i, true);
    }
    all.flush();
    assertThat(all.executions()).isEqualTo(5);
    assertThat(all.ended()).isEqualTo(loop ? 1 : 5);
    assertThat(all.kept()).isZero();
  }

  @Test
  void notMoreWaitsThanThereIsRoomFor() {
    Units<Object> all = units(new OneWay(false, false), Duration.ofHours(1));
    for (int i = 0; i < 300; i++) {
      execute(all, i, true);
    }
    assertThat(all.ended()).isEqualTo(299);
  }

  @Test
  void whatAThreadThatIsGoneLeftWaitingIsTold() throws InterruptedException {
    Units<Object> all = units(new OneWay(false, false), Duration.ofHours(1));
    onThreadThatEnds(() -> execute(all, 1, true));
    all.sweep();
    all.sweep();
    assertThat(all.ended()).isEqualTo(1);
    assertThat(all.kept()).isZero();
  }

  @Test
  void transactionEndsWithItsConnection() {
    Units<Object> all = units();
    execute(all, 1, false);
    execute(all, 1, false);
    all.returned(new Checkout("main", 1, 0), System.nanoTime());
    all.sweep();
    assertThat(all.ended()).isEqualTo(1);
    assertThat(all.guessed()).isZero();
    assertThat(all.kept()).isZero();
  }
}
