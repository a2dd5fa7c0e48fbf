package dev.weir.analyzer.sample;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server at two times, and what its active sessions waited for in between.
 *
 * @param name of the DataSource, or the server; what findings call it
 * @param before the first sample
 * @param now the second; the same if there was only one look
 * @param waits one answer for each moment that was looked at
 * @param own the transactions that this application has open on that server; empty from outside of
 *     it
 * @param trail earlier samples of the same server whose counters go on until now, from a file, the
 *     oldest first; empty if there are none
 * @param replicas of this server that were asked too
 * @param pools of PgBouncer before it; null if nobody asked
 */
public record Observation(
    String name,
    ServerSample before,
    ServerSample now,
    List<Answer<WaitSample>> waits,
    List<HeldTransaction> own,
    List<ServerSample> trail,
    List<Replica> replicas,
    @Nullable Answer<PoolSample> pools) {
  /** Copies the lists. */
  public Observation {
    waits = List.copyOf(waits);
    own = List.copyOf(own);
    trail = List.copyOf(trail);
    replicas = List.copyOf(replicas);
  }

  /**
   * A replica.
   *
   * @param name what findings call it
   * @param now what it answered
   */
  public record Replica(String name, ServerSample now) {
    /** This server by itself, seen once. */
    public Observation alone() {
      return new Observation(name, now, now, List.of());
    }
  }

  /**
   * From outside of an application.
   *
   * @see Observation the parameters
   */
  public Observation(
      String name, ServerSample before, ServerSample now, List<Answer<WaitSample>> waits) {
    this(name, before, now, waits, List.of(), List.of(), List.of(), null);
  }

  /** The same beside what an application knows of itself. */
  public Observation with(List<HeldTransaction> transactions) {
    return new Observation(name, before, now, waits, transactions, trail, replicas, pools);
  }

  /** The same beside earlier samples, the oldest first. */
  public Observation since(List<ServerSample> samples) {
    return new Observation(name, before, now, waits, own, samples, replicas, pools);
  }

  /** The oldest of the earlier samples; null if there is none. */
  public @Nullable ServerSample earlier() {
    return trail.isEmpty() ? null : trail.get(0);
  }

  /** The same beside its replicas. */
  public Observation beside(List<Replica> others) {
    return new Observation(name, before, now, waits, own, trail, others, pools);
  }

  /** The same behind PgBouncer. */
  public Observation behind(@Nullable Answer<PoolSample> pooler) {
    return new Observation(name, before, now, waits, own, trail, replicas, pooler);
  }

  /** The time between the two samples; zero if there was only one look. */
  public Duration window() {
    return Duration.between(before.at(), now.at());
  }

  /** Whether there was more than one look. */
  public boolean isWatched() {
    return !window().isZero();
  }
}
