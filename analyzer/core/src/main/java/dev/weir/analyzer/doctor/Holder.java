package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.PreparedSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import dev.weir.analyzer.sample.StandbySample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps VACUUM of a database from removing row versions that nobody else needs.
 *
 * @param kind of thing
 * @param name what it is told apart by
 * @param text what people read
 * @param age how many transactions ago the oldest one began that it may have to see
 * @param since how long it may have held, at most; null if hidden
 * @param catalogOnly whether it holds the catalogue's rows alone
 * @param session if it is one
 * @param prepared if it is one
 * @param slot if it is one
 */
record Holder(
    Kind kind,
    String name,
    String text,
    long age,
    @Nullable Instant since,
    boolean catalogOnly,
    @Nullable SessionSample session,
    @Nullable PreparedSample prepared,
    @Nullable SlotSample slot) {
  /** The kinds of what can hold the horizon. */
  enum Kind {
    IDLE_SESSION,
    ACTIVE_SESSION,
    HIDDEN_SESSION,
    PREPARED_TRANSACTION,
    REPLICATION_SLOT,
    STANDBY
  }

  /** All of a sample that concern the database that was asked, the oldest first. */
  static List<Holder> of(ServerSample sample) {
    List<Holder> holders = new ArrayList<>();
    String database = sample.server().database();
    for (SessionSample session : sample.sessions().rows()) {
      if (session.horizonAge() >= 0 && database.equals(session.database())) {
        holders.add(of(session));
      }
    }
    for (PreparedSample prepared : sample.prepared().rows()) {
      if (prepared.database().equals(database)) {
        holders.add(of(prepared));
      }
    }
    for (SlotSample slot : sample.slots().rows()) {
      boolean here = slot.database() == null || slot.database().equals(database);
      if (slot.xminAge() >= 0 || (here && slot.catalogXminAge() >= 0)) {
        holders.add(of(slot));
      }
    }
    for (StandbySample standby : sample.standbys().rows()) {
      if (standby.xminAge() >= 0) {
        holders.add(of(standby));
      }
    }
    holders.sort(
        Comparator.comparingLong(Holder::age)
            .reversed()
            .thenComparing(Holder::isBorrowed)
            .thenComparing(Holder::since, Comparator.nullsLast(Comparator.naturalOrder())));
    return holders;
  }

  /**
   * Whether its age is that of another: a snapshot is as old as the oldest transaction that ran
   * when it was taken, and goes on when that has ended.
   */
  private boolean isBorrowed() {
    return session != null && session.xidAge() < age;
  }

  /** Whether it is the same thing at another look. */
  boolean isSame(Holder other) {
    if (session != null && other.session != null) {
      return session.pid() == other.session.pid();
    }
    return kind == other.kind && name.equals(other.name);
  }

  private static Holder of(SessionSample session) {
    Kind kind =
        session.state() == null
            ? Kind.HIDDEN_SESSION
            : session.idleInTransaction() ? Kind.IDLE_SESSION : Kind.ACTIVE_SESSION;
    return new Holder(
        kind,
        Sessions.name(session),
        Sessions.text(session),
        session.horizonAge(),
        session.transactionStart(),
        false,
        session,
        null,
        null);
  }

  private static Holder of(PreparedSample prepared) {
    return new Holder(
        Kind.PREPARED_TRANSACTION,
        prepared.gid(),
        "prepared transaction '%s' of %s".formatted(prepared.gid(), prepared.owner()),
        prepared.xidAge(),
        prepared.prepared(),
        false,
        null,
        prepared,
        null);
  }

  private static Holder of(SlotSample slot) {
    String what = slot.logical() ? "logical replication slot " : "replication slot ";
    return new Holder(
        Kind.REPLICATION_SLOT,
        slot.name(),
        what + slot.name() + (slot.active() ? "" : ", which nobody reads from"),
        Math.max(slot.xminAge(), slot.catalogXminAge()),
        null,
        slot.xminAge() < 0,
        null,
        null,
        slot);
  }

  private static Holder of(StandbySample standby) {
    return new Holder(
        Kind.STANDBY,
        standby.application(),
        "standby %s%s, by hot_standby_feedback"
            .formatted(
                standby.application(), standby.address() == null ? "" : " at " + standby.address()),
        standby.xminAge(),
        null,
        false,
        null,
        null,
        null);
  }
}
