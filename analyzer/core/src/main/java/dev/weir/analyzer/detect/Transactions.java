package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Gap;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TransactionTrace;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What findings about transactions have in common. The driver tells where each begins and ends, so
 * that nothing rests on a guess of the unit of work.
 */
final class Transactions {
  static final String TRANSACTIONS = "transactions";
  static final String LONGEST = "longestTransaction";
  static final String IDLE = "idle";
  static final String MOST_IDLE = "mostIdle";
  static final String LONGEST_IDLE = "longestIdle";

  private Transactions() {}

  /** What one transaction is a case of: the statement that it is about, and where. */
  record Case(SqlShape about, Place place, Severity severity) {}

  /** Where a gap is, and after which statement. */
  static Case at(Gap gap, SqlShape otherwise, Severity severity) {
    SqlShape before = gap.before();
    return new Case(before == null ? otherwise : before, gap.place(), severity);
  }

  /**
   * Finds cases in a unit; those of one statement at one place are one finding.
   *
   * @param kind of which case a transaction is; null if of none
   */
  static List<Finding> find(
      Code code, UnitTrace unit, Function<TransactionTrace, @Nullable Case> kind) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (TransactionTrace transaction : unit.transactions()) {
      Case is = kind.apply(transaction);
      if (is != null) {
        Finding finding = finding(code, unit, transaction, is);
        found.merge(finding.signature(), finding, Finding::plus);
      }
    }
    return found.values().stream().map(each -> each.with(Fact.sum(Fact.UNITS, 1))).toList();
  }

  private static Finding finding(Code code, UnitTrace unit, TransactionTrace transaction, Case is) {
    return Finding.of(
        code,
        is.severity(),
        Confidence.CERTAIN,
        new Subject.Statement(transaction.dataSource(), is.about(), null),
        is.place(),
        List.of(
            Fact.sum(TRANSACTIONS, 1),
            Fact.most(LONGEST, transaction.elapsed()),
            Fact.sum(IDLE, transaction.idle()),
            Fact.most(MOST_IDLE, transaction.idle()),
            Fact.most(LONGEST_IDLE, transaction.longest().elapsed()),
            Fact.most("statements", transaction.statements()),
            Fact.sum("writes", transaction.writes()),
            Fact.earliest(Fact.FIRST, unit.at()),
            Fact.latest(Fact.LAST, unit.at())));
  }

  /** How many, in the words of all. */
  static String words(Finding finding) {
    return "%s %s".formatted(finding.text(TRANSACTIONS, "transaction"), Statements.units(finding));
  }

  /** Whether a time is at least so long. */
  static boolean isAtLeast(Duration time, Duration bound) {
    return time.compareTo(bound) >= 0;
  }
}
