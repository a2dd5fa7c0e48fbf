package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.CheckoutTrace;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are held while the application does something else, without a transaction:
 * nothing is locked, but nobody else can have them, and the pool runs out. From the profile's time
 * on, in one piece or summed up; query-audit takes 200 ms. Where it is the sum of what a loop over
 * look-ups does between them, that loop is told ({@link NPlusOneDetector}).
 */
final class HeldConnectionDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("CH", "held-connection", "connection held without use");

  private final Profile profile;
  private final NPlusOneDetector loops;

  HeldConnectionDetector(Profile profile, NPlusOneDetector loops) {
    this.profile = profile;
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, idle for %s of %s at the most"
        .formatted(
            finding.text("checkouts", "connection"),
            finding.text("mostIdle"),
            finding.text("longestHeld"));
  }

  @Override
  public String fix() {
    return "Take the connection just before it is needed, and close it before other work is done.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (CheckoutTrace checkout : unit.checkouts()) {
      if (checkout.idle().compareTo(profile.idleConnection()) >= 0 && !isOfLoop(checkout, unit)) {
        Finding finding = finding(unit, checkout);
        found.merge(finding.signature(), finding, Finding::plus);
      }
    }
    return found.values().stream().map(each -> each.with(Fact.sum(Fact.UNITS, 1))).toList();
  }

  private boolean isOfLoop(CheckoutTrace checkout, UnitTrace unit) {
    SqlShape before = checkout.longest().before();
    return before != null
        && checkout.longest().elapsed().compareTo(profile.idleConnection()) < 0
        && loops.groups(unit).stream()
            .flatMap(List::stream)
            .anyMatch(
                finding ->
                    finding.subject() instanceof Subject.Statement looked
                        && looked.shape().equals(before));
  }

  private static Finding finding(UnitTrace unit, CheckoutTrace checkout) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        subject(unit.name(), checkout),
        checkout.longest().place(),
        List.of(
            Fact.sum("checkouts", 1),
            Fact.most("mostIdle", checkout.idle()),
            Fact.most("longestHeld", checkout.held()),
            Fact.most("statements", checkout.statements()),
            Fact.earliest(Fact.FIRST, unit.at()),
            Fact.latest(Fact.LAST, unit.at())));
  }

  /** Where no line tells who holds it, the unit's name does. */
  private static Subject subject(@Nullable String unit, CheckoutTrace checkout) {
    SqlShape before = checkout.longest().before();
    if (unit != null && checkout.longest().place().callSite() == null) {
      String when = before == null ? "before its first statement" : "after " + before.text();
      return new Subject.Named(checkout.dataSource(), "unit of work", unit + ", " + when);
    }
    return before == null
        ? new Subject.Named(checkout.dataSource(), "connection", "before its first statement")
        : new Subject.Statement(checkout.dataSource(), before, null);
  }
}
