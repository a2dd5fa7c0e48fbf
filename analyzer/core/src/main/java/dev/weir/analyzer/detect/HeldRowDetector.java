package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that transactions of several threads update early, and hold locked while they do something
 * else: five and more, 100 ms on average, for a third of the time. An error from half of the time
 * on. Likely, for that others wait is known to the server alone. Where it is the number of updates
 * that makes the row hot ({@link HotRowDetector}), that is said.
 */
final class HeldRowDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("HRX", "row-held-locked", "row locked for long");
  private static final double HALF = 0.5;
  private static final String HELD = "longestMeanHold";
  private static final String SHARE = "lockedShare";

  private final Profile profile;
  private final HotRowDetector hotRows;

  HeldRowDetector(Profile profile, HotRowDetector hotRows) {
    this.hotRows = hotRows;
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "locked for %s on average, %s of the time, %s"
        .formatted(finding.text(HELD), finding.text(SHARE), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Make it the last statement of the transaction, so that the lock is short; or do the"
        + " rest in a transaction of its own before.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    if (!profile.hasClock()) {
      return List.of();
    }
    Map<String, Finding> found = new LinkedHashMap<>();
    for (HotRow row : window.hotRows()) {
      if (!HotRowDetector.isHot(row, profile)
          && !hotRows.isOfLoop(row)
          && !Tables.areOfLibrary(row.shape().writes())
          && row.updates() > 0) {
        Finding finding = finding(window, row);
        found.merge(finding.signature(), finding, Finding::plus);
      }
    }
    return List.copyOf(found.values());
  }

  /** What makes it hot may show later. */
  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    return finding.subject() instanceof Subject.Statement statement
            && hotRows.hasTold(statement, finding.place())
        ? null
        : finding;
  }

  private static Finding finding(Window window, HotRow row) {
    return Finding.of(
        CODE,
        row.heldShare() >= HALF ? Severity.ERROR : Severity.WARNING,
        Confidence.LIKELY,
        new Subject.Statement(row.dataSource(), row.shape(), null, row.searchPath(), row.also()),
        row.place(),
        List.of(
            Fact.most(HELD, row.held()),
            new Fact(SHARE, row.heldShare(), Fact.Measure.SHARE, false, Fact.Merge.MAXIMUM),
            Fact.sum(Fact.UNITS, row.units()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
