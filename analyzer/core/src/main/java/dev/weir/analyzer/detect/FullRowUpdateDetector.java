package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.ValueTrace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Updates of all columns of a row that was read, of which at least half had the value before: as
 * Hibernate does unless it is told otherwise. A hint, once for each table; a warning where a large
 * value is sent again, for it is stored anew each time.
 */
final class FullRowUpdateDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("FULL", "full-row-update", "all columns written");
  private static final String SAVES = "saves";
  private static final String COLUMNS = "columns";
  private static final String SAME = "unchangedColumns";

  private final Profile profile;

  FullRowUpdateDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of %s had the value before, in %s, %s"
        .formatted(
            finding.text(SAME),
            finding.text(COLUMNS, "column"),
            finding.text(SAVES, "update"),
            Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Write the columns that have changed (Hibernate: @DynamicUpdate): a large value that is"
        + " sent again is stored again.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.values(), values -> Stream.ofNullable(finding(unit, values)));
  }

  private @Nullable Finding finding(UnitTrace unit, ValueTrace values) {
    if (values.resaved() == 0
        || Statements.isLoop(unit, values.dataSource(), values.shape(), profile.loopThreshold())) {
      return null;
    }
    return Statements.certain(
        CODE,
        unit,
        new Subject.Table(values.dataSource(), values.shape().writes().get(0)),
        Place.UNKNOWN,
        values.large() ? Severity.WARNING : Severity.INFO,
        Fact.sum(SAVES, values.resaved()),
        Fact.most(COLUMNS, values.columns()),
        Fact.most(SAME, values.sameColumns()));
  }
}
