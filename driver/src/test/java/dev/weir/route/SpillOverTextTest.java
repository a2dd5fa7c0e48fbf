package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a cap on reads is written in a URL, and what it cannot be. */
class SpillOverTextTest {
  @Test
  void capIsReadAsItIsWritten() {
    assertThat(SpillOver.parse("8")).isEqualTo(SpillOver.atMost(8));
    assertThat(SpillOver.parse(" 0 Wait 500ms "))
        .isEqualTo(SpillOver.atMost(0).waitingUpTo(Duration.ofMillis(500)));
    assertThat(SpillOver.parse("8 lagging 60s wait PT0.5S"))
        .isEqualTo(
            SpillOver.atMost(8)
                .orLagging(Duration.ofMinutes(1))
                .waitingUpTo(Duration.ofMillis(500)));
    assertThat(SpillOver.parse("unlimited")).isEqualTo(SpillOver.UNLIMITED);
    for (String text : new String[] {"unlimited", "8", "8 lagging 60000ms wait 500ms"}) {
      assertThat(SpillOver.parse(text)).hasToString(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "many",
        "8 wait",
        "8 wait 5",
        "8 wait 2x",
        "8 wait 1s lagging 1m",
        "8,9"
      })
  void whatIsNotUnderstoodIsRejected(String text) {
    assertThatThrownBy(() -> SpillOver.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 8, 8 wait 500ms");
  }

  @Test
  void whatCannotBeIsRejected() {
    assertThatThrownBy(() -> SpillOver.atMost(-1)).hasMessageContaining("from 0; it is -1");
    assertThatThrownBy(() -> SpillOver.atMost(1).waitingUpTo(Duration.ofMinutes(2)))
        .hasMessageContaining("from 0 ms to 60000 ms");
    assertThatThrownBy(() -> SpillOver.atMost(1).orLagging(Duration.ofSeconds(-1)))
        .hasMessageContaining("from 0 ms to 86400000 ms");
  }
}
