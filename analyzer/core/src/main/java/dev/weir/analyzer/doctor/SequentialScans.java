package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A large table is read whole, again and again: 10,000 rows and more, 10 times a minute, in more
 * than one of 20 scans (PgHero); bad from a million rows and once a second. Which column has no
 * index, the statements tell, where pg_stat_statements has them.
 */
final class SequentialScans implements Illness {
  static final Code CODE = new Code("SQ", "sequential-scans", "large table read whole");

  private static final long LEAST_ROWS = 10_000;

  /** In a minute; fewer take a hundredth of one processor at the most. */
  private static final double MANY_ROWS = 1_000_000;

  private static final long LEAST_SCANS = 5;
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  @Override
  public Area area() {
    return Area.SCANS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    if (!each.isWatched()) {
      return Opinion.notJudged("how often tables are read whole shows only between two looks");
    }
    double minutes = Math.max(each.window().toMillis(), SHORTEST.toMillis()) / 60_000.0;
    List<Report.Entry> found = new ArrayList<>();
    for (TableChange table : each.tables()) {
      double perMinute = table.scans() / minutes;
      double rows = table.scans() == 0 ? 0 : (double) table.scannedRows() / table.scans();
      double share = (double) table.scans() / Math.max(1, table.scans() + table.indexScans());
      if (!table.beganAnew()
          && table.scans() >= LEAST_SCANS
          && perMinute >= 10
          && rows >= LEAST_ROWS
          && share > 0.05) {
        found.add(entry(each, table, perMinute, rows));
      }
    }
    return Opinion.of(found, "no large table was read whole again and again");
  }

  /** How many rows were read so, by a finding of this. */
  static double rowsPerSecond(Finding finding) {
    return finding.number("scansPerMinute") * finding.number("rowsPerScan") / 60;
  }

  private static Report.Entry entry(Case each, TableChange table, double perMinute, double rows) {
    boolean bad = rows >= 1e6 && perMinute >= 60;
    Card card =
        new Card(
                CODE,
                bad
                    ? Severity.ERROR
                    : perMinute * rows >= MANY_ROWS ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.subject(table.name()))
            .fact("scansPerMinute", perMinute, Measure.PER_MINUTE, true)
            .fact("rowsPerScan", rows, Measure.ROWS, true)
            .words(
                "%s in %s, of %s rows each"
                    .formatted(
                        Words.count(table.scans(), "scan"),
                        Words.span(each.window()),
                        Words.number(rows)))
            .table(table.history());
    for (Statements.Change change : Statements.of(each)) {
      SqlShape shape = change.shape();
      if (shape == null
          || shape.reads().stream().noneMatch(one -> Statements.means(one, table.name()))) {
        continue;
      }
      List<IndexSample> indexes =
          each.now().indexes().rows().stream()
              .filter(index -> index.tableOid() == table.now().oid())
              .toList();
      List<String> columns = bare(table, shape, indexes);
      if (columns.size() == 1) {
        return index(card, table, change, columns.get(0));
      }
      Search search = columns.isEmpty() ? Search.of(shape, indexes) : null;
      if (search != null) {
        return search(card, table, change, search);
      }
    }
    return card.fix(
            "Find the statement (pg_stat_statements, EXPLAIN): it needs an index on what it filters"
                + " by, or fewer executions. Reports and exports may read tables whole.")
        .entry();
  }

  /** Columns of the table that a statement compares for equality and no index begins with. */
  private static List<String> bare(TableChange table, SqlShape shape, List<IndexSample> indexes) {
    List<String> columns = new ArrayList<>();
    for (KeyColumn key : shape.keys()) {
      TableName of = key.table();
      boolean here = of == null ? shape.reads().size() == 1 : Statements.means(of, table.name());
      boolean indexed =
          indexes.stream()
              .anyMatch(
                  index ->
                      !index.columns().isEmpty() && index.columns().get(0).equals(key.column()));
      if (here && key.isPlain() && !indexed) {
        columns.add(key.column());
      }
    }
    return columns;
  }

  private static Report.Entry index(
      Card card, TableChange table, Statements.Change change, String column) {
    return because(card, change)
        .because("no index of %s begins with %s".formatted(table.name(), column))
        .fix(
            "Make an index on %s; it takes a while and stops nobody. Every write then keeps it up."
                .formatted(column))
        .sql(create(table, column, "(%s)".formatted(Sql.name(column))))
        .undo(drop(table, column))
        .entry();
  }

  private static Report.Entry search(
      Card card, TableChange table, Statements.Change change, Search search) {
    String column = search.column();
    because(card, change).fix(search.fix());
    if (search.kind() != Search.Kind.PATTERN) {
      return card.entry();
    }
    return card.because("a B-tree serves no pattern in %s".formatted(column))
        .sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        .sql(create(table, column, "USING gin (%s gin_trgm_ops)".formatted(Sql.name(column))))
        .undo(drop(table, column))
        .entry();
  }

  private static Card because(Card card, Statements.Change change) {
    return card.because(
        "%s in %s ms each: %s"
            .formatted(
                Words.count(change.calls(), "execution"),
                Words.number(change.millis() / change.calls()),
                Objects.requireNonNull(change.shape()).text()));
  }

  private static String create(TableChange table, String column, String on) {
    return "CREATE INDEX CONCURRENTLY %s ON %s %s".formatted(name(table, column), table.sql(), on);
  }

  private static String drop(TableChange table, String column) {
    return "DROP INDEX CONCURRENTLY %s.%s"
        .formatted(Sql.name(String.valueOf(table.name().schema())), name(table, column));
  }

  private static String name(TableChange table, String column) {
    String name = table.name().name() + "_" + column + "_weir";
    return Sql.name(
        name.length() > 60 ? "weir_" + table.now().oid() + "_" + column.hashCode() : name);
  }
}
