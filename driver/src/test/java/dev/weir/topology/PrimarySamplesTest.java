package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrimarySamplesTest {
  private static final long CLUSTER = 4711;

  private final PrimarySamples samples = new PrimarySamples();

  private boolean add(long startNanos, long lsn, int timeline) {
    return samples.add(new Sample(startNanos, false, lsn, timeline, CLUSTER, 0, ""));
  }

  @Test
  void nothingIsKnownBeforeTheFirstSample() {
    assertThat(samples.timeline()).isZero();
    assertThat(samples.systemIdentifier()).isZero();
    assertThat(samples.confirmedNanos(Long.MAX_VALUE)).isEqualTo(NodeState.UNKNOWN);
  }

  @Test
  void positionConfirmsTheNewestSampleThatItHasReached() {
    add(10, 1000, 1);
    add(20, 2000, 1);
    add(30, 3000, 1);

    assertThat(samples.confirmedNanos(999)).isEqualTo(NodeState.UNKNOWN);
    assertThat(samples.confirmedNanos(1000)).isEqualTo(10);
    assertThat(samples.confirmedNanos(1999)).isEqualTo(10);
    assertThat(samples.confirmedNanos(2000)).isEqualTo(20);
    assertThat(samples.confirmedNanos(9999)).isEqualTo(30);
  }

  /** An idle primary: the position stays, the instant moves on. */
  @Test
  void ofSamplesAtOnePositionTheNewestCounts() {
    add(10, 1000, 1);
    add(20, 1000, 1);

    assertThat(samples.confirmedNanos(1000)).isEqualTo(20);
  }

  @Test
  void positionsAreUnsigned() {
    add(10, Long.MAX_VALUE, 1);
    add(20, Long.MIN_VALUE, 1);

    assertThat(samples.confirmedNanos(Long.MAX_VALUE)).isEqualTo(10);
    assertThat(samples.confirmedNanos(-1)).isEqualTo(20);
  }

  @Test
  void newTimelineForgetsTheOldOne() {
    add(10, 1000, 1);
    assertThat(add(20, 900, 2)).isTrue();

    assertThat(samples.timeline()).isEqualTo(2);
    assertThat(samples.confirmedNanos(899)).isEqualTo(NodeState.UNKNOWN);
    assertThat(samples.confirmedNanos(1000)).isEqualTo(20);
  }

  @Test
  void sampleOfAnOlderTimelineIsRefused() {
    add(10, 1000, 2);

    assertThat(add(20, 5000, 1)).isFalse();
    assertThat(samples.timeline()).isEqualTo(2);
    assertThat(samples.confirmedNanos(5000)).isEqualTo(10);
  }

  @Test
  void identityIsThatOfTheNewestSample() {
    add(10, 1000, 3);

    assertThat(samples.timeline()).isEqualTo(3);
    assertThat(samples.systemIdentifier()).isEqualTo(CLUSTER);
  }

  /** Within three hundredths of its lag, however many samples there were. */
  @Test
  void replicaFarBehindStillFindsAnInstantNearItsOwn() {
    int count = 50_000;
    for (int i = 1; i <= count; i++) {
      add(i, i * 10L, 1);
    }

    Random random = new Random(42);
    for (int i = 0; i < 1_000; i++) {
      int reached = count / 10 + random.nextInt(count - count / 10);
      assertThat(samples.confirmedNanos(reached * 10L))
          .isBetween(reached - 3L * (count - reached) / 100, (long) reached);
    }
  }

  // ---------------------------------------------------------------- places

  @Test
  void placeSinceAnInstantIsThatOfTheOldestSampleThatBeganThen() {
    assertThat(samples.since(0)).isNull();
    add(10, 1000, 1);
    add(20, 2000, 1);
    add(30, 3000, 1);
    assertThat(samples.since(0)).isEqualTo(new Position(1, 1000));
    assertThat(samples.since(10)).isEqualTo(new Position(1, 1000));
    assertThat(samples.since(11)).isEqualTo(new Position(1, 2000));
    assertThat(samples.since(30)).isEqualTo(new Position(1, 3000));
    assertThat(samples.since(31)).isNull();
  }

  @Test
  void placeIsConfirmedByTheOldestSampleThatHasIt() {
    assertThat(samples.confirming(new Position(1, 0))).isEqualTo(NodeState.UNKNOWN);
    add(10, 1000, 1);
    add(20, 2000, 1);
    add(30, 3000, 1);
    assertThat(samples.confirming(new Position(1, 1))).isEqualTo(10);
    assertThat(samples.confirming(new Position(1, 1000))).isEqualTo(10);
    assertThat(samples.confirming(new Position(1, 1001))).isEqualTo(20);
    assertThat(samples.confirming(new Position(1, 3000))).isEqualTo(30);
    assertThat(samples.confirming(new Position(1, 3001))).isEqualTo(NodeState.UNKNOWN);
    assertThat(samples.confirming(new Position(1, -1))).isEqualTo(NodeState.UNKNOWN);
  }

  @Test
  void placeOnAnotherTimelineIsNotConfirmed() {
    add(10, 1000, 1);
    add(20, 900, 2);
    assertThat(samples.confirming(new Position(1, 500))).isEqualTo(NodeState.UNKNOWN);
    assertThat(samples.confirming(new Position(3, 500))).isEqualTo(NodeState.UNKNOWN);
    assertThat(samples.confirming(new Position(2, 500))).isEqualTo(20);
    assertThat(samples.confirming(Position.UNKNOWN)).isEqualTo(NodeState.UNKNOWN);
  }
}
