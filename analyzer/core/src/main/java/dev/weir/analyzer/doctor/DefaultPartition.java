package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.PartitionSample;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows are in a DEFAULT partition: of ranges, because one is missing; of lists it may be meant so.
 */
final class DefaultPartition implements Illness {
  static final Code CODE = new Code("PD", "default-partition", "rows in the DEFAULT partition");

  @Override
  public Area area() {
    return Area.PARTITIONS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().partitions().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().partitions().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (PartitionSample table : each.now().partitions().rows()) {
      if (table.defaultPartition() != null && table.defaultRows() > 0) {
        found.add(entry(each, table, table.defaultPartition()));
      }
    }
    int tables = each.now().partitions().rows().size();
    return Opinion.of(
        found, tables == 0 ? "no table has any" : Words.count(tables, "partitioned table"));
  }

  private static Report.Entry entry(Case each, PartitionSample table, TableName partition) {
    Card card =
        new Card(
                CODE,
                table.ranged() ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.subject(table.table()))
            .fact("defaultRows", table.defaultRows(), Measure.ROWS, false)
            .words(
                "about %s in %s"
                    .formatted(Words.count((long) table.defaultRows(), "row"), partition))
            .because(
                "a partition whose rows are in DEFAULT cannot be added before they are moved, and"
                    + " DEFAULT is read whole, ACCESS EXCLUSIVE, for each that is");
    String what = "count(*)";
    if (table.column() != null) {
      String column = Sql.name(table.column());
      what += ", min(%1$s), max(%1$s)".formatted(column);
    }
    return card.fix(
            "See which rows these are, make the partitions that they belong to and move them there;"
                + " rows of no partition's may stay.")
        .sql("SELECT %s FROM %s".formatted(what, Sql.name(partition)))
        .entry();
  }
}
