package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.shop.Loops;
import com.shop.ManyReads;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.detect.UnitDetector;
import dev.weir.analyzer.detect.WindowDetector;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A detector that nothing in Weir knows: its class is all that there need be. */
class OwnDetectorTest {
  /** Does nothing but throw. */
  private static final class Faulty implements UnitDetector, WindowDetector {
    private int asked;

    @Override
    public Code code() {
      return new Code("BAD", "bad", "bad");
    }

    @Override
    public String words(Finding finding) {
      throw new AssertionError("words");
    }

    @Override
    public String fix() {
      return "";
    }

    @Override
    public List<Finding> inspect(UnitTrace unit) {
      asked++;
      throw new AssertionError("unit");
    }

    @Override
    public List<Finding> inspect(Window window) {
      asked++;
      throw new IllegalStateException("window");
    }
  }

  @Test
  void isInEveryReportWithItsOwnWords() {
    List<Finding> told = new ArrayList<>();
    AnalyzerConfig config =
        AnalyzerConfig.builder().detector(new ManyReads()).onFinding(told::add).build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());
      assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("N1", "SHOP1");
      assertThat(told).extracting(f -> f.code().name()).contains("many-reads");
      assertThat(TextReport.plain().render(db.analyzer().report()))
          .contains(
              "INFO SHOP1 a unit over its budget: 12 executions where 10 are allowed",
              "fix       Ask the database team for a budget.");
      assertThat(new JsonLines().render(db.analyzer().report()))
          .contains(
              "\"code\":\"SHOP1\"",
              "\"words\":\"12 executions where 10 are allowed\"",
              "\"page\":\"https://shop.example/budget\"",
              "{\"name\":\"executed\",\"value\":12,");
    }
  }

  @Test
  void thatThrowsIsCountedAndInTheEndSwitchedOff() {
    Faulty faulty = new Faulty();
    AnalyzerConfig config = AnalyzerConfig.builder().detector(faulty).build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      for (int i = 0; i < 30; i++) {
        db.unit(() -> new Loops(db).forLoop());
      }
      assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("N1");
      assertThat(faulty.asked).isEqualTo(10);
      assertThat(db.analyzer().coverage().failures()).isEqualTo(10);
      assertThat(TextReport.plain().render(db.analyzer().report()))
          .contains("10 answers of detectors and callbacks that threw");
    }
  }

  @Test
  void mustHaveACodeOfItsOwn() {
    AnalyzerConfig config =
        AnalyzerConfig.builder().detector(new ManyReads()).detector(new ManyReads()).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Analyzer.create(config))
        .withMessageContaining("two detectors have the code SHOP1");
  }
}
