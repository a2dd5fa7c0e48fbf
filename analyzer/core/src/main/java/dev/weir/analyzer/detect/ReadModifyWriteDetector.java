package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.ValueTrace;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A number that is read, computed with, and written back, while nothing keeps others from changing
 * it in between: no lock, no version, no isolation. A warning where another unit of work has
 * written the row meanwhile, or where several rows changed by one factor or summand, so that it is
 * certain that one came from the other; else a hint, where the column sounds like an amount.
 */
final class ReadModifyWriteDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("RMW", "read-modify-write", "read, computed and written without a lock");
  private static final long SEVERAL = 3;
  private static final long MANY = 10_000;
  private static final String UPDATES = "computedUpdates";
  private static final String OVERWRITTEN = "overwritten";
  private static final Set<String> AMOUNTS =
      Set.of(
          "amount",
          "available",
          "balance",
          "budget",
          "count",
          "counter",
          "credit",
          "credits",
          "hits",
          "likes",
          "points",
          "price",
          "qty",
          "quantity",
          "remaining",
          "reserved",
          "score",
          "stock",
          "sum",
          "total",
          "used",
          "views",
          "visits");

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    long overwritten = finding.count(OVERWRITTEN);
    return "%s%s, %s"
        .formatted(
            finding.text(UPDATES, "update"),
            overwritten == 0
                ? ""
                : ", %s of a row that another unit had written meanwhile"
                    .formatted(finding.text(OVERWRITTEN)),
            Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Let the statement compute (SET n = n - ?), read with FOR UPDATE, or compare a version"
        + " (WHERE .. AND version = ?) and try again where no row was changed.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.values(), values -> Stream.ofNullable(finding(unit, values)));
  }

  private static @Nullable Finding finding(UnitTrace unit, ValueTrace values) {
    boolean proven = values.overwritten() > 0 || values.alike() >= SEVERAL;
    boolean likely = values.computed() == 1 && soundsLikeAmount(values);
    if (values.computed() == 0 || values.computed() >= MANY || !(proven || likely)) {
      return null; // Of many, what is said of rows that are updated while they are read says all.
    }
    return Statements.certain(
        CODE,
        unit,
        values.subject(),
        values.place(),
        proven ? Severity.WARNING : Severity.INFO,
        Fact.sum(UPDATES, values.computed()),
        Fact.sum(OVERWRITTEN, values.overwritten()));
  }

  private static boolean soundsLikeAmount(ValueTrace values) {
    String column = values.shape().sets().get(0).column();
    return Stream.of(column.split("_")).anyMatch(AMOUNTS::contains);
  }
}
