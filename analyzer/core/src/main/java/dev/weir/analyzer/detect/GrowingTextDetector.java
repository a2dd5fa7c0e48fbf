package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.GrowingText;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.Window;
import java.util.List;

/**
 * A statement whose text has values in it, and is another one each time: from ten texts on, which
 * five units of work or more have brought. A text whose literals never change is fine. Scripts of
 * Flyway, Liquibase and Spring run each text once, and are not looked at.
 */
final class GrowingTextDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("LIT", "values-in-text", "values within the text");
  private static final String TEXTS = "texts";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    boolean exact = finding.fact(TEXTS).map(Fact::exact).orElse(true);
    return "%s%s of one statement, and more by the unit"
        .formatted(exact ? "" : "about ", finding.text(TEXTS, "text"));
  }

  @Override
  public String fix() {
    return "Bind the values (PreparedStatement and ?): what a user typed can't become SQL then, and"
        + " the statement is parsed and planned once.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.growingTexts().stream().map(text -> finding(window, text)).toList();
  }

  private static Finding finding(Window window, GrowingText text) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Statement(text.dataSource(), text.shape(), null, text.searchPath(), List.of()),
        text.place(),
        List.of(
            Fact.most(TEXTS, text.texts()).exactIf(text.texts() <= 64),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
