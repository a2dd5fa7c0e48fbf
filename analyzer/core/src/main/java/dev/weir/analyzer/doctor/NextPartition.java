package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.PartitionSample;
import dev.weir.analyzer.sample.SequenceSample;
import dev.weir.sql.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The last range of a partitioned table ends soon, and nobody has made the next: rows then fail, or
 * go to DEFAULT. Soon is a quarter of a range, for ranges of time a day at least, or the range if
 * that is shorter. A table whose last range ended a whole range ago, and has no rows in DEFAULT, is
 * an archive: nobody writes to it.
 */
final class NextPartition implements Illness {
  static final Code CODE = new Code("PN", "next-partition", "the next partition is missing");

  private static final double DAY = 86_400;
  private static final int MOST_BYTES = 63;

  @Override
  public Area area() {
    return Area.PARTITIONS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().partitions().isSeen()) {
      return Opinion.of(List.of(), "");
    }
    List<Report.Entry> found = new ArrayList<>();
    for (PartitionSample table : each.now().partitions().rows()) {
      double left = left(each, table);
      if (table.nextFrom() != null && table.nextTo() != null && isMissing(table, left)) {
        found.add(entry(each, table, left));
      }
    }
    return Opinion.of(found, "");
  }

  /** Seconds, or numbers of the sequence that fills the column; NaN if nobody knows. */
  private static double left(Case each, PartitionSample table) {
    if (table.timed()) {
      return table.ends();
    }
    for (SequenceSample sequence : each.now().sequences().rows()) {
      Long last = sequence.last();
      if (table.table().equals(sequence.table())
          && Objects.equals(table.column(), sequence.column())
          && last != null) {
        return table.ends() - last;
      }
    }
    return Double.NaN;
  }

  private static boolean isMissing(PartitionSample table, double left) {
    double width = table.width();
    double soon = table.timed() ? Math.max(width / 4, Math.min(width, DAY)) : width / 4;
    boolean archive = left < -width && table.defaultRows() == 0;
    return !table.endless() && left <= soon && !archive;
  }

  private static Report.Entry entry(Case each, PartitionSample table, double left) {
    boolean over = left <= 0;
    boolean fails = table.defaultPartition() == null;
    Card card =
        new Card(
            CODE,
            over && fails ? Severity.ERROR : Severity.WARNING,
            Confidence.CERTAIN,
            each.subject(table.table()));
    if (table.timed()) {
      card.fact("left", left * 1e9, Measure.NANOSECONDS, true);
    } else {
      card.fact("left", left, Measure.COUNT, true);
    }
    String size =
        table.timed()
            ? Words.span(Duration.ofSeconds((long) Math.abs(left)))
            : Words.number(Math.abs(left)) + " of " + table.column();
    String rows =
        fails ? "rows beyond it fail" : "rows beyond it go to " + table.defaultPartition();
    card.words(
        over
            ? "the last range has ended %s ago: %s".formatted(size, rows)
            : "the last range ends in %s: %s".formatted(size, rows));
    return treat(card, each, table).entry();
  }

  private static Card treat(Card card, Case each, PartitionSample table) {
    boolean empty =
        table.defaultPartition() == null || table.defaultRows() == 0 || table.column() == null;
    if (table.further() && (!empty || table.furtherKey() == null)) {
      return card.fix(
          "Make the next one as its last one is, with its own partitions, for that is partitioned"
              + " further, and move there what is in DEFAULT of it. Have the next ones made ahead,"
              + " by pg_partman or a job.");
    }
    String parent = Sql.name(table.table());
    String next = Sql.name(next(each, table));
    String create =
        "CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE)"
                .formatted(next, parent)
            + (table.furtherKey() == null
                ? ""
                : " PARTITION BY " + Sql.inOneLine(table.furtherKey()));
    String range =
        "FROM (%s) TO (%s)"
            .formatted(
                Sql.literal(String.valueOf(table.nextFrom())),
                Sql.literal(String.valueOf(table.nextTo())));
    String attach =
        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES %s".formatted(parent, next, range);
    if (empty) {
      return card.fix(
              "Make the next one beside it and attach it: reads and writes go on (SHARE UPDATE"
                  + " EXCLUSIVE on the table, and ACCESS EXCLUSIVE on DEFAULT, which is read"
                  + " whole)."
                  + (table.further()
                      ? " It is partitioned further, as its last one is: make its own partitions"
                          + " before you attach it."
                      : "")
                  + " Have the next ones made ahead, by pg_partman or a job.")
          .sql(create)
          .sql(attach)
          .undo("ALTER TABLE %s DETACH PARTITION %s".formatted(parent, next))
          .undo("DROP TABLE " + next);
    }
    String from = Sql.name(Objects.requireNonNull(table.defaultPartition()));
    String columns = Sql.names(table.columns());
    String column = Sql.name(String.valueOf(table.column()));
    return card.fix(
            "Make the next one, and move there what is in DEFAULT of it, in one transaction: nobody"
                + " reads or writes the table meanwhile (ACCESS EXCLUSIVE). Have the next ones made"
                + " ahead, by pg_partman or a job.")
        .sql(
            ("BEGIN; SET LOCAL lock_timeout = '2s'; %s; ALTER TABLE %s DETACH PARTITION %s; %s;"
                    + " WITH moved AS (DELETE FROM %s WHERE %s >= %s AND %s < %s RETURNING %s)"
                    + " INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM moved;"
                    + " ALTER TABLE %s ATTACH PARTITION %s DEFAULT; COMMIT")
                .formatted(
                    create,
                    parent,
                    from,
                    attach,
                    from,
                    column,
                    Sql.literal(String.valueOf(table.nextFrom())),
                    column,
                    Sql.literal(String.valueOf(table.nextTo())),
                    columns,
                    parent,
                    columns,
                    columns,
                    parent,
                    from));
  }

  /** A name that is short enough, and that no other table has. */
  private static TableName next(Case each, PartitionSample table) {
    String end = "_" + table.nextName();
    String beginning = table.table().name();
    TableName name;
    do {
      while ((beginning + end).getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
        beginning = beginning.substring(0, beginning.offsetByCodePoints(beginning.length(), -1));
      }
      name = new TableName(table.table().schema(), beginning + end);
      end += "_weir";
    } while (isTaken(each, name));
    return name;
  }

  private static boolean isTaken(Case each, TableName name) {
    return each.now().tables().rows().stream().anyMatch(one -> one.name().equals(name));
  }
}
