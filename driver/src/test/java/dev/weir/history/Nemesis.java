package dev.weir.history;

import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Makes servers fail at random, by a seed, and heals them: now one, now several at a time. For one
 * thread.
 */
final class Nemesis {
  private final PostgresCluster cluster;
  private final List<Fault> faults;
  private final Duration longest;
  private final Random random;
  private final long originNanos;
  private final List<Outage> outages = new ArrayList<>();

  private record Begun(Fault fault, PostgresNode node, long nanos) {}

  /**
   * Prepares it.
   *
   * @param faults of which it picks
   * @param longest how long a fault stays at most
   */
  Nemesis(
      PostgresCluster cluster, List<Fault> faults, Duration longest, long seed, long originNanos) {
    this.cluster = cluster;
    this.faults = List.copyOf(faults);
    this.longest = longest;
    this.random = new Random(seed);
    this.originNanos = originNanos;
  }

  /** Goes on until it is over; then everything is healed. */
  List<Outage> run(BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      strike(over);
      rest(over);
    }
    cluster.heal();
    return List.copyOf(outages);
  }

  private void strike(BooleanSupplier over) {
    List<Begun> begun = new ArrayList<>();
    List<PostgresNode> replicas = new ArrayList<>(cluster.replicas());
    Collections.shuffle(replicas, random);
    for (Fault fault : draw(random.nextInt(3) == 0 ? replicas.size() : 1)) {
      if (fault.isOfThePrimary()) {
        begin(fault, cluster.primary(), begun);
      } else {
        replicas.retainAll(cluster.replicas()); // One may have become the primary.
        begin(fault, replicas.remove(0), begun);
      }
    }
    rest(over);
    for (Begun one : begun) {
      one.fault().heal(cluster, one.node());
      int server = cluster.nodes().indexOf(one.node());
      outages.add(new Outage(one.fault(), server, one.nanos(), now()));
    }
  }

  /**
   * At most one is of the primary, and that begins while everything else is whole: a replica that
   * is down may be the only one that has what was acknowledged, so nobody is promoted meanwhile.
   */
  private List<Fault> draw(int victims) {
    List<Fault> ofThePrimary = new ArrayList<>();
    List<Fault> ofReplicas = new ArrayList<>();
    for (int i = 0; i < victims; i++) {
      Fault fault = faults.get(random.nextInt(faults.size()));
      if (!fault.isOfThePrimary()) {
        ofReplicas.add(fault);
      } else if (ofThePrimary.isEmpty()) {
        ofThePrimary.add(fault);
      }
    }
    ofThePrimary.addAll(ofReplicas);
    return ofThePrimary;
  }

  private void begin(Fault fault, PostgresNode node, List<Begun> begun) {
    begun.add(new Begun(fault, node, now()));
    fault.begin(cluster, node);
  }

  /** Lets time pass: what a fault does, it does in time. */
  private void rest(BooleanSupplier over) {
    long until = now() + (long) (random.nextDouble() * longest.toNanos());
    while (now() < until && !over.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(until - now(), Duration.ofMillis(20).toNanos()));
    }
  }

  private long now() {
    return System.nanoTime() - originNanos;
  }
}
