package dev.weir.history;

import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** What goes wrong with a server, and how that ends. */
@SuppressWarnings("ImmutableEnumChecker") // What it does to a node captures nothing.
enum Fault {
  REPLAY_PAUSED(PostgresNode::pauseReplay, PostgresNode::resumeReplay),
  REPLAY_DELAYED(
      node -> node.delayReplay(Duration.ofMillis(300)), node -> node.delayReplay(Duration.ZERO)),
  REPLICATION_CUT(PostgresNode::cutReplication, PostgresNode::restoreReplication),
  REPLICA_KILLED(PostgresNode::kill, PostgresNode::start),
  /** It dies and is there again at once, perhaps with less than it had. */
  REPLICA_CRASHED(
      node -> {
        node.kill();
        node.start();
      },
      node -> {}),
  REPLICA_STOPPED(PostgresNode::stop, PostgresNode::start),
  REPLICA_HUNG(PostgresNode::hang, PostgresNode::unhang),
  NETWORK_CUT(PostgresNode::cut, PostgresNode::restoreNetwork),
  NETWORK_BLACKHOLE(PostgresNode::blackhole, PostgresNode::restoreNetwork),
  NETWORK_SLOW(node -> node.latency(Duration.ofMillis(40)), node -> node.latency(Duration.ZERO)),

  PRIMARY_KILLED(PostgresNode::kill, PostgresNode::start),
  PRIMARY_HUNG(PostgresNode::hang, PostgresNode::unhang),
  PRIMARY_CUT(PostgresNode::cut, PostgresNode::restoreNetwork),
  PRIMARY_BLACKHOLE(PostgresNode::blackhole, PostgresNode::restoreNetwork),
  /** It dies, a replica takes over, and it comes back as a replica. */
  PRIMARY_REPLACED(
      (cluster, primary) -> {
        // What a crash may have left on the primary alone was visible: its replicas get it first.
        cluster.awaitReplication();
        primary.kill();
        Succession.promoteNewest(cluster);
      },
      PostgresCluster::recreate),
  /** The same in order: it is stopped first, and loses nothing. */
  PRIMARY_SWITCHED(
      (cluster, primary) -> {
        cluster.awaitReplication();
        primary.stop();
        Succession.promoteNewest(cluster);
      },
      PostgresCluster::recreate);

  /** Reads go on through these, and never show too little. */
  static final List<Fault> OF_REPLICAS =
      List.of(
          REPLAY_PAUSED,
          REPLAY_DELAYED,
          REPLICATION_CUT,
          REPLICA_KILLED,
          REPLICA_CRASHED,
          REPLICA_STOPPED,
          REPLICA_HUNG,
          NETWORK_CUT,
          NETWORK_BLACKHOLE,
          NETWORK_SLOW);

  /**
   * Nothing that was acknowledged is lost through these where commits wait until a replica has
   * applied them.
   */
  static final List<Fault> OF_THE_PRIMARY =
      List.of(
          PRIMARY_KILLED,
          PRIMARY_HUNG,
          PRIMARY_CUT,
          PRIMARY_BLACKHOLE,
          PRIMARY_REPLACED,
          PRIMARY_SWITCHED);

  static final List<Fault> ALL = List.of(values());

  private final BiConsumer<PostgresCluster, PostgresNode> begin;
  private final BiConsumer<PostgresCluster, PostgresNode> heal;

  Fault(Handle begin, Handle heal) {
    this((cluster, node) -> begin.use(node), (cluster, node) -> heal.use(node));
  }

  Fault(
      BiConsumer<PostgresCluster, PostgresNode> begin,
      BiConsumer<PostgresCluster, PostgresNode> heal) {
    this.begin = begin;
    this.heal = heal;
  }

  /** One of a node's handles. */
  @FunctionalInterface
  interface Handle {
    void use(PostgresNode node);
  }

  boolean isOfThePrimary() {
    return OF_THE_PRIMARY.contains(this);
  }

  void begin(PostgresCluster cluster, PostgresNode node) {
    begin.accept(cluster, node);
  }

  void heal(PostgresCluster cluster, PostgresNode node) {
    heal.accept(cluster, node);
  }
}
