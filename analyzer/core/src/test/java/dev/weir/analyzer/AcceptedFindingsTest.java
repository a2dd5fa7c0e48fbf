package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.AcceptedLoops;
import com.shop.Database;
import com.shop.Loops;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.accept.Acceptances;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of findings that somebody has accepted. */
class AcceptedFindingsTest {
  private static Acceptance code(String code, @Nullable LocalDate until) {
    return new Acceptance(null, code, null, null, "ten rows at most", "shop", until);
  }

  @Test
  void whoEndsAUnitDoesNotHearOfIt() {
    AnalyzerConfig config =
        AnalyzerConfig.builder().accepted(Acceptances.of(code("N1", null))).build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      Unit unit = db.analyzer().unit("job");
      for (int i = 0; i < 5; i++) {
        db.read("select name from item where id = ?", i);
      }
      assertThat(unit.end()).isEmpty();
    }
  }

  @Test
  void acceptedFindingIsNotToldAndNamedInTheReport() {
    List<Finding> told = new ArrayList<>();
    AnalyzerConfig config =
        AnalyzerConfig.builder()
            .accepted(Acceptances.of(code("N-Plus-One", null), code("LD", null)))
            .onFinding(told::add)
            .build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());

      assertThat(db.findings()).isEmpty();
      assertThat(told).isEmpty();
      assertThat(TextReport.plain().render(db.analyzer().report()))
          .startsWith("Weir: nothing found")
          .contains("Accepted:\n - N1-")
          .contains("ten rows at most, says shop")
          .contains("Accepted, but over or not found:\n - code LD: ten rows at most");
      assertThat(new JsonLines().render(db.analyzer().report()))
          .contains("\"findings\":0,\"accepted\":1")
          .contains("\"accepted\":{\"what\":\"code N-Plus-One\"");
    }
  }

  private static Report report(Consumer<Database> code) {
    try (ScriptedDatabase db =
        new ScriptedDatabase(AnalyzerConfig.builder().build(), Disguise.NONE)) {
      db.unit(() -> code.accept(db));
      db.findings();
      return db.analyzer().report();
    }
  }

  @Test
  void methodAcceptsWhatItsAnnotationSays() {
    Report report = report(db -> new AcceptedLoops(db).few());

    assertThat(report.entries()).isEmpty();
    assertThat(report.accepted())
        .singleElement()
        .satisfies(
            accepted -> {
              assertThat(accepted.by().what())
                  .isEqualTo("code n-plus-one, place com.shop.AcceptedLoops.few.");
              assertThat(accepted.by().owner()).isEqualTo("shop");
            });
  }

  @Test
  void methodAcceptsNothingForOthers() {
    assertThat(report(db -> new AcceptedLoops(db).fewer()).entries()).hasSize(1);
  }

  @Test
  void annotationOfAClassIsOfAllInIt() {
    assertThat(report(db -> new AcceptedLoops.Night(db).run()).entries()).isEmpty();
  }

  @Test
  void annotationThatIsOverOrOfAnotherCodeAcceptsNothing() {
    Report report = report(db -> new AcceptedLoops(db).over());

    assertThat(report.entries()).hasSize(1);
    assertThat(report.stale())
        .extracting(Acceptance::reason)
        .containsExactlyInAnyOrder(
            "was accepted once", "no reads are meant", "twelve at most", "a code that is none");
  }

  @Test
  void annotationOfWhichNothingIsFoundIsNamedInTheReport() {
    assertThat(report(db -> new AcceptedLoops(db).few()).stale())
        .extracting(Acceptance::reason)
        .contains("no reads are meant", "a code that is none")
        .doesNotContain("twelve at most");
  }

  @Test
  void acceptanceThatIsOverAcceptsNothing() {
    AnalyzerConfig config =
        AnalyzerConfig.builder()
            .accepted(Acceptances.of(code("N1", LocalDate.of(1900, 1, 1))))
            .build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());

      assertThat(db.findings()).hasSize(1);
      assertThat(db.analyzer().report().stale()).hasSize(1);
    }
  }

  @Test
  void baselineAcceptsWhatThereIs() {
    String baseline;
    try (ScriptedDatabase db =
        new ScriptedDatabase(AnalyzerConfig.builder().build(), Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());
      baseline = Acceptances.baseline(db.analyzer().report(), "was there before");
    }
    AnalyzerConfig config =
        AnalyzerConfig.builder()
            .accepted(Acceptances.read(new StringReader(baseline), "baseline"))
            .build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());

      assertThat(db.findings()).isEmpty();
      assertThat(Acceptances.baseline(db.analyzer().report(), "new")).isEqualTo(baseline);
    }
  }
}
