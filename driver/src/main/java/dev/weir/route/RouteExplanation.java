package dev.weir.route;

import dev.weir.consistency.Freshness;
import dev.weir.topology.Node;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement would go at one moment, and why: what decided, and what each replica lacks.
 * {@link #toString} is for people, a line for each fact. It holds the statement without its
 * literals.
 *
 * @param statement its text, normalised
 * @param decision where it would go; with {@link RouteReason#NO_REPORTING_REPLICA} it would fail
 * @param shadow whether the primary would run it all the same, because of shadow mode
 * @param freshness how fresh its data would have to be, should it be a read
 * @param freshnessFrom who chose that: {@code hint}, {@code scope}, {@code DataSource}, or {@code
 *     first statement of the transaction}
 * @param cause what exactly makes it need the primary, and the way there through views, functions
 *     and triggers, such as {@code view v: function f: writes t}; empty if its text says it all, or
 *     if a replica can run it
 * @param pinned what binds the connection to the primary; null if nothing does
 * @param tables what it reads
 * @param replicas what each replica lacks
 */
public record RouteExplanation(
    String statement,
    RouteDecision decision,
    boolean shadow,
    Freshness freshness,
    String freshnessFrom,
    String cause,
    @Nullable Pinned pinned,
    List<Table> tables,
    List<Replica> replicas) {

  /** Copies the lists. */
  public RouteExplanation {
    tables = List.copyOf(tables);
    replicas = List.copyOf(replicas);
  }

  /**
   * What binds a connection to the primary.
   *
   * @param causes what brought it into the session, such as {@code function pg_advisory_lock}
   * @param age for how long it has been bound
   */
  public record Pinned(List<String> causes, Duration age) {
    /** Copies the list. */
    public Pinned {
      causes = List.copyOf(causes);
    }
  }

  /**
   * A table that the statement reads, itself or through views, policies and functions.
   *
   * @param name with its schema; {@code any table} if what it reads could not be told
   * @param way how the statement comes to read it, such as {@code view v: function f}; empty if it
   *     names it itself
   * @param pending whether a write to it is being committed at this moment
   * @param writtenAgo how long ago this DataSource has written it, or may have: a write whose
   *     tables could not be told counts for every table; null if it never did
   * @param writtenBy what wrote it then: the statement without its literals, and the triggers and
   *     cascades by which it came to this table; empty if nothing did
   */
  public record Table(
      String name, String way, boolean pending, @Nullable Duration writtenAgo, String writtenBy) {
    @Override
    public String toString() {
      return name
          + (way.isEmpty() ? "" : " through " + way)
          + (pending ? ", a write to which is being committed" : "")
          + (writtenAgo == null
              ? ", which this DataSource has not written"
              : ", written " + text(writtenAgo) + " ago by " + writtenBy);
    }
  }

  /**
   * A replica, and what it lacks.
   *
   * @param node which
   * @param confirmedAge every write committed longer ago than this is visible on it; null if
   *     nothing is known, and for a reader endpoint, of which it is known for each connection
   * @param sampleAge when it was last asked; null if it did not answer
   * @param lacks why it cannot serve a read of this freshness; empty if it can
   */
  public record Replica(
      Node node, @Nullable Duration confirmedAge, @Nullable Duration sampleAge, String lacks) {
    @Override
    public String toString() {
      return node
          + ": "
          + (!lacks.isEmpty() ? lacks : node.isEndpoint() ? "may serve it" : "can serve it")
          + (node.isEndpoint() ? "; a connection to it is asked how far its server is" : "")
          + (confirmedAge == null ? "" : "; confirmed up to " + text(confirmedAge) + " ago")
          + (sampleAge == null ? "" : "; sampled " + text(sampleAge) + " ago");
    }
  }

  /** In tenths of a millisecond, or of a second. */
  static String text(Duration duration) {
    long tenths = duration.toNanos() / 100_000;
    String unit = " ms";
    if (tenths >= 10_000) {
      tenths /= 1_000;
      unit = " s";
    }
    return tenths / 10 + "." + tenths % 10 + unit;
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder(statement);
    lines.append("\n  goes to   ").append(decision.node()).append(": ").append(decision.reason());
    if (shadow) {
      lines.append(", but in shadow mode the primary runs it");
    } else if (decision.reason() == RouteReason.NO_REPORTING_REPLICA) {
      lines.append(", so it fails");
    }
    if (!cause.isEmpty()) {
      lines.append("\n  because   ").append(cause);
    }
    if (pinned != null) {
      lines.append("\n  pinned    for ").append(text(pinned.age())).append(" by ");
      lines.append(String.join(", ", pinned.causes()));
    }
    lines.append("\n  freshness ").append(freshness).append(", of the ").append(freshnessFrom);
    tables.forEach(table -> lines.append("\n  reads     ").append(table));
    replicas.forEach(replica -> lines.append("\n  replica   ").append(replica));
    return lines.toString();
  }
}
