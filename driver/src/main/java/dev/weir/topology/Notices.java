package dev.weir.topology;

import dev.weir.topology.TopologyChange.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operation is told of the servers: one line for each thing that changes, not for each attempt
 * to reach a server that is gone; and two primaries, each minute while there are two. Knows also
 * which replicas are further behind than the limit. The monitor calls it under its lock.
 */
final class Notices {
  private static final Logger log = LoggerFactory.getLogger(Notices.class);
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Reads may be on the primary for a moment, while servers change their roles. */
  private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Judge judge;
  private final long maxLagNanos;
  private final boolean[] lagging;

  /** Since which sample of the primary nothing of a replica has been confirmed. */
  private final long[] unconfirmedNanos;

  /** When it was said last of a server that it is a second primary. */
  private final long[] splitNanos;

  /** Since when no replica has served reads. */
  private long alonePrimaryNanos = NodeState.UNKNOWN;

  private boolean saidAlone;

  Notices(String name, Judge judge, int nodes, long maxLagNanos) {
    this.name = name;
    this.judge = judge;
    this.maxLagNanos = maxLagNanos;
    lagging = new boolean[nodes];
    unconfirmedNanos = new long[nodes];
    splitNanos = new long[nodes];
    Arrays.fill(unconfirmedNanos, NodeState.UNKNOWN);
    Arrays.fill(splitNanos, NodeState.UNKNOWN);
  }

  /**
   * Another snapshot was published.
   *
   * @return what has changed of how far behind replicas are
   */
  List<TopologyChange> published(Topology before, Topology after, long nowNanos) {
    List<TopologyChange> changes = new ArrayList<>();
    for (NodeState state : after.nodes()) {
      say(before.state(state.node()), state, nowNanos);
      lag(state, after, changes);
    }
    readsOnPrimary(after, nowNanos);
    return changes;
  }

  private void say(NodeState before, NodeState now, long nowNanos) {
    String trouble = now.trouble();
    boolean split = judge.isSplit(trouble);
    if (isDue(now.node(), split, nowNanos)) {
      log.warn("{} - split brain: {} is not used: {}", name, now.node().described(), trouble);
    }
    if (split || trouble.isEmpty() || trouble.equals(before.trouble())) {
      return;
    }
    boolean wasPrimary = before.role() == NodeState.Role.PRIMARY; // Said as a change.
    boolean goneAsBefore = now.isGone() && before.isGone() && !judge.isPassing(before.trouble());
    if (judge.isPassing(trouble) || wasPrimary || goneAsBefore) {
      log.debug("{} - {} is not used: {}", name, now.node().described(), trouble);
    } else {
      log.warn("{} - {} is not used: {}", name, now.node().described(), trouble);
    }
  }

  /** Whether it is to be said, again perhaps, that a server is a second primary. */
  boolean isDue(Node node, boolean split, long nowNanos) {
    long last = splitNanos[node.index()];
    boolean due = split && (last == NodeState.UNKNOWN || nowNanos - last >= REPEAT_NANOS);
    if (due || !split) {
      splitNanos[node.index()] = split ? nowNanos : NodeState.UNKNOWN;
    }
    return due;
  }

  /**
   * By the newest sample of the primary: while that does not answer, no replica falls behind. One
   * that swings about the limit is told once: it is back when it is within half of it.
   */
  private void lag(NodeState state, Topology after, List<TopologyChange> changes) {
    int index = state.node().index();
    long newest = judge.newestPrimarySampleNanos();
    if (!state.isReplicaInOrder()
        || state.node().use() != Node.Use.ANYTHING
        || newest == NodeState.UNKNOWN) {
      lagging[index] = false;
      unconfirmedNanos[index] = NodeState.UNKNOWN;
      return;
    }
    long confirmed = state.confirmedNanos();
    if (confirmed == NodeState.UNKNOWN && unconfirmedNanos[index] == NodeState.UNKNOWN) {
      unconfirmedNanos[index] = newest;
    } else if (confirmed != NodeState.UNKNOWN) {
      unconfirmedNanos[index] = NodeState.UNKNOWN;
    }
    long behind = newest - (confirmed == NodeState.UNKNOWN ? unconfirmedNanos[index] : confirmed);
    boolean isBehind = behind > (lagging[index] ? maxLagNanos / 2 : maxLagNanos);
    if (isBehind != lagging[index]) {
      lagging[index] = isBehind;
      String reason =
          "it is %d ms behind the primary; maxLag is %d ms"
              .formatted(
                  TimeUnit.NANOSECONDS.toMillis(behind),
                  TimeUnit.NANOSECONDS.toMillis(maxLagNanos));
      Kind kind = isBehind ? Kind.REPLICA_LAGGING : Kind.REPLICA_CAUGHT_UP;
      changes.add(new TopologyChange(kind, state.node(), reason, after));
    }
  }

  private void readsOnPrimary(Topology after, long nowNanos) {
    boolean any = false;
    boolean serves = false;
    for (NodeState state : after.nodes()) {
      if (state.node().equals(after.primary()) || state.node().reporting()) {
        continue;
      }
      if (judge.isPassing(state.trouble())) {
        return; // It may be about to.
      }
      any = true;
      serves |= state.isReplicaInOrder() && !lagging[state.node().index()];
    }
    if (!any || serves || !after.hasPrimary()) {
      alonePrimaryNanos = NodeState.UNKNOWN;
      if (saidAlone && serves) {
        saidAlone = false;
        log.info("{} - replicas serve reads again", name);
      }
    } else if (alonePrimaryNanos == NodeState.UNKNOWN) {
      alonePrimaryNanos = nowNanos;
    } else if (!saidAlone && nowNanos - alonePrimaryNanos >= MOMENT_NANOS) {
      saidAlone = true;
      log.warn("{} - no replica serves reads: all are on {}", name, after.primary().described());
    }
  }

  void say(TopologyChange change) {
    String node = change.node().described();
    switch (change.kind()) {
      case PRIMARY_FOUND -> {
        if (change.reason().isEmpty()) {
          log.info("{} - {} is the primary: writes go there", name, node);
        } else {
          log.warn("{} - {} is the primary now, {}: writes go there", name, node, change.reason());
        }
      }
      case PRIMARY_LOST ->
          log.warn(
              "{} - {} is not the primary any more: {}. Writes wait until it answers again or a"
                  + " replica is promoted; replicas go on serving reads",
              name,
              node,
              change.reason());
      case REPLICA_RETURNED -> log.info("{} - {} is in order: it serves reads", name, node);
      case REPLICA_LAGGING ->
          log.warn("{} - {} is too far behind for reads: {}", name, node, change.reason());
      case REPLICA_CAUGHT_UP -> log.info("{} - {} has caught up: {}", name, node, change.reason());
      case REPLICA_EJECTED, REPLICA_GIVEN_UP -> {} // Said with its trouble.
    }
  }
}
