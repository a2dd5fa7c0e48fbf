package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckupTextTest {
  @Test
  void noLineIsWiderThanATerminal() {
    String long1 = "words that go on and on ".repeat(12).strip();
    Checkup checkup =
        new Checkup(
            "shop",
            "PostgreSQL 18 " + long1,
            Instant.EPOCH,
            Duration.ZERO,
            long1,
            long1,
            List.of(new AreaVerdict(Area.HORIZON, State.OK, long1)),
            List.of(new Diagnosis(Area.HORIZON, entry(long1), List.of(entry(long1)))),
            List.of(long1));

    String text = CheckupText.plain().render(checkup);

    assertThat(text.lines()).allMatch(line -> line.length() <= 100).hasSizeGreaterThan(12);
    assertThat(text.lines().filter(line -> line.startsWith("words"))).as("reads").hasSize(1);
  }

  private static Report.Entry entry(String words) {
    Subject subject = new Subject.DatabaseObject("shop", "session", words, words, List.of());
    return new Report.Entry(
        Finding.of(
            new Code("VH", "vacuum-horizon-held", "VACUUM is held back"),
            Severity.ERROR,
            Confidence.CERTAIN,
            subject,
            Place.UNKNOWN,
            List.of(new Fact("held", 1, Fact.Measure.COUNT, true, Fact.Merge.LATEST))),
        words,
        "",
        new Advice(words, List.of(), List.of(words)),
        List.of());
  }
}
