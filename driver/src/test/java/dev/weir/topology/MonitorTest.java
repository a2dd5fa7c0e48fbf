package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.topology.NodeState.Role;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the servers' answers are taken for; none of them is really asked. */
class MonitorTest {
  private static final Node FIRST = new Node("primary", 0);
  private static final Node SECOND = new Node("replica1", 1);
  private static final Node THIRD = new Node("replica2", 2);
  private static final long CLUSTER = 4711;

  private final Monitor monitor = monitor();

  private static Monitor monitor() {
    ConnectionSource nowhere =
        () -> {
          throw new SQLException("nowhere");
        };
    return new Monitor(
        "test",
        List.of(FIRST, SECOND, THIRD),
        List.of(nowhere, nowhere, nowhere),
        () -> 1_000_000_000L,
        () -> NodeState.UNKNOWN,
        () -> true,
        () -> 0);
  }

  private static Sample primary(long startNanos, long lsn, int timeline) {
    return new Sample(startNanos, false, lsn, timeline, CLUSTER);
  }

  private static Sample replica(long startNanos, long lsn, int timeline) {
    return new Sample(startNanos, true, lsn, timeline, CLUSTER);
  }

  @Test
  void replicaIsConfirmedUpToWhatItHasReplayed() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(FIRST, primary(20, 200, 1));
    monitor.sampled(SECOND, replica(30, 150, 1));

    NodeState state = monitor.topology().state(SECOND);
    assertThat(state.role()).isEqualTo(Role.REPLICA);
    assertThat(state.confirmedNanos()).isEqualTo(10);
    assertThat(state.sampledNanos()).isEqualTo(30);
    assertThat(state.trouble()).isEmpty();
  }

  @Test
  void replicaIsNothingWithoutAPrimary() {
    monitor.sampled(SECOND, replica(30, 150, 1));

    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("primary has not answered");
  }

  @Test
  void replicaOfAnotherClusterIsNotConfirmed() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(SECOND, new Sample(30, true, 150, 1, CLUSTER + 1));

    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("another cluster");
  }

  @Test
  void replicaOnAnotherTimelineIsNotConfirmed() {
    monitor.sampled(FIRST, primary(10, 100, 2));
    for (int timeline : new int[] {0, 1, 3}) {
      monitor.sampled(SECOND, replica(30, 150, timeline));

      assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
      assertThat(monitor.topology().state(SECOND).trouble()).isNotEmpty();
    }
  }

  @Test
  void serverThatDoesNotAnswerIsUnknown() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(SECOND, replica(30, 150, 1));
    monitor.failed(SECOND, new SQLException("gone"));

    assertThat(monitor.topology().state(SECOND))
        .isEqualTo(
            new NodeState(SECOND, Role.UNKNOWN, NodeState.UNKNOWN, NodeState.UNKNOWN, "gone"));
  }

  @Test
  void serverOfANewerTimelineIsThePrimary() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(SECOND, primary(20, 110, 2));

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
    assertThat(monitor.topology().state(SECOND).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void deposedPrimaryIsNotOneAgain() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(SECOND, primary(20, 110, 2));
    monitor.sampled(FIRST, primary(30, 500, 1));

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
    assertThat(monitor.topology().state(FIRST).role()).isEqualTo(Role.UNKNOWN);
    assertThat(monitor.topology().state(FIRST).trouble()).contains("timeline 1");
  }

  /** Each server has a thread, and the answer of one may be taken in while another's is. */
  @Test
  void deposedPrimaryThatAnswersAtTheSameMomentIsNotOneAgain() throws Exception {
    Thread late = new Thread(() -> monitor.sampled(FIRST, primary(10, 100, 1)));
    synchronized (monitor) {
      late.start();
      while (late.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      monitor.sampled(SECOND, primary(20, 90, 2));
    }
    late.join();

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
  }
}
