package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One UPDATE or DELETE of 100,000 rows and more that are a fifth of their table, or all of it: an
 * error from 200,000 updated rows and half of the table on. Without a condition it is all of it;
 * with one it is said once the table has been looked at.
 */
final class WholeTableWriteDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("WT", "whole-table-write", "whole table written at once");
  private static final long MANY = 100_000;
  private static final long VERY_MANY = 200_000;
  private static final double PART = 0.2;
  private static final double HALF = 0.5;
  private static final String ROWS = "mostRowsWritten";
  private static final String TEMPORARY = "pg_temp";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s by one statement, %s"
        .formatted(finding.text(ROWS, "row"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Write it in ranges of the key, some thousands of rows with a commit each: all at once"
        + " locks them all, leaves as many dead rows, and holds back replicas. To empty a table use"
        + " TRUNCATE, to drop old rows partitions.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(), statement -> Stream.ofNullable(finding(unit, statement)));
  }

  private static @Nullable Finding finding(UnitTrace unit, StatementTrace statement) {
    if (statement.mostWritten() < MANY || TEMPORARY.equals(statement.searchPath())) {
      return null;
    }
    SqlShape shape = statement.shape();
    return Statements.certain(
        CODE,
        unit,
        statement.subject(),
        statement.place(),
        severity(shape, (double) statement.mostWritten(), shape.has(Trait.WHERE) ? PART : 1),
        Fact.most(ROWS, statement.mostWritten()).in(Fact.Measure.ROWS));
  }

  /** Deleted rows are as many dead ones, and half of what an update leaves behind. */
  private static Severity severity(SqlShape shape, double rows, double part) {
    return shape.kind() == StatementKind.UPDATE && rows >= VERY_MANY && part >= HALF
        ? Severity.ERROR
        : Severity.WARNING;
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement)
        || !statement.shape().has(Trait.WHERE)) {
      return finding;
    }
    TableHistory table = Tables.written(statement.shape(), tables);
    double rows = finding.number(ROWS);
    double part = table == null ? 0 : rows / Math.max(1, liveRows(table));
    return part < PART ? null : finding.as(severity(statement.shape(), rows, part));
  }

  /** As many as it had before, if they were deleted by now. */
  private static long liveRows(TableHistory table) {
    return Math.max(table.before().liveRows(), table.now().liveRows());
  }
}
