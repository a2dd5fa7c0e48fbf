package com.shop;

import dev.weir.analyzer.junit.ExpectNoFindings;
import dev.weir.analyzer.junit.ExpectStatements;
import dev.weir.analyzer.junit.FindingsExtension;
import java.sql.SQLException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests whose work is done by other threads. */
public final class ThreadCases {
  private ThreadCases() {}

  /** Has a thread that lives longer than a test. */
  public static class Alone {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private static final ExecutorService others = Executors.newSingleThreadExecutor();

    private final Orders orders = new Orders(weir.dataSource());

    @AfterAll
    static void stop() {
      others.shutdownNow();
    }

    private void elsewhere(int number) throws Exception {
      others.submit(() -> orders.itemsOneByOne(number)).get(30, TimeUnit.SECONDS);
    }

    @BeforeEach
    void setUp() throws Exception {
      elsewhere(20);
    }

    @Test
    @ExpectNoFindings
    void loopsElsewhere() throws Exception {
      elsewhere(20);
    }

    @Test
    @ExpectNoFindings
    @ExpectStatements(exactly = 2)
    void readsElsewhere() throws Exception {
      elsewhere(2);
    }

    @Test
    @ExpectStatements(max = 2)
    void readsALotElsewhere() throws Exception {
      elsewhere(3);
    }
  }

  /** Has two tests that are under way at the same time. */
  public static class Parallel {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private static final CyclicBarrier together = new CyclicBarrier(2);

    private final Orders orders = new Orders(weir.dataSource());

    @Test
    @ExpectNoFindings
    @ExpectStatements(exactly = 20)
    void loops() throws Exception {
      together.await(30, TimeUnit.SECONDS);
      orders.itemsOneByOne(20);
      together.await(30, TimeUnit.SECONDS);
    }

    @Test
    @ExpectNoFindings
    @ExpectStatements(exactly = 2)
    void reads() throws Exception {
      together.await(30, TimeUnit.SECONDS);
      orders.itemsOneByOne(2);
      together.await(30, TimeUnit.SECONDS);
    }
  }

  /** Has two tests at the same time, and a thread that works for one of them. */
  public static class ParallelElsewhere {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private static final CyclicBarrier together = new CyclicBarrier(2);

    private final Orders orders = new Orders(weir.dataSource());

    @Test
    @ExpectStatements(exactly = 1)
    void worksElsewhere() throws Exception {
      together.await(30, TimeUnit.SECONDS);
      Thread other = new Thread(this::read);
      other.start();
      other.join();
      together.await(30, TimeUnit.SECONDS);
    }

    @Test
    @ExpectNoFindings
    void isBeside() throws Exception {
      together.await(30, TimeUnit.SECONDS);
      together.await(30, TimeUnit.SECONDS);
    }

    private void read() {
      try {
        orders.item(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
