package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Role;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StickinessTest {
  private static final Node PRIMARY = new Node("primary", 0);
  private static final Node REPLICA = new Node("replica1", 1);
  private static final Node REPORTING = new Node("reporting1", 2, Node.Use.REPORTS);

  private long newestMark = NodeState.UNKNOWN;
  private long now;
  private final Stickiness stickiness = new Stickiness(() -> newestMark, () -> now);

  private void sampled(long atNanos, Role role, long confirmed, long reporting) {
    now = atNanos;
    stickiness.sampled(
        new Topology(
            PRIMARY,
            List.of(
                new NodeState(PRIMARY, Role.PRIMARY, NodeState.UNKNOWN, atNanos, ""),
                new NodeState(REPLICA, role, confirmed, atNanos, ""),
                new NodeState(REPORTING, Role.REPLICA, reporting, atNanos, ""))));
  }

  private void sampled(long atNanos, long confirmed) {
    sampled(atNanos, Role.REPLICA, confirmed, NodeState.UNKNOWN);
  }

  @Test
  void nothingWrittenIsNothingMeasured() {
    sampled(10, NodeState.UNKNOWN);
    sampled(20, 15);

    assertThat(stickiness.summary().count()).isZero();
  }

  @Test
  void lastsFromTheMarkToTheFirstReplicaThatHasIt() {
    newestMark = 100;
    sampled(110, 90);
    sampled(120, 99);
    assertThat(stickiness.summary().count()).isZero();
    sampled(130, 100);
    sampled(140, 139);

    assertThat(stickiness.summary().count()).isEqualTo(1);
    assertThat(stickiness.summary().total()).isEqualTo(Duration.ofNanos(30));
  }

  @Test
  void oneWriteIsMeasuredAtATime() {
    newestMark = 100;
    sampled(110, 90);
    newestMark = 120; // Measured when the first one is done.
    sampled(130, 110);
    assertThat(stickiness.summary().total()).isEqualTo(Duration.ofNanos(30));
    sampled(150, 110);
    sampled(160, 125);

    assertThat(stickiness.summary().count()).isEqualTo(2);
    assertThat(stickiness.summary().total()).isEqualTo(Duration.ofNanos(30 + 40));
    assertThat(stickiness.summary().max()).isEqualTo(Duration.ofNanos(40));
  }

  @Test
  void onlyReplicasThatServeReadsConfirm() {
    newestMark = 100;
    sampled(110, Role.UNKNOWN, 200, NodeState.UNKNOWN);
    sampled(120, Role.REPLICA, NodeState.UNKNOWN, 200);
    sampled(130, Role.PRIMARY, 200, NodeState.UNKNOWN);

    assertThat(stickiness.summary().count()).isZero();
  }
}
