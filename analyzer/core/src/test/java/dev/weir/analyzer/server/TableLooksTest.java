package dev.weir.analyzer.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that does not answer delays nobody but the thread that asks it. */
@Timeout(60)
class TableLooksTest {
  private static final TableName TABLE = new TableName("public", "t");

  @Test
  void hungServerDelaysNobodyAndIsSaid() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicLong nanos = new AtomicLong();
    TableSampler hung =
        new TableSampler(
            () -> {
              asked.countDown();
              await(never);
              throw new SQLException("closed");
            });
    try (TableLooks looks = new TableLooks("shop", hung, nanos::get)) {
      looks.start();
      asked.await();
      looks.want(Set.of(TABLE));
      assertThat(looks.history(TABLE)).isEmpty();
      assertThat(looks.await(Set.of(TABLE), Duration.ZERO)).isFalse();
      nanos.addAndGet(5_000_000_000L);
      assertThat(looks.unseen())
          .containsExactly(
              "Table statistics: a look that began 5 s ago has not come back; the numbers are"
                  + " missing.");
    } finally {
      never.countDown();
    }
  }

  @Test
  void tablesAreAskedForInSets() throws InterruptedException {
    AtomicInteger connections = new AtomicInteger();
    Semaphore baseline = new Semaphore(0);
    TableSampler counting =
        new TableSampler(
            () -> {
              connections.incrementAndGet();
              baseline.acquireUninterruptibly();
              throw new SQLException("refused");
            });
    try (TableLooks looks = new TableLooks("shop", counting, System::nanoTime)) {
      looks.start();
      for (int i = 0; i < 500; i++) {
        looks.want(Set.of(new TableName("public", "t" + i)));
      }
      baseline.release(1_000);
      assertThat(looks.await(Set.of(TABLE), Duration.ofSeconds(50))).isTrue();
      assertThat(connections.get()).isEqualTo(2); // the first look, and one for all
      assertThat(looks.unseen()).containsExactly("Table statistics could not be read: refused.");
    }
  }

  @Test
  void errorOfADriverDoesNotEndTheLooks() throws InterruptedException {
    AtomicInteger connections = new AtomicInteger();
    TableSampler faulty =
        new TableSampler(
            () -> {
              connections.incrementAndGet();
              throw new LinkageError("driver");
            });
    try (TableLooks looks = new TableLooks("shop", faulty, System::nanoTime)) {
      looks.start();
      for (int i = 0; i < 3; i++) {
        assertThat(looks.await(Set.of(TABLE), Duration.ofSeconds(50))).isTrue();
      }
      assertThat(connections.get()).isGreaterThanOrEqualTo(3);
      assertThat(looks.unseen())
          .containsExactly("Table statistics could not be read: java.lang.LinkageError.");
    }
  }

  @Test
  void lookThatIsUnderWayEndsBeforeItIsClosed() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger answered = new AtomicInteger();
    TableSampler slow =
        new TableSampler(
            () -> {
              asked.countDown();
              await(answer);
              answered.incrementAndGet();
              throw new SQLException("refused");
            });
    TableLooks looks = new TableLooks("shop", slow, System::nanoTime);
    looks.start();
    asked.await();
    Thread closing = new Thread(looks::close);
    closing.start();
    while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    answer.countDown();
    closing.join();
    assertThat(answered).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
