package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionEnd.Ending;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done with connections and transactions, in an open unit of work and in none. */
class ConnectionFindingsTest {
  private static final String READ = "select * from member where id = 1";
  private static final String WRITE = "update member set seen = now() where id = 1";
  private static final long MILLI = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final SqlShapes shapes = new SqlShapes(1 << 20);
  private Analyzer analyzer = analyzer(ConnectionFindingsTest.class.getName());
  private @Nullable Unit unit;
  private long ids;
  private long statementMillis = 1;
  private long waitedMillis;
  private @Nullable Checkout checkout;
  private @Nullable TransactionStart transaction;

  private Analyzer analyzer(String application) {
    return new Analyzer(
        AnalyzerConfig.builder()
            .profile(Profile.development())
            .applicationPackages(application)
            .build(),
        nanos::get,
        () -> Instant.EPOCH.plusNanos(nanos.get()));
  }

  @AfterEach
  void close() {
    analyzer.close();
  }

  private void begin(boolean scoped) {
    unit = scoped ? analyzer.unit("request") : null;
  }

  private void take() {
    checkout = new Checkout("shop", ++ids, nanos.get());
  }

  private void pause(long millis) {
    nanos.addAndGet(millis * MILLI);
  }

  /** Within a transaction, which begins with its first statement. */
  private void inTransaction(String sql, long rows) {
    if (transaction == null) {
      transaction =
          new TransactionStart(
              Objects.requireNonNull(checkout), nanos.get(), Connection.TRANSACTION_NONE, false);
    }
    execute(sql, rows, transaction);
  }

  private void alone(String sql) {
    execute(sql, -1, null);
  }

  private void execute(String sql, long rows, @Nullable TransactionStart within) {
    Execution execution =
        new Execution(
            Objects.requireNonNull(checkout),
            Call.EXECUTE,
            sql,
            shapes.of(sql),
            new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
            List.of(),
            0,
            within,
            nanos.get());
    analyzer.listener().before(execution);
    pause(waitedMillis + statementMillis);
    long elapsed = statementMillis * MILLI;
    analyzer.listener().after(execution, new Outcome(elapsed, waitedMillis * MILLI, rows, null));
  }

  private void end(Ending ending) {
    TransactionStart ended = Objects.requireNonNull(transaction);
    analyzer.listener().transactionEnded(new TransactionEnd(ended, ending, nanos.get(), 0, null));
    transaction = null;
  }

  private void giveBack() {
    analyzer.listener().returned(Objects.requireNonNull(checkout), nanos.get());
    checkout = null;
  }

  private List<Finding> findings() {
    if (unit != null) {
      unit.close();
    }
    pause(1_000);
    return analyzer.findings();
  }

