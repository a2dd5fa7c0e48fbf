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
    int victims = random.nextInt(3) == 0 ? replicas.size() : 1;
    for (PostgresNode replica : replicas.subList(0, victims)) {
      Fault fault = faults.get(random.nextInt(faults.size()));
      PostgresNode node = fault.isOfThePrimary() ? cluster.primary() : replica;
      if (begun.stream().noneMatch(other -> fault.isOfThePrimary() || other.node().equals(node))) {
        begun.add(new Begun(fault, node, now()));
        fault.begin(cluster, node);
      }
    }
    rest(over);
    for (Begun one : begun) {
      one.fault().heal(cluster, one.node());
      int server = cluster.nodes().indexOf(one.node());
      outages.add(new Outage(one.fault(), server, one.nanos(), now()));
    }
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
