package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
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
            "PostgreSQL 18",
            Instant.EPOCH,
            Duration.ZERO,
            "nothing binds",
            long1,
            List.of(new AreaVerdict(Area.HORIZON, State.OK, long1)),
            List.of(),
            List.of(long1));

    String text = CheckupText.plain().render(checkup);

    assertThat(text.lines()).allMatch(line -> line.length() <= 100).hasSizeGreaterThan(12);
  }
}