  private String words(String code) {
    return analyzer.report().entries().stream()
        .filter(entry -> entry.finding().code().id().equals(code))
        .findFirst()
        .orElseThrow()
        .words();
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(f -> f.severity() + " " + f.code().id()).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callOfAnotherServiceInATransactionIsIdle(boolean scoped) {
    begin(scoped);
    take();
    inTransaction(READ, -1);
    pause(800);
    inTransaction(WRITE, 1);
    end(Ending.COMMIT);
    giveBack();
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("ERROR TXI");
    Finding finding = findings.get(0);
    assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN);
    assertThat(finding.subject().text()).startsWith("select * from member");
    assertThat(String.valueOf(finding.place().callSite()))
        .as("where it comes back")
        .contains("ConnectionFindingsTest.execute");
    assertThat(finding.text("longestIdle")).isEqualTo("800 ms");
    assertThat(finding.count(Fact.UNITS)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneStatementAndALateCommitIsIdle(boolean scoped) {
    begin(scoped);
    take();
    inTransaction(WRITE, 1);
    pause(300);
    end(Ending.COMMIT);
    giveBack();
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("WARNING TXI");
    assertThat(String.valueOf(findings.get(0).place().callSite()))
        .contains("ConnectionFindingsTest.end");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manySmallGapsAddUp(boolean scoped) {
    begin(scoped);
    take();
    for (int i = 0; i < 31; i++) {
      inTransaction(READ, -1);
      pause(40);
    }
    end(Ending.COMMIT);
    giveBack();
    assertThat(codes(findings())).contains("WARNING TXI");
    assertThat(words("TXI"))
        .startsWith("1.2 s idle in all, 40 ms after this statement, at the most, in 1 transaction");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timeWithoutATransactionHoldsTheConnectionOnly(boolean scoped) {
    begin(scoped);
    take();
    alone(READ);
    pause(900);
    alone(READ);
    giveBack();
    assertThat(codes(findings())).containsExactly("WARNING CH");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionThatIsTakenEarlyIsHeld(boolean scoped) {
    begin(scoped);
    take();
    pause(300);
    alone(READ);
    giveBack();
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("WARNING CH");
    assertThat(findings.get(0).subject().text()).isEqualTo("before its first statement");
  }

  @Test
  void waitingForAServerIsNotIdle() {
    begin(true);
    take();
    waitedMillis = 1_300; // For a connection: all are lent.
    inTransaction(WRITE, 1);
    waitedMillis = 0;
    inTransaction(READ, -1);
    end(Ending.COMMIT);
    giveBack();
    assertThat(findings()).isEmpty();
  }

  @Test
  void transactionBeginsWhenItsFirstStatementIsSent() {
    begin(true);
    take();
    waitedMillis = 20_000;
    inTransaction(WRITE, 1);
    end(Ending.COMMIT);
    giveBack();
    assertThat(findings()).isEmpty();
  }

  @Test
  void connectionThatALibraryHoldsNamesTheUnit() {
    analyzer.close();
    analyzer = analyzer("com.nobody.");
    begin(true);
    take();
    alone(READ);
    pause(300);
    giveBack();
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("WARNING CH");
    assertThat(findings.get(0).subject().kind()).isEqualTo("unit of work");
    assertThat(findings.get(0).subject().text())
        .isEqualTo("request, after select * from member where id = ?");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transactionThatIsLeftIsFound(boolean scoped) {
    begin(scoped);
    take();
    inTransaction(READ, -1);
    end(Ending.CLOSE);
    giveBack();
    assertThat(codes(findings())).containsExactly("WARNING LEAK");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesThatAreLostAreAnError(boolean scoped) {
    begin(scoped);
    take();
    inTransaction(READ, -1);
    inTransaction(WRITE, 1);
    end(Ending.CLOSE);
    giveBack();
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("ERROR LEAK");
    assertThat(findings.get(0).count("writes")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void quickTransactionsAreNoFinding(boolean scoped) {
    begin(scoped);
    for (int i = 0; i < 50; i++) {
      take();
      inTransaction(READ, -1);
      pause(3);
      inTransaction(WRITE, 1);
      end(i % 2 == 0 ? Ending.COMMIT : Ending.ROLLBACK);
      giveBack();
    }
    assertThat(findings())
        .noneMatch(f -> List.of("TXI", "TXL", "LEAK", "CH").contains(f.code().id()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transactionThatDoesMuchIsLong(boolean scoped) {
    begin(scoped);
    take();
    for (int i = 0; i < 11; i++) {
      statementMillis = 1_000;
      inTransaction("update t" + i + " set n = 1", 100);
    }
    end(Ending.COMMIT);
    giveBack();
    assertThat(codes(findings())).containsExactly("WARNING TXL");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void longTransactionThatMostlyWaitsIsIdleOnly(boolean scoped) {
    begin(scoped);
    take();
    inTransaction(READ, -1);
    pause(20_000);
    inTransaction(WRITE, 1);
    end(Ending.COMMIT);
    giveBack();
    assertThat(codes(findings())).containsExactly("ERROR TXI");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void severalOfOneUnitAreOneFinding(boolean scoped) {
    begin(true);
    for (int i = 0; i < 3; i++) {
      take();
      inTransaction(READ, -1);
      pause(300);
      inTransaction(WRITE, 1);
      end(scoped ? Ending.COMMIT : Ending.ROLLBACK);
      giveBack();
    }
    List<Finding> findings = findings();
    assertThat(codes(findings)).containsExactly("WARNING TXI");
    assertThat(findings.get(0).count("transactions")).isEqualTo(3);
    assertThat(findings.get(0).count(Fact.UNITS)).isEqualTo(1);
  }
}
