package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "primary",
        "own_writes",
        "any",
        "reporting",
        "bounded 250ms",
        "bounded 0ms",
        "bounded 90s",
        "bounded PT0.0000015S",
        "own_writes wait 100ms",
        "bounded 1s wait 2s"
      })
  void textIsReadAsItWasWritten(String text) {
    assertThat(Freshness.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ANY, any",
    "' Own_Writes ', own_writes",
    "bounded   1m, bounded 60s",
    "bounded 1h, bounded 3600s",
    "bounded pt0.25s, bounded 250ms",
    "BOUNDED 250MS  WAIT  1S, bounded 250ms wait 1s"
  })
  void caseAndBlanksDoNotMatter(String text, String canonical) {
    assertThat(Freshness.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fresh",
        "bounded",
        "bounded 250",
        "bounded -1s",
        "bounded 1d",
        "bounded px",
        "any 5s",
        "any bounded 1s",
        "own_writes wait",
        "own_writes wait soon",
        "primary, any",
        "bounded 9999999999s"
      })
  void whatIsNotUnderstoodIsToldWithWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Freshness.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is no freshness")
        .hasMessageContaining("primary, own_writes, bounded 250ms, any or reporting");
  }

  @Test
  void boundBeyondItsLimitsIsRejectedWithValueBoundAndUnit() {
    assertThat(Freshness.bounded(Duration.ZERO).bound()).isZero();
    assertThat(Freshness.bounded(Duration.ofDays(1)).bound()).isEqualTo(Duration.ofDays(1));
    assertThatThrownBy(() -> Freshness.bounded(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the bound of a read must be from 0 ms to 86400000 ms; it is -5 ms");
    assertThatThrownBy(() -> Freshness.bounded(Duration.ofDays(1).plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("it is 86400001 ms");
    assertThatThrownBy(() -> Freshness.bounded(Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is PT");
    assertThatThrownBy(() -> Freshness.parse("bounded 25h"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("86400000 ms");
  }

  @Test
  void waitBeyondItsLimitsIsRejectedWithValueBoundAndUnit() {
    assertThat(Freshness.OWN_WRITES.waitingUpTo(Duration.ofMinutes(1)).catchUpWait())
        .isEqualTo(Duration.ofMinutes(1));
    assertThatThrownBy(() -> Freshness.OWN_WRITES.waitingUpTo(Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the wait for a replica must be from 0 ms to 60000 ms; it is 61000 ms");
    assertThatThrownBy(() -> Freshness.OWN_WRITES.waitingUpTo(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyWhatAReplicaCanCatchUpWithWaits() {
    Duration wait = Duration.ofMillis(1);
    for (Freshness none : new Freshness[] {Freshness.PRIMARY, Freshness.ANY, Freshness.REPORTING}) {
      assertThatThrownBy(() -> none.waitingUpTo(wait))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(none + " waits for no replica");
    }
    assertThatThrownBy(() -> Freshness.parse("any wait 1s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("any waits for no replica");
  }

  @Test
  void boundBelongsToBoundedOnly() {
    assertThatThrownBy(
            () -> new Freshness(Freshness.Kind.ANY, Duration.ofSeconds(1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
