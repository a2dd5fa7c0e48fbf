package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.ValueTrace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Updates that change nothing: with the values that the unit of work has read of that very row, or
 * that its update before has written there. From the first on, for the values prove it; of updates
 * that follow each other from the second repetition on. Where a loop goes from row to row, or a row
 * is hot, that is said instead.
 */
final class UnchangedUpdateDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("NOOP", "unchanged-update", "update that changes nothing");
  private static final long AGAIN = 2;
  private static final String UPDATES = "unchangedUpdates";
  private static final String OF = "updates";

  private final Profile profile;

  UnchangedUpdateDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of %s wrote what was there, %s"
        .formatted(finding.text(UPDATES), finding.text(OF, "update"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Compare before writing, or let the statement do it: WHERE .. AND (a, b) IS DISTINCT"
        + " FROM (?, ?) leaves no dead row and no WAL where nothing changes.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.values(), values -> Stream.ofNullable(finding(unit, values)));
  }

  private @Nullable Finding finding(UnitTrace unit, ValueTrace values) {
    long again = values.identical() >= AGAIN ? values.identical() : 0;
    long unchanged = Math.max(values.unchanged(), again);
    if (unchanged == 0
        || Tables.areOfLibrary(values.shape().writes())
        || again + 1 >= profile.hotUpdatesPerUnit()
        || Statements.isLoop(unit, values.dataSource(), values.shape(), profile.loopThreshold())) {
      return null;
    }
    return Statements.certain(
        CODE,
        unit,
        values.subject(),
        values.place(),
        Severity.ERROR,
        Fact.sum(UPDATES, unchanged),
        Fact.sum(OF, values.executions()));
  }
}
