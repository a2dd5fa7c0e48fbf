package com.shop;

import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.accept.Acceptances;
import dev.weir.analyzer.detect.UnitDetector;
import dev.weir.analyzer.junit.ExpectNoFindings;
import dev.weir.analyzer.junit.FindingsExtension;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of which some are to fail, by what they expect not to find. */
public final class FindingsCases {
  private FindingsCases() {}

  /** Has a loop in a test. */
  public static class Loop {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private final Orders orders = new Orders(weir.dataSource());

    @Test
    @ExpectNoFindings
    void loops() throws SQLException {
      orders.itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings
    void reads() throws SQLException {
      orders.item(1);
      orders.item(2);
    }

    @Test
    void expectsNothing() throws SQLException {
      orders.itemsOneByOne(20);
    }
  }

  /** Expects on the class, and says more of some methods. */
  @ExpectNoFindings
  public static class OnTheClass {
    @RegisterExtension
    final FindingsExtension weir = FindingsExtension.watching(Database::dataSource);

    private Orders orders() {
      return new Orders(weir.dataSource());
    }

    @BeforeEach
    void setUp() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    void isClean() throws SQLException {
      orders().item(1);
    }

    @Test
    void loops() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(except = "N1")
    void loopsAndMay() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(codes = {"LI", "LU"})
    void loopsWhereOthersMatter() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(packages = "org.other")
    void loopsElsewhere() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(packages = "com.shop")
    void loopsHere() throws SQLException {
      orders().itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(severity = Severity.ERROR)
    void loopsALot() throws SQLException {
      orders().itemsOneByOne(20);
    }

    /** Inherits. */
    @Nested
    class Within {
      @Test
      void loopsWithin() throws SQLException {
        orders().itemsOneByOne(20);
      }
    }
  }

  /** Composed of Weir's. */
  @ExpectNoFindings(codes = "N1")
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Frugal {}

  /** Expects by an annotation of its own. */
  @Frugal
  public static class Composed {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    @Test
    void loops() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
    }
  }

  /** Names codes as people do, and some that there are not. */
  public static class Named {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private static void loop() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
    }

    @Test
    @ExpectNoFindings(codes = "n1")
    void codeInSmallLetters() throws SQLException {
      loop();
    }

    @Test
    @ExpectNoFindings(codes = "n-plus-one")
    void name() throws SQLException {
      loop();
    }

    @Test
    @ExpectNoFindings(except = "N-Plus-One")
    void exceptItsName() throws SQLException {
      loop();
    }

    @Test
    @ExpectNoFindings(codes = "N+1")
    void title() throws SQLException {
      loop();
    }

    @Test
    @ExpectNoFindings(except = {"N1", "NOPE"})
    void exceptNone() throws SQLException {
      loop();
    }
  }

  /** Fails by itself as well. */
  public static class Failing {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    @Test
    @ExpectNoFindings
    void fails() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
      throw new IllegalStateException("its own");
    }

    @Test
    @ExpectNoFindings
    void isAborted() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
      Assumptions.abort("not here");
    }
  }

  /** Takes its time. The first loads the classes, which would excuse the second. */
  @TestMethodOrder(MethodOrderer.MethodName.class)
  public static class Slow {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    private static void park(Duration duration) {
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @Test
    @ExpectNoFindings
    void waits() throws SQLException {
      new Orders(weir.dataSource()).itemTwice(1, () -> park(Duration.ofMillis(500)));
    }

    /** So long that it is no excuse that the machine has too much to do. */
    @Test
    @ExpectNoFindings(codes = "TXI")
    void waitsAndMustNot() throws SQLException {
      new Orders(weir.dataSource()).itemTwice(1, () -> park(Duration.ofMillis(5_200)));
    }
  }

  /** Does what somebody has accepted. */
  public static class Accepted {
    @RegisterExtension
    static final FindingsExtension weir =
        FindingsExtension.watching(
            Database::dataSource,
            AnalyzerConfig.builder()
                .accepted(
                    Acceptances.of(
                        new Acceptance(null, "N1", null, null, "twenty at most", null, null)))
                .build());

    @Test
    @ExpectNoFindings
    void loopsAsIsAccepted() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
    }
  }

  /** Judges by a detector that throws. */
  public static class Unjudged {
    @RegisterExtension
    static final FindingsExtension weir =
        FindingsExtension.watching(
            Database::dataSource, AnalyzerConfig.builder().detector(new Broken()).build());

    @Test
    @ExpectNoFindings
    void isNotJudged() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(3);
    }

    /** A detector of somebody's. */
    static final class Broken implements UnitDetector {
      @Override
      public Code code() {
        return new Code("BROKEN", "broken", "broken");
      }

      @Override
      public List<Finding> inspect(UnitTrace unit) {
        throw new IllegalStateException("broken");
      }

      @Override
      public String words(Finding finding) {
        return "";
      }

      @Override
      public String fix() {
        return "";
      }
    }
  }

  /** Has nothing that is watched. */
  public static class Unwatched {
    @Test
    @ExpectNoFindings
    void isNotWatched() {}
  }
}
