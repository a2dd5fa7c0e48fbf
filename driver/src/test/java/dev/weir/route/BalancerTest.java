package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.topology.Node;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of several replicas gets a read, by chance from a seed and a clock that stands still. */
class BalancerTest {
  private static final List<Node> NODES =
      IntStream.range(0, 4).mapToObj(i -> new Node("node" + i, i)).toList();

  /** Node 0 is the primary. */
  private static final long REPLICAS = 0b1110;

  private static final int READS = 30_000;

  private long nanos = 1L << 40;
  private final Load load = new Load(NODES.size(), nanos);

  private Balancer weighing(int... weights) {
    return new Balancer(
        NODES, IntStream.of(weights).boxed().toList(), load, new Random(42)::nextInt);
  }

  /** The share of the reads that each node gets. */
  private double[] shares(Balancer balancer) {
    double[] shares = new double[NODES.size()];
    for (int i = 0; i < READS; i++) {
      shares[balancer.choose(REPLICAS, nanos).index()] += 1.0 / READS;
    }
    return shares;
  }

  /** A read that took so long. */
  private void took(int node, long latency) {
    load.answered(NODES.get(node), nanos - latency, nanos);
  }

  /** Takes connections to a node, which somebody looks at then. */
  private void take(int node, int connections) {
    for (int i = 0; i < connections; i++) {
      load.taken(NODES.get(node));
    }
    assertThat(load.isSilent(NODES.get(node), nanos)).isFalse();
  }

  private static final org.assertj.core.data.Offset<Double> ABOUT = within(0.015);

  @Test
  void idleReplicasShareByTheirWeights() {
    double[] even = shares(weighing(1, 1, 1, 1));
    double[] uneven = shares(weighing(1, 1, 3, 6));
    for (int i = 1; i < 4; i++) {
      assertThat(even[i]).isCloseTo(1.0 / 3, ABOUT);
    }
    assertThat(uneven[1]).isCloseTo(0.1, ABOUT);
    assertThat(uneven[2]).isCloseTo(0.3, ABOUT);
    assertThat(uneven[3]).isCloseTo(0.6, ABOUT);
  }

  /** Each gets a read as often as both choices fall on it, at least. */
  @Test
  void lessBusyOfTwoGetsTheRead() {
    take(1, 3);
    take(2, 2);
    take(3, 1);
    double[] shares = shares(weighing(1, 1, 1, 1));
    assertThat(shares[1]).isCloseTo(1.0 / 9, ABOUT);
    assertThat(shares[2]).isCloseTo(3.0 / 9, ABOUT);
    assertThat(shares[3]).isCloseTo(5.0 / 9, ABOUT);
  }

  @Test
  void busyReplicasShareByTheirWeights() {
    Balancer balancer = weighing(1, 1, 2, 5);
    Random random = new Random(7);
    for (int i = 0; i < READS; i++) {
      load.taken(balancer.choose(REPLICAS, nanos));
      if (i >= 80) { // So many are under way, and any of them ends.
        int node;
        do {
          node = 1 + random.nextInt(3);
        } while (random.nextInt(80) >= load.inFlight(NODES.get(node)));
        load.returned(NODES.get(node));
      }
    }
    assertThat(load.inFlight(NODES.get(1))).isBetween(8, 12);
    assertThat(load.inFlight(NODES.get(2))).isBetween(18, 22);
    assertThat(load.inFlight(NODES.get(3))).isBetween(47, 53);
  }

  @Test
  void quickerOfTwoGetsTheReadWhenTheOtherTakesTwiceAsLong() {
    took(1, 1_000_000);
    took(2, 1_900_000);
    took(3, 2_100_000);
    double[] shares = shares(weighing(1, 1, 1, 1));
    assertThat(shares[1]).isCloseTo(4.0 / 9, ABOUT); // 1/3, and of (1, 3) and (3, 1) all.
    assertThat(shares[2]).isCloseTo(3.0 / 9, ABOUT);
    assertThat(shares[3]).isCloseTo(2.0 / 9, ABOUT);
  }

  @Test
  void latencyIsForgottenByHalfInItsHalfLife() {
    took(1, 9_000_000);
    nanos += Load.HALF_LIFE_NANOS;
    took(1, 1_000_000);
    assertThat((double) load.latencyNanos(NODES.get(1))).isCloseTo(5_000_000, within(50_000.0));
    nanos += 100 * Load.HALF_LIFE_NANOS;
    took(1, 1_000_000);
    assertThat((double) load.latencyNanos(NODES.get(1))).isCloseTo(1_000_000, within(1_000.0));
  }

  @Test
  void latencyOfTheSameMomentCountsOnce() {
    took(1, 1_000_000);
    took(1, 9_000_000);
    assertThat((double) load.latencyNanos(NODES.get(1))).isCloseTo(1_000_000, within(1_000.0));
  }

  /** It would get a ninth of all, for each of which somebody waits. */
  @Test
  void replicaThatAnswersNothingGetsNoReadButAProbe() {
    take(1, 1);
    take(2, 5);
    take(3, 5);
    nanos += Load.PATIENCE_NANOS + 1;
    load.returned(NODES.get(2));
    load.returned(NODES.get(3));
    assertThat(shares(weighing(1, 1, 1, 1))[1]).isZero();
    nanos += Load.PROBE_NANOS;
    load.returned(NODES.get(2));
    load.returned(NODES.get(3));
    assertThat(shares(weighing(1, 1, 1, 1))[1]).isCloseTo(1.0 / READS, within(1e-9));
    load.returned(NODES.get(1));
    assertThat(shares(weighing(1, 1, 1, 1))[1]).isPositive();
  }

  @Test
  void replicaWhoseReadsTakeLongIsNotSilentWhileTheyDo() {
    for (int i = 1; i < 4; i++) {
      took(i, Load.PATIENCE_NANOS);
      take(i, 1);
    }
    nanos += 3 * Load.PATIENCE_NANOS;
    for (int i = 1; i < 4; i++) {
      assertThat(load.isSilent(NODES.get(i), nanos)).isFalse();
    }
  }

  @Test
  void readsGoOnWhenAllAreSilent() {
    for (int i = 1; i < 4; i++) {
      take(i, 1);
    }
    nanos += 2 * Load.PATIENCE_NANOS;
    double[] shares = shares(weighing(1, 1, 1, 1));
    assertThat(shares[1] + shares[2] + shares[3]).isCloseTo(1, within(1e-6));
    assertThat(shares[1]).isPositive();
  }

  @Test
  void tooManyServersAreRejected() {
    List<Node> nodes = IntStream.range(0, 65).mapToObj(i -> new Node("node" + i, i)).toList();
    assertThatThrownBy(
            () -> new Balancer(nodes, Collections.nCopies(65, 1), load, new Random(42)::nextInt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 servers; these are 65");
  }
}
