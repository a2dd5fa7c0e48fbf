package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What findings about the results of queries have in common. Of one query only the worst is said.
 * Nothing rests on a guess of the unit of work: each result is judged by itself.
 */
final class Results {
  static final String RESULTS = "results";
  static final String HELD = "mostRowsHeld";

  /** Nobody has published one; a row of 1 kB makes it 20 MB. */
  private static final long LOADED_WARNING = 20_000;

  private static final long LOADED_ERROR = 100_000;

  /** From here on a result is large, whatever it is for, unless a limit was asked for. */
  private static final long LARGE = 10_000;

  private static final long LARGE_BYTES = 10_000_000;

  /** Fewer rows are not worth another statement. */
  private static final long MANY_ROWS = 1_000;

  /** From query-audit, which counts the columns of the text. */
  private static final int MANY_COLUMNS = 15;

  /** Whoever reads at most a quarter of the columns wants a list of them. */
  private static final int FEW_COLUMNS = 4;

  private static final long SOME_ROWS = 10;

  /** As the driver is asked to. */
  private static final long MOST_COUNTED = 100_000;

  private Results() {}

  /** What may be wrong with the results of a query. */
  enum Kind {
    FINE,
    COUNTED,
    LOADED,
    UNREAD,
    LARGE,
    WIDE
  }

  /** The worst that can be said. */
  static Kind kind(ResultTrace result) {
    if (result.mostUncounted() >= MANY_ROWS
        && result.columnsRead() == 0
        && isOnlyRead(result.shape())) {
      return Kind.COUNTED;
    }
    if (result.mostHeld() >= LOADED_ERROR) {
      return Kind.LOADED;
    }
    if (result.mostUnread() + result.readOfUnread() >= MANY_ROWS) {
      return Kind.UNREAD;
    }
    if (result.mostHeld() >= LOADED_WARNING) {
      return Kind.LOADED;
    }
    if ((result.mostHeld() >= LARGE && !result.shape().has(Trait.LIMIT))
        || result.mostBytes() >= LARGE_BYTES) {
      return Kind.LARGE;
    }
    boolean wide =
        result.columns() >= MANY_COLUMNS
            && result.rows() >= SOME_ROWS
            && result.columnsRead() > 0
            && result.columnsRead() * FEW_COLUMNS <= result.columns();
    return wide ? Kind.WIDE : Kind.FINE;
  }

  /** Not executed for what it does: a function may do anything. */
  private static boolean isOnlyRead(SqlShape shape) {
    return shape.kind() == StatementKind.READ && shape.functions().isEmpty();
  }

  /** How bad it is to hold so many rows at once. */
  static Severity severity(ResultTrace result) {
    return result.mostHeld() >= LOADED_ERROR ? Severity.ERROR : Severity.WARNING;
  }

  /**
   * Finds results; those of one query at one place are one finding.
   *
   * @param kind how bad a result is; null if it is none of these
   * @param facts what there is to say, the amount first
   */
  static List<Finding> find(
      Code code,
      UnitTrace unit,
      Function<ResultTrace, @Nullable Severity> kind,
      Function<ResultTrace, List<Fact>> facts) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (ResultTrace result : unit.results()) {
      Severity severity = kind.apply(result);
      if (severity != null) {
        Finding finding = finding(code, unit, result, severity, facts.apply(result));
        found.merge(finding.signature(), finding, Finding::plus);
      }
    }
    return found.values().stream().map(each -> each.with(Fact.sum(Fact.UNITS, 1))).toList();
  }

  private static Finding finding(
      Code code, UnitTrace unit, ResultTrace result, Severity severity, List<Fact> facts) {
    List<Fact> all = new ArrayList<>(facts);
    all.add(Fact.sum(RESULTS, result.results()));
    all.add(Fact.earliest(Fact.FIRST, unit.at()));
    all.add(Fact.latest(Fact.LAST, unit.at()));
    return Finding.of(
        code,
        severity,
        Confidence.CERTAIN,
        new Subject.Statement(
            result.dataSource(), result.shape(), null, result.searchPath(), List.of()),
        result.place(),
        all);
  }

  /** {@code 3 results in 2 units}. */
  static String words(Finding finding) {
    return "%s %s".formatted(finding.text(RESULTS, "result"), Statements.units(finding));
  }

  /** How many rows were held at once; those that nobody reads are counted up to a bound. */
  static Fact held(ResultTrace result) {
    return rows(HELD, result.mostHeld()).exactIf(result.mostUnread() < MOST_COUNTED);
  }

  /** {@code 20,000}, or {@code more than 100,000}. */
  static String held(Finding finding) {
    boolean exact = finding.fact(HELD).map(Fact::exact).orElse(true);
    return (exact ? "" : "more than ") + finding.text(HELD);
  }

  static Fact rows(String name, long rows) {
    return Fact.most(name, rows).in(Fact.Measure.ROWS);
  }
}
