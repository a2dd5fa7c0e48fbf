package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.sample.SequenceSample;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A sequence, or the column that it fills, is used up by three quarters, or by nine tenths. */
final class SequenceEnd implements Illness {
  static final Code CODE = new Code("SE", "sequence-end", "sequence near its end");

  private static final int MOST_NAMES = 10;

  /** Of smallint and integer, upwards and downwards. */
  private static final Set<Long> TYPES_END =
      Set.of(32_767L, 32_768L, 2_147_483_647L, 2_147_483_648L);

  @Override
  public Area area() {
    return Area.SEQUENCES;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().sequences().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().sequences().unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (SequenceSample sequence : each.now().sequences().rows()) {
      if (sequence.used() >= 0.75) {
        found.add(entry(each, sequence));
      }
    }
    String healthy =
        each.now().sequences().rows().stream()
            .max(Comparator.comparingDouble(SequenceSample::used))
            .map(
                most ->
                    "%s is used up by %s".formatted(most.sequence(), Words.percent(most.used())))
            .orElse("there are none");
    return Opinion.of(found, healthy)
        .without(
            each.now().sequences().hidden() == null
                ? List.of()
                : List.of(each.now().sequences().hidden()));
  }

  /** A sequence, with the column that it fills. */
  static Subject subject(Case each, SequenceSample sequence) {
    TableName table = sequence.table();
    String name = sequence.sequence().toString();
    return table == null
        ? each.object("sequence", name, name)
        : each.object(
            "sequence",
            name,
            "%s for %s.%s (%s)".formatted(name, table, sequence.column(), sequence.columnType()),
            table);
  }

  private static Report.Entry entry(Case each, SequenceSample sequence) {
    Card card =
        new Card(
                CODE,
                sequence.used() >= 0.9 ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                subject(each, sequence))
            .fact("usedShare", sequence.used(), Measure.SHARE, true)
            .fact(
                "left", Math.abs(sequence.end() - Objects.requireNonNullElse(sequence.last(), 0L)))
            .words(
                "used up by %s: %s values left"
                    .formatted(
                        Words.percent(sequence.used()),
                        Words.number(
                            Math.abs(
                                sequence.end()
                                    - Objects.requireNonNullElse(sequence.last(), 0L)))));
    return repaired(card, sequence);
  }

  /** With what gives a sequence more room. */
  static Report.Entry repaired(Card card, SequenceSample sequence) {
    TableName table = sequence.table();
    // Other ends were chosen by somebody; those of a type come with it.
    boolean typed = TYPES_END.contains(Math.abs(sequence.end()));
    if (!typed || table == null || sequence.column() == null) {
      return card.fix(
              "%s, or let it begin anew where its values are free again."
                  .formatted(
                      sequence.increment() < 0 ? "Lower its MINVALUE" : "Raise its MAXVALUE"))
          .entry();
    }
    String alter = "ALTER SEQUENCE %s AS bigint".formatted(Sql.name(sequence.sequence()));
    if (!"integer".equals(sequence.columnType()) && !"smallint".equals(sequence.columnType())) {
      return card.fix("Make the sequence a bigint: its column has room for more.")
          .sql(alter)
          .entry();
    }
    if (sequence.partitionKey()) {
      return card.fix(
              "The column must become a bigint, which PostgreSQL refuses for a table that is"
                  + " partitioned by it, or inherits it: make another table with a bigint, and move"
                  + " the rows there.")
          .entry();
    }
    card.because(
        "ALTER COLUMN .. TYPE bigint writes the whole table anew and locks it against reads and"
            + " writes (ACCESS EXCLUSIVE) meanwhile: for a large one, add a bigint column, fill it"
            + " in ranges, and swap the two");
    if (!sequence.dependents().isEmpty()) {
      return card.fix(
              ("Make the column a bigint, and the columns that refer to it. PostgreSQL refuses that"
                      + " while these use it: keep how they are made, drop them, and make them"
                      + " again: %s.")
                  .formatted(some(sequence.dependents())))
          .entry();
    }
    return card.fix("Make the column a bigint, and the columns that refer to it.")
        .sql(alter)
        .sql(
            "ALTER TABLE %s ALTER COLUMN %s TYPE bigint"
                .formatted(Sql.name(table), Sql.name(sequence.column())))
        .entry();
  }

  private static String some(List<String> all) {
    List<String> shown = new ArrayList<>(all.subList(0, Math.min(all.size(), MOST_NAMES)));
    if (shown.size() < all.size()) {
      shown.add(Words.number(all.size() - (long) shown.size()) + " more");
    }
    return Words.list(shown);
  }
}
