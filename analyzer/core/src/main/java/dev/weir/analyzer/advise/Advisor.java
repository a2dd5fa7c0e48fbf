package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.rewrite.Remedy;
import dev.weir.analyzer.rewrite.Rewriter;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about findings. Pure, so any thread may call it.
 *
 * <p>SQL is made from the statement's own text where it is certain that it does the same; where it
 * is not, the advice is in words alone. Types of parameters come from the table's columns; without
 * those, SQL that needs them is not given.
 */
public final class Advisor {
  private static final long MOST_AT_ONCE = 10_000;

  private Advisor() {}

  /**
   * Advises on a finding.
   *
   * @param finding what was found
   * @param repair what kind of SQL mends it
   * @param fix what to do, where no SQL can be written
   * @param tables the tables of its subject, as far as they could be read
   */
  public static Advice advise(
      Finding finding, Repair repair, String fix, List<TableHistory> tables) {
    return advise(finding, repair, fix, tables, null);
  }

  /**
   * Advises on a finding, of any database: only PostgreSQL's is given SQL.
   *
   * @param finding what was found
   * @param repair what kind of SQL mends it
   * @param fix what to do, where no SQL can be written
   * @param tables the tables of its subject, as far as they could be read
   * @param otherDatabase what it is, if it is not PostgreSQL
   */
  public static Advice advise(
      Finding finding,
      Repair repair,
      String fix,
      List<TableHistory> tables,
      @Nullable String otherDatabase) {
    if (!(finding.subject() instanceof Subject.Statement statement)) {
      return new Advice(fix, List.of(), List.of());
    }
    SqlShape shape = statement.shape();
    TableHistory table = table(shape, tables);
    TableStats stats = table == null ? null : table.now();
    Remedy remedy =
        switch (repair) {
          case SET_BASED ->
              Rewriter.setBased(
                  shape,
                  statement.source(),
                  finding.count(Fact.REPEATED_KEYS) > 0,
                  finding.count(Fact.KEYS_WANTED) > 0,
                  stats);
          case FOLDED -> Rewriter.folded(shape, stats);
          case INDEX -> Rewriter.indexed(shape, fix, stats);
          case NONE -> Remedy.words(fix);
        };
    if (otherDatabase != null && !remedy.statements().isEmpty()) {
      return new Advice(
          fix + Mappers.words(finding.place().mapper(), shape.kind()),
          List.of(),
          List.of("no SQL is given, as it is known for PostgreSQL, and this is " + otherDatabase));
    }
    // Of a lookup the reasons are about round trips, which are not what other findings are about.
    boolean reasons =
        repair == Repair.SET_BASED
            || repair == Repair.FOLDED
            || !shape.writes().isEmpty()
            || finding.count(Fact.AVOIDABLE_ROUND_TRIPS) > 0;
    String words = remedy.words();
    if (repair == Repair.SET_BASED) {
      words += inRanges(finding, shape) + Mappers.words(finding.place().mapper(), shape.kind());
    }
    return new Advice(
        words, remedy.statements(), reasons ? Reasons.of(shape, table, finding) : List.of());
  }

  /** One statement for very many rows leaves as many dead ones at once, and locks them all. */
  private static String inRanges(Finding finding, SqlShape shape) {
    return shape.kind().writesRows() && finding.count(Fact.MOST_PER_UNIT) > MOST_AT_ONCE
        ? " These are many rows: do it in ranges of some thousand keys, with a commit after each."
        : "";
  }

  /** The table that is written, or the one whose key is compared. */
  private static @Nullable TableHistory table(SqlShape shape, List<TableHistory> tables) {
    TableName name = null;
    if (!shape.writes().isEmpty()) {
      name = shape.writes().get(0);
    } else if (shape.keys().size() == 1 && shape.keys().get(0).table() != null) {
      name = shape.keys().get(0).table();
    } else if (shape.reads().size() == 1) {
      name = shape.reads().get(0);
    }
    TableName wanted = name;
    return wanted == null
        ? null
        : tables.stream()
            .filter(table -> means(wanted, table.now().table()))
            .findFirst()
            .orElse(null);
  }

  private static boolean means(TableName written, TableName table) {
    return written.name().equals(table.name())
        && (written.schema() == null || written.schema().equals(table.schema()));
  }
}
