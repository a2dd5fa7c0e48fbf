package dev.weir.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where on what is read, repeated and sent in pieces is a finding, and whose. */
class ReadDetectorsTest {
  private static final Place PLACE =
      new Place(new CallSite("com.shop.Page", "show", "Page.java", 7), null, 0);

  private static final SqlShape QUERY = SqlShapes.parse("select * from orders where shop = ?");
  private static final SqlShape UPDATE = SqlShapes.parse("update orders set n = ? where id = ?");

  private static List<String> found(
      Bounds bounds,
      List<Repetition> loops,
      List<StatementTrace> statements,
      List<ResultTrace> results) {
    UnitTrace unit =
        new UnitTrace(
            "page",
            Instant.EPOCH,
            Duration.ofSeconds(1),
            10,
            bounds,
            loops,
            List.of(),
            List.of(),
            statements,
            results,
            List.of(),
            List.of(),
            List.of(),
            1,
            0);
    Detectors detectors = new Detectors(Profile.development(), Duration.ofMillis(1), List.of());
    List<Finding> findings = detectors.inspect(unit);
    assertThat(findings).allSatisfy(each -> assertThat(detectors.words(each)).isNotBlank());
    return findings.stream().map(each -> each.code().id() + " " + each.severity()).toList();
  }

  private static List<String> found(ResultTrace result) {
    return found(Bounds.SCOPE, List.of(), List.of(), List.of(result));
  }

  private static List<String> found(Bounds bounds, StatementTrace statement) {
    return found(bounds, List.of(), List.of(statement), List.of());
  }

  private static ResultTrace result(
      long held, long fetchSize, long unread, long read, long uncounted, int columns, int used) {
    return new ResultTrace(
        "main", null, QUERY, PLACE, 1, 50, held, held, fetchSize, unread, read, uncounted, columns,
        used, 0);
  }

  private static StatementTrace repeated(long sets, long identical, boolean loop) {
    return statement(QUERY, identical, sets, identical, 0, 0, 0, 0, 0, 0, loop);
  }

  private static StatementTrace batches(long batches, long rows, long interrupted) {
    return statement(UPDATE, batches, 0, 0, batches, rows, interrupted, 0, 0, 0, true);
  }

  private static StatementTrace statement(
      SqlShape shape,
      long executions,
      long sets,
      long identical,
      long batches,
      long rows,
      long interrupted,
      long commits,
      long offset,
      long list,
      boolean loop) {
    return new StatementTrace(
        "main",
        null,
        shape,
        PLACE,
        loop ? List.of(new StatementTrace.Loop(PLACE, executions)) : List.of(),
        executions,
        Duration.ofMillis(10),
        sets,
        identical,
        batches,
        rows,
        interrupted,
        0,
        commits,
        offset,
        list,
        false,
        0);
  }

  private static Repetition loop(long executions, long distinct, long rows) {
    return new Repetition(
        "main",
        null,
        UPDATE,
        null,
        PLACE,
        1,
        executions,
        true,
        executions,
        distinct,
        1,
        executions,
        1,
        rows,
        false);
  }

