package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.ForeignKeySample;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A foreign key without an index: each DELETE of a row that it may refer to reads the whole table.
 * Worth a warning from 10,000 rows on, where rows are deleted over there, or the key cascades.
 */
final class BareForeignKey implements Illness {
  static final Code CODE =
      new Code("FKI", "foreign-key-without-index", "foreign key without index");

  private static final long LEAST_ROWS = 10_000;

  @Override
  public Area area() {
    return Area.INDEXES;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().foreignKeys().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().foreignKeys().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (ForeignKeySample key : each.now().foreignKeys().rows()) {
      found.add(entry(each, key));
    }
    return Opinion.of(found, "each foreign key has an index");
  }

  private static Report.Entry entry(Case each, ForeignKeySample key) {
    double rows = tables(each, key.tableOids()).mapToDouble(TableChange::live).sum();
    long deletes =
        tables(each, key.parentOids()).mapToLong(table -> table.now().stats().deletes()).sum();
    boolean hurts = rows >= LEAST_ROWS && (deletes > 0 || key.cascades());
    TableName index = new TableName(key.table().schema(), name(key));
    String how = key.partitioned() ? "" : "CONCURRENTLY ";
    Card card =
        new Card(
                CODE,
                hurts ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.object(
                    "constraint",
                    key.table() + "." + key.name(),
                    "%s of %s".formatted(key.name(), key.table()),
                    key.table(),
                    key.parent()))
            .fact("rows", rows, Measure.ROWS, false)
            .fact("parentDeletes", deletes)
            .words(
                "no index begins with %s; each DELETE in %s reads all of %s%s"
                    .formatted(
                        String.join(", ", key.columns()),
                        key.parent(),
                        key.table(),
                        each.now().tables().isSeen()
                            ? " (about %s)".formatted(Words.count((long) rows, "row"))
                            : ""))
            .fix(
                (hurts
                        ? "Make one"
                        : "Make one if rows of %s are deleted, or joined from there"
                            .formatted(key.parent()))
                    + (key.partitioned()
                        ? ". That of a partitioned table stops writes while it is built; where they"
                            + " cannot stop, make it ON ONLY the table, then one CONCURRENTLY on"
                            + " each partition, and attach those (ALTER INDEX .. ATTACH PARTITION)."
                        : "; it takes a while and stops nobody."))
            .sql(
                "CREATE INDEX %s%s ON %s (%s)"
                    .formatted(
                        how,
                        Sql.name(index.name()),
                        Sql.name(key.table()),
                        Sql.names(key.columns())))
            .undo("DROP INDEX %s%s".formatted(how, Sql.name(index)));
    if (deletes > 0) {
      card.because(
          "%s had %s since its counters began"
              .formatted(key.parent(), Words.count(deletes, "DELETE")));
    }
    return card.entry();
  }

  private static Stream<TableChange> tables(Case each, List<Long> oids) {
    return each.tables().stream().filter(table -> oids.contains(table.now().oid()));
  }

  /** A name of at most 63 bytes, however long the others are. */
  private static String name(ForeignKeySample key) {
    String name = key.table().name() + "_" + String.join("_", key.columns());
    StringBuilder text = new StringBuilder();
    name.codePoints().filter(each -> each < 128).limit(55).forEach(text::appendCodePoint);
    return text + "_weir";
  }
}
