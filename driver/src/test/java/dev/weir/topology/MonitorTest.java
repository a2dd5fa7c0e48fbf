package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.topology.NodeState.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the servers' answers are taken for; none of them is really asked. */
class MonitorTest {
  private static final Node FIRST = new Node("primary", 0);
  private static final Node SECOND = new Node("replica1", 1);
  private static final Node THIRD = new Node("replica2", 2);
  private static final long CLUSTER = 4711;

  private long nanos;
  private static final long MAX_LAG = 10_000_000_000L;

  private final Monitor monitor = monitor();

  private Monitor monitor() {
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
        NodeState.UNKNOWN,
        MAX_LAG,
        () -> nanos);
  }

  /** The first is the primary, the others have been heard of. */
  private void start(long startNanos, long lsn, int timeline) {
    monitor.sampled(SECOND, new Sample(startNanos, true, 0, 0, CLUSTER, 0, ""));
    monitor.sampled(THIRD, new Sample(startNanos, true, 0, 0, CLUSTER, 0, ""));
    monitor.sampled(FIRST, primary(startNanos, lsn, timeline));
  }

  private static Sample primary(long startNanos, long lsn, int timeline) {
    return new Sample(startNanos, false, lsn, timeline, CLUSTER, 0, "");
  }

  private static Sample replica(long startNanos, long lsn, int timeline) {
    return new Sample(startNanos, true, lsn, timeline, CLUSTER, 0, "");
  }

  @Test
  void replicaIsConfirmedUpToWhatItHasReplayed() {
    start(10, 100, 1);
    monitor.sampled(FIRST, primary(20, 200, 1));
    monitor.sampled(SECOND, replica(30, 150, 1));

    NodeState state = monitor.topology().state(SECOND);
    assertThat(state.role()).isEqualTo(Role.REPLICA);
    assertThat(state.confirmedNanos()).isEqualTo(10);
    assertThat(state.sampledNanos()).isEqualTo(30);
    assertThat(state.trouble()).isEmpty();
  }

  @Test
  void whatOneLifeOfAReplicaHadSaysNothingOfAnother() {
    start(10, 100, 1);
    monitor.sampled(SECOND, new Sample(20, true, 150, 1, CLUSTER, 7, ""));
    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(10);
    monitor.sampled(SECOND, new Sample(30, true, 50, 1, CLUSTER, 8, ""));

    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    assertThat(monitor.topology().state(SECOND).life()).isEqualTo(8);
  }

  /** A server behind an address that another one has taken over, and the address leads back. */
  @Test
  void lifeOfAPrimaryThatAnotherHasFollowedIsNotThePrimaryAgain() {
    start(10, 100, 1);
    monitor.sampled(FIRST, new Sample(20, false, 200, 1, CLUSTER, 7, ""));
    monitor.sampled(FIRST, new Sample(30, false, 210, 1, CLUSTER, 8, ""));
    assertThat(monitor.topology().hasPrimary()).isTrue();
    monitor.sampled(FIRST, new Sample(40, false, 300, 1, CLUSTER, 7, ""));

    assertThat(monitor.topology().hasPrimary()).isFalse();
    assertThat(monitor.topology().state(FIRST).trouble()).contains("led back");
  }

  @Test
  void primaryUnderAnotherAddressIsNoSecondOne() {
    start(10, 100, 1);
    monitor.sampled(FIRST, new Sample(20, false, 200, 1, CLUSTER, 7, ""));
    monitor.sampled(SECOND, new Sample(30, false, 210, 1, CLUSTER, 7, ""));

    assertThat(monitor.topology().primary()).isEqualTo(FIRST);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("under another address");
  }

  @Test
  void replicaIsNothingWithoutAPrimary() {
    monitor.sampled(SECOND, replica(30, 150, 1));

    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("primary has not answered");
  }

  @Test
  void replicaOfAnotherClusterIsNotConfirmed() {
    start(10, 100, 1);
    monitor.sampled(SECOND, new Sample(30, true, 150, 1, CLUSTER + 1, 0, ""));

    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("another cluster");
  }

  @Test
  void replicaOnAnotherTimelineIsNotConfirmed() {
    start(10, 100, 2);
    for (int timeline : new int[] {0, 1, 3}) {
      monitor.sampled(SECOND, replica(30, 150, timeline));

      assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
      assertThat(monitor.topology().state(SECOND).trouble()).isNotEmpty();
    }
  }

  @Test
  void serverThatDoesNotAnswerIsUnknown() {
    start(10, 100, 1);
    monitor.sampled(SECOND, replica(30, 150, 1));
    monitor.failed(SECOND, new SQLException("gone"));

    assertThat(monitor.topology().state(SECOND))
        .isEqualTo(
            new NodeState(SECOND, Role.UNKNOWN, NodeState.UNKNOWN, NodeState.UNKNOWN, "gone"));
  }

  @Test
  void serverOfANewerTimelineIsThePrimary() {
    start(10, 100, 1);
    monitor.sampled(SECOND, primary(20, 110, 2));

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
    assertThat(monitor.topology().state(SECOND).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void deposedPrimaryIsNotOneAgain() {
    start(10, 100, 1);
    monitor.sampled(SECOND, primary(20, 110, 2));
    monitor.sampled(FIRST, primary(30, 500, 1));

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
    assertThat(monitor.topology().state(FIRST).role()).isEqualTo(Role.UNKNOWN);
    assertThat(monitor.topology().state(FIRST).trouble()).contains("timeline 1");
  }

  /** Each server has a thread, and the answer of one may be taken in while another's is. */
  @Test
  void deposedPrimaryThatAnswersAtTheSameMomentIsNotOneAgain() throws Exception {
    start(5, 80, 1);
    Thread late = new Thread(() -> monitor.sampled(FIRST, primary(10, 100, 1)));
    monitor.judging.lock();
    try {
      late.start();
      while (!monitor.judging.hasQueuedThread(late)) {
        Thread.onSpinWait();
      }
      monitor.sampled(SECOND, primary(20, 90, 2));
    } finally {
      monitor.judging.unlock();
    }
    late.join();

    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
  }

  @Test
  void primaryIsTakenForItWhenTheOthersHaveBeenAsked() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    assertThat(monitor.topology().hasPrimary()).isFalse();
    monitor.sampled(SECOND, replica(11, 100, 1));
    nanos = 12;
    monitor.failed(THIRD, new SQLException("gone"));
    assertThat(monitor.topology().hasPrimary()).isFalse();

    monitor.sampled(FIRST, primary(13, 100, 1));
    assertThat(monitor.topology().hasPrimary()).isTrue();
  }

  @Test
  void primaryWaitsForOthersNoLongerThanASecond() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(FIRST, primary(10 + 999_999_999, 100, 1));
    assertThat(monitor.topology().hasPrimary()).isFalse();

    monitor.sampled(FIRST, primary(10 + 1_000_000_000, 100, 1));
    assertThat(monitor.topology().hasPrimary()).isTrue();
  }

  @Test
  void ofTwoThatTakeWritesAtStartTheNewerTimelineWins() {
    monitor.sampled(FIRST, primary(10, 100, 1));
    monitor.sampled(SECOND, primary(11, 90, 2));
    monitor.sampled(THIRD, replica(12, 90, 2));
    monitor.sampled(FIRST, primary(13, 110, 1));
    assertThat(monitor.topology().hasPrimary()).isFalse();

    monitor.sampled(FIRST, primary(14, 110, 1));
    monitor.sampled(SECOND, primary(15, 95, 2));
    assertThat(monitor.topology().primary()).isEqualTo(SECOND);
    assertThat(monitor.topology().hasPrimary()).isTrue();
  }

  @Test
  void secondPrimaryOfOneTimelineIsRefused() {
    start(10, 100, 1);
    monitor.sampled(SECOND, primary(20, 500, 1));

    assertThat(monitor.topology().primary()).isEqualTo(FIRST);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("two primaries");
  }

  @Test
  void primaryOfAnotherClusterIsRefusedWhateverItsTimeline() {
    start(10, 100, 1);
    monitor.sampled(SECOND, new Sample(20, false, 500, 7, CLUSTER + 1, 0, ""));

    assertThat(monitor.topology().primary()).isEqualTo(FIRST);
    assertThat(monitor.topology().state(SECOND).trouble()).contains("another cluster");
  }

  @Test
  void replicaThatFollowsAnotherPrimaryDeposesTheOneThatIsKnown() {
    start(10, 100, 1);
    monitor.sampled(SECOND, replica(20, 120, 2));
    monitor.sampled(FIRST, primary(21, 130, 1));

    assertThat(monitor.topology().hasPrimary()).isFalse();
    assertThat(monitor.topology().state(FIRST).trouble()).contains("it was replaced");
  }

  @Test
  void replicaServesWhatItHasConfirmedWhileThePrimaryIsGone() {
    NodeState.Limits limits = new NodeState.Limits(100, 100);
    start(10, 100, 1);
    monitor.sampled(SECOND, replica(20, 100, 1));
    monitor.failed(FIRST, new SQLException("gone"));
    monitor.sampled(SECOND, replica(1000, 100, 0));

    NodeState state = monitor.topology().state(SECOND);
    assertThat(state.serves(10, 1001, limits)).isTrue();
    assertThat(state.serves(11, 1001, limits)).isFalse();
  }

  @Test
  void replicaThatLosesItsReceiverIsEjectedWhenThePrimaryHasAnsweredSince() {
    start(10, 100, 1);
    monitor.sampled(SECOND, replica(20, 100, 1));
    monitor.sampled(SECOND, replica(30, 100, 0));
    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(10);
    monitor.sampled(FIRST, primary(40, 100, 1));
    monitor.sampled(SECOND, replica(50, 100, 0));

    assertThat(monitor.topology().state(SECOND).trouble()).contains("receiver");
  }

  @Test
  void replicaThatWasEjectedReturnsWhenItHasBeenInOrderForAWhile() {
    start(10, 100, 1);
    monitor.sampled(SECOND, replica(20, 100, 1));
    monitor.failed(SECOND, new SQLException("gone"));
    monitor.sampled(SECOND, replica(30, 100, 1));
    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(NodeState.UNKNOWN);
    monitor.sampled(SECOND, replica(30 + 999_999_999, 100, 1));
    assertThat(monitor.topology().state(SECOND).trouble()).isNotEmpty();

    monitor.sampled(SECOND, replica(30 + 1_000_000_000, 100, 1));
    assertThat(monitor.topology().state(SECOND).trouble()).isEmpty();
    assertThat(monitor.topology().state(SECOND).confirmedNanos()).isEqualTo(10);
  }

  @Test
  void primaryWithoutRoomForTheMonitorStaysThePrimary() {
    start(10, 100, 1);
    monitor.failed(FIRST, new SQLException("too many clients", "53300"));

    assertThat(monitor.topology().hasPrimary()).isTrue();
  }

  @Test
  void replicaBeyondMaxLagIsToldOnceAndWhenItHasCaughtUp() {
    List<TopologyChange.Kind> told = new ArrayList<>();
    monitor.addListener(
        change -> {
          if (change.node().equals(SECOND)) {
            told.add(change.kind());
          }
        });
    start(0, 100, 1);
    monitor.sampled(SECOND, new Sample(1, true, 100, 1, CLUSTER, 0, ""));
    told.clear();
    for (long second = 1; second <= 30; second++) {
      nanos = second * 1_000_000_000L;
      monitor.sampled(FIRST, primary(nanos, 100 + second, 1));
      monitor.sampled(SECOND, new Sample(nanos + 1, true, 101, 1, CLUSTER, 0, ""));
    }
    assertThat(told).containsExactly(TopologyChange.Kind.REPLICA_LAGGING);

    monitor.sampled(SECOND, new Sample(nanos + 2, true, 130, 1, CLUSTER, 0, ""));
    assertThat(told)
        .containsExactly(
            TopologyChange.Kind.REPLICA_LAGGING, TopologyChange.Kind.REPLICA_CAUGHT_UP);
  }
}
