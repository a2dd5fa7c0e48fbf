package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.consistency.Freshness;
import dev.weir.consistency.LastWrite;
import dev.weir.consistency.Marks;
import dev.weir.consistency.WriteMarks;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Limits;
import dev.weir.topology.NodeState.Role;
import dev.weir.topology.Topology;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the order of decision, and what comes before what. */
class RouterTest {
  private static final Node PRIMARY = new Node("primary", 0);
  private static final Node ONE = new Node("replica1", 1);
  private static final Node TWO = new Node("replica2", 2);
  private static final List<Node> NODES = List.of(PRIMARY, ONE, TWO);

  private static final long NOW = 1_000;
  private static final Limits LIMITS = new Limits(500, 200);

  /** Marked at 700, and not. */
  private static final long WRITTEN = 1;

  private static final long UNWRITTEN = 2;

  private static final Conn PLAIN = new Conn(EnumSet.noneOf(Is.class), null);

  private static final LastWrite WRITE = new LastWrite("update t", "");

  private final Marks marks = new Marks();
  private final Load load = new Load(3, NOW);
  private final Router router =
      new Router(NODES, List.of(1, 1, 1), LIMITS, 0, load, marks.readingAnything());

  RouterTest() {
    WriteMarks writes = marks.writing(List.of(WRITTEN), oid -> WRITE);
    writes.begin();
    writes.end(700);
  }

  private enum Is {
    PINNED,
    IN_TRANSACTION,
    READ_ONLY,
    ONE_SNAPSHOT,
    SERIALIZABLE
  }

  /** A connection in some state. */
  private record Conn(Set<Is> is, @Nullable Node held) implements Session {
    static Conn that(Is... is) {
      return new Conn(Set.copyOf(Arrays.asList(is)), null);
    }

    Conn holding(Node node) {
      return new Conn(is, node);
    }

    @Override
    public boolean pinned() {
      return is.contains(Is.PINNED);
    }

    @Override
    public boolean inTransaction() {
      return is.contains(Is.IN_TRANSACTION);
    }

    @Override
    public boolean readOnly() {
      return is.contains(Is.READ_ONLY);
    }

    @Override
    public boolean oneSnapshot() {
      return is.contains(Is.ONE_SNAPSHOT);
    }

    @Override
    public boolean serializable() {
      return is.contains(Is.SERIALIZABLE);
    }
  }

  private Needs reading(long table) {
    return new Needs(RouteReason.READ, "", false, marks.reading(List.of(table)));
  }

  private Needs writing() {
    return new Needs(RouteReason.WRITE, "", false, marks.reading(List.of(UNWRITTEN)));
  }

  private static NodeState replica(Node node, long confirmedNanos) {
    return new NodeState(node, Role.REPLICA, confirmedNanos, NOW - 10, "");
  }

  private static Topology topology(long oneConfirmed, long twoConfirmed) {
    return new Topology(
        PRIMARY,
        List.of(
            new NodeState(PRIMARY, Role.PRIMARY, NodeState.UNKNOWN, NOW - 10, ""),
            replica(ONE, oneConfirmed),
            replica(TWO, twoConfirmed)));
  }

  private RouteDecision decide(Needs needs, Conn conn, Topology topology) {
    return router.decide(needs, false, Freshness.OWN_WRITES, conn, topology, NOW);
  }

  // ---------------------------------------------------------------- the order, on healthy replicas

