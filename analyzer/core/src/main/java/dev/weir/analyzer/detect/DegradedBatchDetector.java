package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.UnitTrace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Batches that the driver sends row by row: they want all columns of their rows back, and one of
 * those is of no bounded length, so that the driver waits for each row lest its answer fill the
 * buffers. Said once the columns are known; from ten rows a batch on, an error from a hundred. Of
 * smaller batches it is said that they are small.
 */
final class DegradedBatchDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("BD", "degraded-batch", "batch that is sent row by row");
  private static final int SMALL = 10;
  private static final int LARGE = 100;
  private static final String BATCHES = "batches";
  private static final String ROWS = "rows";

  /** Types without a bound that every version of the driver since 2014 knows to be so. */
  private static final Set<String> UNBOUNDED =
      Set.of(
          "text",
          "character varying",
          "bpchar",
          "numeric",
          "bytea",
          "json",
          "jsonb",
          "xml",
          "tsvector",
          "inet",
          "cidr");

  private final Duration roundTrip;

  DegradedBatchDetector(Duration roundTrip) {
    this.roundTrip = roundTrip;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    boolean one = finding.count(BATCHES) == 1;
    return "%s in %s batch%s, a round trip for each row, %s"
        .formatted(
            finding.text(ROWS, "row"),
            finding.text(BATCHES),
            one ? "" : "es",
            Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Ask for the columns that are needed, of a bounded length: prepareStatement(sql, new"
        + " String[] {\"id\"}), not RETURN_GENERATED_KEYS, which is RETURNING * (MyBatis:"
        + " keyColumn; Spring: setKeyColumnName, setGeneratedKeysColumnNames); or for none.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(), statement -> Stream.ofNullable(finding(unit, statement)));
  }

  private @Nullable Finding finding(UnitTrace unit, StatementTrace statement) {
    long batches = statement.keyedBatches();
    if (batches == 0 || statement.batchRows() < SMALL * statement.batches()) {
      return null;
    }
    long rows = statement.batchRows() * batches / statement.batches();
    return Statements.certain(
        CODE,
        unit,
        statement.subject(),
        statement.place(),
        rows >= LARGE * batches ? Severity.ERROR : Severity.WARNING,
        Fact.sum(ROWS, rows).in(Fact.Measure.ROWS),
        Fact.sum(BATCHES, batches),
        Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, rows - batches),
        Fact.sum(Fact.PROJECTED_COST, roundTrip.multipliedBy(rows - batches)).exactIf(false));
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    TableHistory table =
        finding.subject() instanceof Subject.Statement statement
            ? Tables.written(statement.shape(), tables)
            : null;
    return table != null
            && table.now().columns().stream().anyMatch(DegradedBatchDetector::isUnbounded)
        ? finding
        : null;
  }

  private static boolean isUnbounded(Column column) {
    return UNBOUNDED.contains(column.type()) || column.type().endsWith("[]");
  }
}