  @ParameterizedTest
  @CsvSource({
    "9999, 0, ''",
    "10000, 0, BIG WARNING",
    "19999, 0, BIG WARNING",
    "20000, 0, FS WARNING",
    "100000, 0, FS ERROR",
    "20000, 500, FSI WARNING",
    "100000, 500, FSI ERROR",
    "19999, 500, BIG WARNING"
  })
  void wholeResults(long held, long fetchSize, String expected) {
    assertThat(String.join(", ", found(result(held, fetchSize, 0, 0, 0, 4, 4))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 990, 10, 0, 4, 4, UR WARNING",
    "999, 989, 10, 0, 4, 4, ''",
    "30000, 29000, 1000, 0, 4, 4, UR WARNING", // A cursor would read as much.
    "100000, 99999, 1, 0, 4, 4, FS ERROR",
    "50, 0, 0, 0, 15, 3, UC WARNING",
    "50, 0, 0, 0, 16, 4, UC WARNING",
    "50, 0, 0, 0, 16, 5, ''",
    "50, 0, 0, 0, 14, 1, ''",
    "50, 0, 0, 0, 40, 0, ''",
    "1000, 0, 0, 1000, 9, 0, CNT WARNING",
    "200000, 0, 0, 200000, 9, 0, CNT WARNING",
    "999, 0, 0, 999, 9, 0, ''",
    "5000, 0, 0, 1000, 9, 3, ''" // Another result of it was read.
  })
  void ofOneQueryOnlyTheWorstIsSaid(
      long held, long unread, long read, long uncounted, int columns, int used, String expected) {
    assertThat(String.join(", ", found(result(held, 0, unread, read, uncounted, columns, used))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, true, RED WARNING",
    "1, 4, true, ''",
    "2, 30, true, RED WARNING",
    "3, 30, true, ''", // That is a loop over rows.
    "1, 30, false, ''" // From lines of their own.
  })
  void repeatedReads(long sets, long identical, boolean loop, String expected) {
    StatementTrace statement = repeated(sets, identical, loop);
    assertThat(String.join(", ", found(Bounds.SCOPE, statement))).isEqualTo(expected);
    assertThat(String.join(", ", found(Bounds.GUESS, statement))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, ''",
    "3, 3, 0, BS WARNING",
    "10, 10, 0, BS ERROR",
    "10, 10, 9, BS WARNING",
    "9, 18, 0, ''",
    "10, 20, 0, BS WARNING",
    "10, 99, 0, BS WARNING",
    "10, 100, 0, ''"
  })
  void smallBatches(long batches, long rows, long interrupted, String expected) {
    assertThat(String.join(", ", found(Bounds.SCOPE, batches(batches, rows, interrupted))))
        .isEqualTo(expected);
  }

  @Test
  void whatRestsOnAGuessOfTheUnitIsNoError() {
    assertThat(found(Bounds.GUESS, batches(10, 10, 0))).containsExactly("BS WARNING");
  }

  @ParameterizedTest
  @CsvSource({
    "999, 0, ''",
    "1000, 0, OFF WARNING",
    "5000, 0, OFF ERROR",
    "0, 1999, ''",
    "0, 2000, INL WARNING",
    "0, 32767, INL ERROR"
  })
  void offsetsAndLists(long offset, long list, String expected) {
    StatementTrace statement = statement(QUERY, 1, 1, 1, 0, 0, 0, 0, offset, list, false);
    assertThat(String.join(", ", found(Bounds.GUESS, statement))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10, 10, true",
    "9, 10, 10, false",
    "10, 30, 30, false", // The smaller part of the loop.
    "30, 30, 30000, false", // Chunks.
    "30, 1, 30, false" // The row of a job's progress.
  })
  void commits(long commits, long distinct, long rows, boolean expected) {
    long executions = Math.max(10, Math.min(rows, Math.max(commits, distinct)));
    List<String> codes =
        found(
            Bounds.SCOPE,
            List.of(loop(executions, distinct, rows)),
            List.of(statement(UPDATE, executions, 0, 0, 0, 0, 0, commits, 0, 0, false)),
            List.of());
    assertThat(codes.contains("TXR WARNING")).isEqualTo(expected);
  }

  @Test
  void largeResultsThatAreUpdatedRowByRowAreFound() {
    List<Repetition> loops = List.of(loop(10_000, 9_800, 10_000));
    ResultTrace result = result(10_000, 0, 0, 0, 0, 4, 4);
    assertThat(found(Bounds.SCOPE, loops, List.of(), List.of(result)))
        .containsExactlyInAnyOrder("LU ERROR", "ITU ERROR");
    assertThat(found(Bounds.SCOPE, List.of(loop(9_999, 9_800, 9_999)), List.of(), List.of(result)))
        .containsExactly("LU ERROR", "BIG WARNING");
    assertThat(found(Bounds.SCOPE, loops, List.of(), List.of(result(9_999, 0, 0, 0, 0, 4, 4))))
        .containsExactly("LU ERROR");
    ResultTrace other =
        new ResultTrace(
            "main",
            null,
            SqlShapes.parse("select * from member"),
            PLACE,
            1,
            10_000,
            10_000,
            10_000,
            0,
            0,
            0,
            0,
            4,
            4,
            0);
    assertThat(found(Bounds.SCOPE, loops, List.of(), List.of(other)))
        .containsExactly("LU ERROR", "BIG WARNING");
  }
}