  static Stream<Arguments> order() {
    Conn tx = Conn.that(Is.IN_TRANSACTION);
    Conn ro = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);
    Conn rr = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY, Is.ONE_SNAPSHOT);
    Conn ser = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY, Is.ONE_SNAPSHOT, Is.SERIALIZABLE);
    return Stream.of(
        // A connection, whether the statement reads, whether the call writes, the reason, the node.
        Arguments.of(PLAIN, true, false, RouteReason.READ),
        Arguments.of(PLAIN, true, true, RouteReason.WRITE),
        Arguments.of(PLAIN, false, false, RouteReason.WRITE),
        Arguments.of(PLAIN.holding(ONE), true, false, RouteReason.READ),
        Arguments.of(PLAIN.holding(PRIMARY), true, false, RouteReason.PRIMARY_HELD),
        Arguments.of(PLAIN.holding(PRIMARY), false, false, RouteReason.WRITE),
        Arguments.of(Conn.that(Is.READ_ONLY), true, false, RouteReason.READ),
        Arguments.of(Conn.that(Is.READ_ONLY), false, false, RouteReason.WRITE),
        Arguments.of(Conn.that(Is.SERIALIZABLE), true, false, RouteReason.SERIALIZABLE),
        Arguments.of(Conn.that(Is.SERIALIZABLE), false, false, RouteReason.WRITE),
        Arguments.of(Conn.that(Is.PINNED), true, false, RouteReason.PINNED),
        Arguments.of(Conn.that(Is.PINNED), false, true, RouteReason.PINNED),
        Arguments.of(
            Conn.that(Is.PINNED, Is.IN_TRANSACTION, Is.READ_ONLY), true, false, RouteReason.PINNED),
        Arguments.of(tx, true, false, RouteReason.TRANSACTION),
        Arguments.of(tx, false, true, RouteReason.TRANSACTION),
        Arguments.of(ro, true, false, RouteReason.READ_ONLY_TRANSACTION),
        Arguments.of(ro, true, true, RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY),
        Arguments.of(ro, false, false, RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY),
        Arguments.of(
            ro.holding(PRIMARY), true, false, RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY),
        Arguments.of(ro.holding(TWO), true, false, RouteReason.READ_ONLY_TRANSACTION),
        Arguments.of(ro.holding(TWO), false, false, RouteReason.WRITE),
        Arguments.of(rr, true, false, RouteReason.READ_ONLY_TRANSACTION),
        Arguments.of(rr.holding(TWO), false, false, RouteReason.READ_ONLY_TRANSACTION),
        Arguments.of(ser, true, false, RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY));
  }

  @ParameterizedTest
  @MethodSource("order")
  void firstRuleThatAppliesDecides(Conn conn, boolean reads, boolean writes, RouteReason reason) {
    Needs needs = reads ? reading(WRITTEN) : writing();

    RouteDecision decision =
        router.decide(needs, writes, Freshness.OWN_WRITES, conn, topology(900, 900), NOW);

    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.node().equals(PRIMARY)).isEqualTo(reason.isPrimary());
    if (!reason.isPrimary() && conn.held() != null) {
      assertThat(decision.node()).isEqualTo(conn.held());
    }
  }

  // ---------------------------------------------------------------- freshness

  @Test
  void readGoesToAReplicaThatHasTheWrite() {
    for (int i = 0; i < 50; i++) {
      assertThat(decide(reading(WRITTEN), PLAIN, topology(699, 700)).node()).isEqualTo(TWO);
    }
  }

  @Test
  void readThatNoReplicaCanServeIsOneOfOwnWrites() {
    RouteDecision decision = decide(reading(WRITTEN), PLAIN, topology(699, 600));

    assertThat(decision).isEqualTo(new RouteDecision(PRIMARY, RouteReason.OWN_WRITES));
    assertThat(decide(reading(UNWRITTEN), PLAIN, topology(699, 600)).reason())
        .isEqualTo(RouteReason.READ);
  }

  @Test
  void pendingWriteIsReadOnThePrimary() {
    marks.writing(List.of(UNWRITTEN), oid -> WRITE).begin();
    Conn ro = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);

    assertThat(decide(reading(UNWRITTEN), PLAIN, topology(999, 999)).reason())
        .isEqualTo(RouteReason.PENDING_WRITE);
    assertThat(decide(reading(UNWRITTEN), PLAIN.holding(ONE), topology(999, 999)).reason())
        .isEqualTo(RouteReason.PENDING_WRITE);
    assertThat(decide(reading(UNWRITTEN), ro.holding(ONE), topology(999, 999)).node())
        .isEqualTo(PRIMARY);
    assertThat(decide(reading(WRITTEN), PLAIN, topology(999, 999)).reason())
        .isEqualTo(RouteReason.READ);
  }

  @Test
  void replicaBeyondTheLimitServesNothing() {
    RouteDecision none = new RouteDecision(PRIMARY, RouteReason.NO_REPLICA);

    assertThat(decide(reading(UNWRITTEN), PLAIN, topology(499, 499))).isEqualTo(none);
    assertThat(decide(reading(WRITTEN), PLAIN, topology(499, 499))).isEqualTo(none);
    assertThat(decide(reading(UNWRITTEN), PLAIN, topology(499, 500)).node()).isEqualTo(TWO);
    assertThat(decide(reading(UNWRITTEN), PLAIN, topology(NodeState.UNKNOWN, NodeState.UNKNOWN)))
        .isEqualTo(none);
  }

  @Test
  void replicaWhoseSamplesAreTooOldServesNothing() {
    NodeState old = new NodeState(ONE, Role.REPLICA, 900, NOW - 201, "");
    NodeState gone = unanswering(TWO);
    Topology topology = new Topology(PRIMARY, List.of(unanswering(PRIMARY), old, gone));

    assertThat(decide(reading(UNWRITTEN), PLAIN, topology).reason())
        .isEqualTo(RouteReason.NO_REPLICA);
  }

  /** What a later statement of one snapshot reads is not known when it is taken. */
  @Test
  void oneSnapshotNeedsEveryWrite() {
    Conn ro = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);
    Conn rr = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY, Is.ONE_SNAPSHOT);

    assertThat(decide(reading(UNWRITTEN), ro, topology(699, 699)).reason())
        .isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(decide(reading(UNWRITTEN), rr, topology(699, 699)).reason())
        .isEqualTo(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);
    assertThat(decide(reading(UNWRITTEN), rr, topology(699, 700)).node()).isEqualTo(TWO);
    assertThat(decide(reading(WRITTEN), rr.holding(ONE), topology(699, 700)).node()).isEqualTo(ONE);
  }

  @Test
  void heldReplicaThatLacksTheWriteIsLeftForThePrimaryNotForAnother() {
    assertThat(decide(reading(WRITTEN), PLAIN.holding(ONE), topology(699, 700)))
        .isEqualTo(new RouteDecision(PRIMARY, RouteReason.OWN_WRITES));
  }

  // ---------------------------------------------------------------- contracts

  private static final Freshness BOUNDED = Freshness.bounded(Duration.ofNanos(300));
  private static final Freshness LOOSE = Freshness.bounded(Duration.ofNanos(800));

  static Stream<Arguments> contracts() {
    Freshness own = Freshness.OWN_WRITES;
    Freshness any = Freshness.ANY;
    // The contract, the newest confirmed instant of a replica, the reason; written at 700, and the
    // limit is at 500.
    return Stream.of(
        Arguments.of(Freshness.PRIMARY, 999, RouteReason.PRIMARY_ASKED),
        Arguments.of(own, 700, RouteReason.READ),
        Arguments.of(own, 699, RouteReason.OWN_WRITES),
        Arguments.of(own, 499, RouteReason.NO_REPLICA),
        Arguments.of(BOUNDED, 700, RouteReason.READ),
        Arguments.of(BOUNDED, 699, RouteReason.BEYOND_BOUND),
        Arguments.of(BOUNDED, 499, RouteReason.NO_REPLICA),
        Arguments.of(LOOSE, 200, RouteReason.READ),
        Arguments.of(LOOSE, 199, RouteReason.NO_REPLICA),
        Arguments.of(any, 500, RouteReason.READ),
        Arguments.of(any, 499, RouteReason.NO_REPLICA),
        Arguments.of(Freshness.REPORTING, 999, RouteReason.NO_REPORTING_REPLICA));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void contractDecidesWhichReplicaWillDo(Freshness freshness, long confirmed, RouteReason reason) {
    RouteDecision decision = decide(freshness, PLAIN, topology(100, confirmed));

    assertThat(decision).isEqualTo(new RouteDecision(reason.isPrimary() ? PRIMARY : TWO, reason));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void heldReplicaStaysIfTheContractAllowsIt(
      Freshness freshness, long confirmed, RouteReason reason) {
    RouteDecision decision = decide(freshness, PLAIN.holding(TWO), topology(900, confirmed));

    boolean stays = !reason.isPrimary() || freshness.equals(Freshness.REPORTING);
    assertThat(decision.node()).isEqualTo(stays ? TWO : PRIMARY);
  }

  @Test
  void contractAppliesToNothingButReads() {
    for (Freshness freshness : List.of(Freshness.ANY, LOOSE, Freshness.REPORTING)) {
      assertThat(
              router.decide(writing(), false, freshness, PLAIN, topology(999, 999), NOW).reason())
          .isEqualTo(RouteReason.WRITE);
      assertThat(decide(freshness, Conn.that(Is.IN_TRANSACTION), topology(999, 999)).reason())
          .isEqualTo(RouteReason.TRANSACTION);
      assertThat(decide(freshness, Conn.that(Is.PINNED), topology(999, 999)).reason())
          .isEqualTo(RouteReason.PINNED);
    }
  }

  @Test
  void pendingWriteMattersToOwnWritesOnly() {
    marks.writing(List.of(WRITTEN), oid -> WRITE).begin();

    assertThat(decide(Freshness.OWN_WRITES, PLAIN, topology(999, 999)).reason())
        .isEqualTo(RouteReason.PENDING_WRITE);
    assertThat(decide(BOUNDED, PLAIN, topology(999, 999)).reason()).isEqualTo(RouteReason.READ);
    assertThat(decide(Freshness.ANY, PLAIN, topology(999, 999)).reason())
        .isEqualTo(RouteReason.READ);
  }

  @Test
  void readOnlyTransactionIsOnWhatItsContractAllows() {
    Conn ro = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);
    Conn rr = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY, Is.ONE_SNAPSHOT);

    for (Conn conn : List.of(ro, rr)) {
      assertThat(decide(Freshness.ANY, conn, topology(499, 600)).node()).isEqualTo(TWO);
      assertThat(decide(Freshness.OWN_WRITES, conn, topology(499, 600)).node()).isEqualTo(PRIMARY);
      assertThat(decide(BOUNDED, conn, topology(499, 600)).node()).isEqualTo(PRIMARY);
      assertThat(decide(Freshness.PRIMARY, conn, topology(999, 999)).reason())
          .isEqualTo(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);
      assertThat(decide(Freshness.REPORTING, conn, topology(999, 999)).reason())
          .isEqualTo(RouteReason.NO_REPORTING_REPLICA);
    }
    assertThat(decide(Freshness.ANY, ro.holding(TWO), topology(999, 600)).node()).isEqualTo(TWO);
    assertThat(decide(BOUNDED, ro.holding(TWO), topology(999, 600)))
        .isEqualTo(new RouteDecision(PRIMARY, RouteReason.BEYOND_BOUND));
    assertThat(decide(BOUNDED, rr.holding(TWO), topology(999, 600)).node()).isEqualTo(TWO);
  }

  @Test
  void reportingReplicaServesReportsAndNothingElse() {
    Node reporting = new Node("reporting1", 1, Node.Use.REPORTS);
    Router router =
        new Router(
            List.of(PRIMARY, reporting, TWO),
            List.of(1, 1, 1),
            LIMITS,
            0,
            load,
            marks.readingAnything());
    Topology all =
        new Topology(
            PRIMARY, List.of(unanswering(PRIMARY), replica(reporting, 999), replica(TWO, 400)));
    for (Freshness freshness : List.of(Freshness.OWN_WRITES, LOOSE, Freshness.ANY)) {
      assertThat(router.decide(reading(UNWRITTEN), false, freshness, PLAIN, all, NOW).node())
          .isNotEqualTo(reporting);
    }
    for (NodeState state :
        List.of(
            replica(reporting, 999),
            replica(reporting, NodeState.UNKNOWN),
            new NodeState(reporting, Role.REPLICA, 999, NOW - 201, ""))) {
      Topology behind =
          new Topology(PRIMARY, List.of(unanswering(PRIMARY), state, replica(TWO, 9)));
      assertThat(router.decide(reading(WRITTEN), false, Freshness.REPORTING, PLAIN, behind, NOW))
          .isEqualTo(new RouteDecision(reporting, RouteReason.READ));
    }
    for (NodeState state :
        List.of(
            unanswering(reporting),
            new NodeState(reporting, Role.REPLICA, NodeState.UNKNOWN, NOW, "does not stream"))) {
      Topology without =
          new Topology(PRIMARY, List.of(unanswering(PRIMARY), state, replica(TWO, 9)));
      assertThat(
              router
                  .decide(reading(WRITTEN), false, Freshness.REPORTING, PLAIN, without, NOW)
                  .reason())
          .isEqualTo(RouteReason.NO_REPORTING_REPLICA);
    }
  }

  private RouteDecision decide(Freshness freshness, Conn conn, Topology topology) {
    return router.decide(reading(WRITTEN), false, freshness, conn, topology, NOW);
  }

  // ---------------------------------------------------------------- balance

  @Test
  void lessBusyOfTwoIsPreferred() {
    for (int i = 0; i < 5; i++) {
      load.taken(ONE);
    }
    int two = 0;
    for (int i = 0; i < 1_000; i++) {
      two += decide(reading(UNWRITTEN), PLAIN, topology(900, 900)).node().equals(TWO) ? 1 : 0;
    }
    // Only where both choices fell on the busy one, a quarter of the time, is that taken.
    assertThat(two).isBetween(650, 850);
  }

  @Test
  void equallyBusyReplicasShareTheReads() {
    int two = 0;
    for (int i = 0; i < 1_000; i++) {
      two += decide(reading(UNWRITTEN), PLAIN, topology(900, 900)).node().equals(TWO) ? 1 : 0;
    }
    assertThat(two).isBetween(400, 600);
  }

  // ---------------------------------------------------------------- primaries

  @Test
  void singleNodeHasNoChoice() {
    Router single =
        new Router(List.of(PRIMARY), List.of(1), LIMITS, 0, load, marks.readingAnything());
    Topology topology = new Topology(PRIMARY, List.of(unanswering(PRIMARY)));

    for (Conn conn : List.of(PLAIN, Conn.that(Is.PINNED), Conn.that(Is.IN_TRANSACTION))) {
      assertThat(single.decide(writing(), true, Freshness.OWN_WRITES, conn, topology, NOW))
          .isEqualTo(new RouteDecision(PRIMARY, RouteReason.SINGLE_NODE));
    }
  }

  @Test
  void promotedReplicaIsThePrimary() {
    Topology topology =
        new Topology(
            TWO,
            List.of(
                unanswering(PRIMARY),
                replica(ONE, 900),
                new NodeState(TWO, Role.PRIMARY, NodeState.UNKNOWN, NOW, "")));

    assertThat(decide(writing(), PLAIN, topology).node()).isEqualTo(TWO);
    for (int i = 0; i < 50; i++) {
      assertThat(decide(reading(WRITTEN), PLAIN, topology).node()).isEqualTo(ONE);
    }
  }

  @Test
  void everyDecisionIsCountedWhereItWasMade() {
    RouteCounters counters = new RouteCounters(NODES);
    counters.count(new RouteDecision(ONE, RouteReason.READ));
    counters.count(new RouteDecision(ONE, RouteReason.READ));
    counters.count(new RouteDecision(PRIMARY, RouteReason.WRITE));

    assertThat(counters.counted())
        .containsExactly(
            new RouteCount(PRIMARY, RouteReason.WRITE, 1),
            new RouteCount(ONE, RouteReason.READ, 2));
  }

  /** What the monitor publishes of a server that does not answer. */
  private static NodeState unanswering(Node node) {
    return new NodeState(node, Role.UNKNOWN, NodeState.UNKNOWN, NodeState.UNKNOWN, "gone");
  }

  // ---------------------------------------------------------------- all are behind

  private static final long BEHIND = NOW - 600;

  private Router keeping(int laggards) {
    return new Router(NODES, List.of(1, 1, 1), LIMITS, laggards, load, marks.readingAnything());
  }

  private RouteDecision any(Router router, Topology topology) {
    return router.decide(reading(UNWRITTEN), false, Freshness.ANY, PLAIN, topology, NOW);
  }

  @Test
  void leastBehindIsKeptForReadsOfAny() {
    Topology topology = topology(BEHIND - 1, BEHIND);
    assertThat(any(router, topology).reason()).isEqualTo(RouteReason.NO_REPLICA);
    for (int i = 0; i < 20; i++) {
      assertThat(any(keeping(1), topology))
          .isEqualTo(new RouteDecision(TWO, RouteReason.LAGGING_REPLICA));
    }
    Set<Node> both = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      both.add(any(keeping(5), topology).node());
    }
    assertThat(both).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void nobodyIsKeptWhileOneIsWithinTheLimit() {
    for (int i = 0; i < 20; i++) {
      assertThat(any(keeping(2), topology(BEHIND, NOW - 400)))
          .isEqualTo(new RouteDecision(TWO, RouteReason.READ));
    }
  }

  @Test
  void keptReplicaStreamsAndAnswers() {
    Topology topology =
        new Topology(
            PRIMARY,
            List.of(
                new NodeState(PRIMARY, Role.PRIMARY, NodeState.UNKNOWN, NOW - 10, ""),
                new NodeState(ONE, Role.REPLICA, NodeState.UNKNOWN, NOW - 10, "does not stream"),
                new NodeState(TWO, Role.REPLICA, BEHIND, NOW - 300, "")));
    assertThat(any(keeping(2), topology).reason()).isEqualTo(RouteReason.NO_REPLICA);
  }

  @Test
  void keptReplicaServesNoReadThatAsksForMore() {
    Topology topology = topology(BEHIND, BEHIND);
    for (Freshness freshness :
        List.of(Freshness.OWN_WRITES, Freshness.bounded(Duration.ofNanos(100)))) {
      assertThat(
              keeping(2)
                  .decide(reading(UNWRITTEN), false, freshness, PLAIN, topology, NOW)
                  .reason())
          .isIn(RouteReason.NO_REPLICA, RouteReason.BEYOND_BOUND);
    }
  }

  // ---------------------------------------------------------------- what spills over

  private boolean spills(Needs needs, Freshness freshness, Conn conn, Topology topology) {
    RouteDecision decision = router.decide(needs, false, freshness, conn, topology, NOW);
    return router.spillsOver(decision, needs, false, freshness, conn, topology, NOW);
  }

  @Test
  void readThatNoReplicaServesSpillsOver() {
    Topology behind = topology(BEHIND, BEHIND);
    Conn transaction = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);
    for (Conn conn : List.of(PLAIN, transaction)) {
      assertThat(spills(reading(UNWRITTEN), Freshness.OWN_WRITES, conn, behind)).isTrue();
      assertThat(spills(reading(UNWRITTEN), Freshness.ANY, conn, behind)).isTrue();
      assertThat(
              spills(
                  reading(UNWRITTEN),
                  Freshness.bounded(Duration.ofNanos(100)),
                  conn,
                  topology(NOW - 300, NOW - 300)))
          .isTrue();
    }
  }

  @Test
  void whatIsThePrimarysDoesNotSpillOver() {
    Topology good = topology(NOW - 400, NOW - 400);
    Topology behind = topology(BEHIND, BEHIND);
    Conn transaction = Conn.that(Is.IN_TRANSACTION, Is.READ_ONLY);
    for (Conn conn : List.of(PLAIN, transaction)) {
      assertThat(spills(reading(WRITTEN), Freshness.OWN_WRITES, conn, good)).isFalse();
      assertThat(spills(writing(), Freshness.OWN_WRITES, conn, behind)).isFalse();
      assertThat(spills(reading(UNWRITTEN), Freshness.PRIMARY, conn, behind)).isFalse();
    }
    assertThat(spills(reading(UNWRITTEN), Freshness.ANY, Conn.that(Is.PINNED), behind)).isFalse();
  }

  private @Nullable RouteDecision instead(Needs needs, Freshness freshness, long lag) {
    return router.insteadOfPrimary(
        needs, freshness, PLAIN, topology(BEHIND, BEHIND - 100), Duration.ofNanos(lag), NOW);
  }

  @Test
  void laggingReplicaTakesAReadWithinTheLagThatIsAllowed() {
    assertThat(instead(reading(UNWRITTEN), Freshness.OWN_WRITES, 650))
        .isEqualTo(new RouteDecision(ONE, RouteReason.LAGGING_REPLICA));
    assertThat(instead(reading(UNWRITTEN), Freshness.OWN_WRITES, 550)).isNull();
    assertThat(instead(reading(UNWRITTEN), Freshness.OWN_WRITES, 0)).isNull();
  }

  @Test
  void laggingReplicaTakesNoReadThatMustSeeAWriteOrHasABound() {
    assertThat(instead(reading(WRITTEN), Freshness.OWN_WRITES, 650)).isNull();
    assertThat(instead(reading(UNWRITTEN), Freshness.bounded(Duration.ofNanos(100)), 650)).isNull();
    assertThat(instead(reading(WRITTEN), Freshness.ANY, 650)).isNotNull();
  }
}
