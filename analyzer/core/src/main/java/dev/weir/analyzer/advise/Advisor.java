package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.rewrite.Remedy;
import dev.weir.analyzer.rewrite.Rewriter;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.Comparator;
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
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing(
              Finding::evidence,
              Comparator.comparing(Evidence::projectedCost)
                  .thenComparingLong(Evidence::executions)
                  .reversed())
          .thenComparing(Finding::signature);

  private Advisor() {}

  /**
   * Worst first: by severity, then projected cost, then executions; findings alike in all of them
   * by signature.
   */
  public static Comparator<Finding> worstFirst() {
    return WORST_FIRST;
  }

  /**
   * Advises on a finding.
   *
   * @param finding what was found
   * @param tables the tables of its statement, as far as they could be read
   */
  public static Advice advise(Finding finding, List<TableHistory> tables) {
    TableHistory table = table(finding.shape(), tables);
    TableStats stats = table == null ? null : table.now();
    Remedy remedy =
        finding.code() == FindingCode.HOT_ROW
            ? Rewriter.folded(finding.shape(), stats)
            : Rewriter.setBased(finding.shape(), finding.source(), keysRepeat(finding), stats);
    return new Advice(remedy.words(), remedy.statements(), Reasons.of(finding, table));
  }

  private static boolean keysRepeat(Finding finding) {
    long keys = finding.evidence().mostDistinctKeys();
    return keys > 0 && finding.evidence().mostPerUnit() > keys;
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
