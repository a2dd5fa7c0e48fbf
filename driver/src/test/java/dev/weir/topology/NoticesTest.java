package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said of servers, and how often. */
class NoticesTest {
  private static final Node PRIMARY = new Node("primary", 0);
  private static final Node OTHER = new Node("replica1", 1, Node.Use.ANYTHING, "db2:5432");

  private final Notices notices =
      new Notices("test", new Judge(List.of(PRIMARY, OTHER), 0, NodeState.UNKNOWN), 2, 0);

  @Test
  void secondPrimaryIsSaidEachMinuteWhileItLasts() {
    long minute = TimeUnit.MINUTES.toNanos(1);
    assertThat(notices.isDue(OTHER, false, 0)).isFalse();
    assertThat(notices.isDue(OTHER, true, 1)).isTrue();
    assertThat(notices.isDue(OTHER, true, minute)).isFalse();
    assertThat(notices.isDue(OTHER, true, minute + 1)).isTrue();
    assertThat(notices.isDue(OTHER, true, minute + 2)).isFalse();
    assertThat(notices.isDue(OTHER, false, minute + 3)).isFalse();
    assertThat(notices.isDue(OTHER, true, minute + 4)).isTrue();
  }

  @Test
  void serverIsNamedWithItsAddress() {
    assertThat(OTHER.described()).isEqualTo("replica1 (db2:5432)");
    assertThat(PRIMARY.described()).isEqualTo("primary");
  }

  @Test
  void failureIsNamedWithItsCauseAndWithoutAFullStop() {
    SQLException failure =
        new SQLException(
            "The connection attempt failed.",
            "08001",
            new java.net.UnknownHostException("db2.example"));
    assertThat(RootCause.text(failure))
        .isEqualTo("The connection attempt failed: UnknownHostException: db2.example");
    assertThat(RootCause.text(new SQLException("Refused. Check it..")))
        .isEqualTo("Refused. Check it");
    assertThat(RootCause.text(new NoClassDefFoundError("app/Metrics")))
        .isEqualTo("NoClassDefFoundError: app/Metrics");
  }
}
