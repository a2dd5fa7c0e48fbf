package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one server do at one moment. Statements are shapes, without values.
 *
 * @param name of the DataSource
 * @param at when, on the server's clock
 * @param unseen what could not be seen, or is hidden from its role, and what would show it
 * @param horizonAge how many transactions ago the oldest one began that keeps VACUUM of this
 *     database from removing rows, whatever holds it; 0 if nothing does
 * @param frozenAge how many transactions ago the oldest row of the server may have been written
 *     that is not frozen; -1 if it is not known
 * @param groups clients' sessions that are alike
 * @param waits what active sessions wait for
 * @param sessions those in a transaction, those that wait for a lock, and those that they wait for
 */
public record ServerActivity(
    String name,
    Instant at,
    List<String> unseen,
    long horizonAge,
    long frozenAge,
    List<Group> groups,
    List<Wait> waits,
    List<Session> sessions) {
  /** Copies the lists. */
  public ServerActivity {
    unseen = List.copyOf(unseen);
    groups = List.copyOf(groups);
    waits = List.copyOf(waits);
    sessions = List.copyOf(sessions);
  }

  /** Of a server that could not be asked. */
  public static ServerActivity unasked(String name, Instant at, String why) {
    return new ServerActivity(
        name, at, List.of("could not be asked: " + why), 0, -1, List.of(), List.of(), List.of());
  }

  /** Whether the server could be asked. */
  public boolean isAsked() {
    return frozenAge >= 0;
  }

  /**
   * Clients' sessions that are alike.
   *
   * @param database that they are in
   * @param role whose they are; null if hidden
   * @param application as they call themselves
   * @param state what they do; null if hidden
   * @param sessions how many
   */
  public record Group(
      String database,
      @Nullable String role,
      String application,
      @Nullable String state,
      long sessions) {}

  /**
   * What active sessions wait for.
   *
   * @param type the kind, such as {@code Lock}; {@code CPU} for those that wait for nothing
   * @param event what in particular
   * @param sessions how many
   */
  public record Wait(String type, String event, long sessions) {}

  /**
   * A session.
   *
   * @param pid of its process
   * @param role whose it is; null if hidden
   * @param application as it calls itself
   * @param state such as {@code idle in transaction}; null if hidden
   * @param waitsFor what kind of thing, and what in particular; null for nothing, or if hidden
   * @param open for how long its transaction has been open; null if it has none, is that of a
   *     VACUUM, which holds back no other, or is hidden
   * @param since for how long it has been in its state; null if hidden
   * @param statement its last; null if hidden
   * @param lock what it waits for, such as {@code RowExclusiveLock on public.orders}; null if it
   *     waits for no lock
   * @param waited for how long it has waited for the lock; null if it does not
   * @param blockers the processes that it waits for; 0 is a prepared transaction
   * @param thread of this application that began its transaction; null if none did
   * @param begun the line that began it; null if nobody looked
   * @param now the line where that thread is; null if it is in none of the application's
   */
  public record Session(
      int pid,
      @Nullable String role,
      String application,
      @Nullable String state,
      @Nullable String waitsFor,
      @Nullable Duration open,
      @Nullable Duration since,
      @Nullable String statement,
      @Nullable String lock,
      @Nullable Duration waited,
      List<Integer> blockers,
      @Nullable String thread,
      @Nullable CallSite begun,
      @Nullable CallSite now) {
    /** Copies the list. */
    public Session {
      blockers = List.copyOf(blockers);
    }
  }
}
