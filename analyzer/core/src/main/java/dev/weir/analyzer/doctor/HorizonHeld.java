package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something makes VACUUM keep row versions that nobody else needs: an open transaction that wrote
 * or has a snapshot, a prepared one, a replication slot, a standby. It is worst when tables are
 * over autovacuum's trigger and were vacuumed in vain since it began; without any such table it
 * counts by its age: 5 and 15 min idle in transaction (pgmonitor), 30 and 60 min active
 * (pganalyze), or a tenth, half and four fifths of autovacuum_freeze_max_age (postgresai).
 */
final class HorizonHeld implements Illness {
  static final Code CODE = new Code("VH", "vacuum-horizon-held", "VACUUM is held back");

  private static final String TIMEOUT = "idle_in_transaction_session_timeout";
  private static final long NOTICEABLE_DEAD = 1_000;
  private static final long SLOT_AGE = 100_000;

  @Override
  public Area area() {
    return Area.HORIZON;
  }

  @Override
  public Opinion inspect(Case each) {
    if (each.server().standby()) {
      return Opinion.notJudged("a standby is not vacuumed: ask the primary");
    }
    List<Report.Entry> found = new ArrayList<>();
    boolean oldest = true;
    for (Holder holder : each.holders()) {
      Report.Entry entry = judge(each, holder, oldest);
      if (entry != null) {
        found.add(entry);
      }
      oldest &= holder.catalogOnly();
    }
    List<String> missing = new ArrayList<>();
    for (var answer :
        List.of(
            each.now().sessions(),
            each.now().prepared(),
            each.now().slots(),
            each.now().standbys())) {
      if (!answer.isSeen()) {
        missing.add(String.valueOf(answer.unseen()));
      }
    }
    String healthy =
        each.holders().isEmpty()
            ? "nothing holds it"
            : "the oldest holder is %s old"
                .formatted(Words.count(each.holders().get(0).age(), "transaction"));
    return Opinion.of(found, healthy).without(missing);
  }

  private static Report.@Nullable Entry judge(Case each, Holder holder, boolean oldest) {
    List<TableChange> held = oldest && !holder.catalogOnly() ? inVain(each, holder) : List.of();
    Severity byAge = byAge(each, holder);
    if (held.isEmpty() && byAge == null) {
      return null;
    }
    boolean proven = held.stream().anyMatch(table -> FutileVacuum.isProven(table));
    Severity severity = held.isEmpty() || byAge == Severity.ERROR ? byAge : Severity.ERROR;
    Confidence confidence = held.isEmpty() || proven ? Confidence.CERTAIN : Confidence.LIKELY;
    Card card =
        new Card(
                CODE,
                severity == null ? Severity.ERROR : severity,
                confidence,
                each.object("session", holder.name(), holder.text()))
            .fact("transactions", holder.age());
    Duration age = age(each, holder);
    if (age != null) {
      card.fact("held", age);
    }
    long dead = held.stream().mapToLong(TableChange::dead).sum();
    if (dead > 0) {
      card.fact("deadRows", dead, Measure.ROWS);
    }
    card.words(words(holder, age, held));
    treat(card, each.server(), holder);
    explain(card, each, holder, held);
    held.stream().limit(3).forEach(table -> card.table(table.history()));
    return card.entry();
  }

  private static String words(Holder holder, @Nullable Duration age, List<TableChange> held) {
    String since =
        age == null
            ? "for %s".formatted(Words.count(holder.age(), "transaction"))
            : "for %s and %s".formatted(Words.span(age), Words.count(holder.age(), "transaction"));
    if (held.isEmpty()) {
      return since + (holder.catalogOnly() ? ", in the catalogue" : "");
    }
    TableChange worst = held.get(0);
    return "%s; %s in %s%s cannot be removed"
        .formatted(
            since,
            Words.count(worst.dead(), "dead row"),
            worst.name(),
            held.size() > 1 ? " and those of " + Words.count(held.size() - 1L, "other table") : "");
  }

  /** Tables over their trigger that were vacuumed since it began, the worst first. */
  private static List<TableChange> inVain(Case each, Holder holder) {
    return each.tables().stream()
        .filter(table -> table.dead() >= NOTICEABLE_DEAD && table.overdue() > 1)
        .filter(table -> FutileVacuum.isProven(table) || ranSince(table, holder, each.at()))
        .sorted((one, other) -> Long.compare(other.dead(), one.dead()))
        .toList();
  }

  private static boolean ranSince(TableChange table, Holder holder, Instant at) {
    Instant run = table.lastRun();
    if (run == null || Duration.between(run, at).toMinutes() > 60) {
      return false;
    }
    return holder.since() == null ? table.runs() > 0 : run.isAfter(holder.since());
  }

  private static @Nullable Duration age(Case each, Holder holder) {
    return holder.since() == null ? null : Duration.between(holder.since(), each.at());
  }

  private static @Nullable Severity byAge(Case each, Holder holder) {
    Severity severity = byTransactions(each.server(), holder);
    Duration age = age(each, holder);
    if (age == null) {
      return severity;
    }
    long minutes = age.toMinutes();
    Severity byTime =
        switch (holder.kind()) {
          case IDLE_SESSION -> atLeast(minutes, 5, 15);
          case ACTIVE_SESSION, HIDDEN_SESSION -> atLeast(minutes, 30, 60);
          case PREPARED_TRANSACTION -> atLeast(minutes, 5, 60);
          case REPLICATION_SLOT, STANDBY -> null;
        };
    if (severity == null || byTime == null) {
      return severity == null ? byTime : severity;
    }
    return severity.compareTo(byTime) < 0 ? severity : byTime;
  }

  private static @Nullable Severity atLeast(long minutes, long warning, long error) {
    return minutes >= error ? Severity.ERROR : minutes >= warning ? Severity.WARNING : null;
  }

  private static @Nullable Severity byTransactions(Server server, Holder holder) {
    double share = holder.age() / server.number("autovacuum_freeze_max_age");
    if (share >= 0.5) {
      return share >= 0.8 ? Severity.ERROR : Severity.WARNING;
    }
    SlotSample slot = holder.slot();
    if (slot != null && !slot.active() && holder.age() >= SLOT_AGE) {
      return Severity.WARNING;
    }
    return share >= 0.1 ? Severity.INFO : null;
  }

  private static void explain(Card card, Case each, Holder holder, List<TableChange> held) {
    SessionSample session = holder.session();
    if (session != null) {
      Sessions.place(card, each, session);
    }
    if (session != null && session.statement() != null) {
      card.because("its last statement: " + session.statement());
    }
    for (TableChange table : held.stream().limit(3).toList()) {
      card.because(
          "%s: %s, %s of all rows, %s what starts autovacuum%s"
              .formatted(
                  table.name(),
                  Words.count(table.dead(), "dead row"),
                  Words.percent(table.deadShare()),
                  Words.times(table.overdue()),
                  runs(each, table)));
    }
    // Snapshots of others are as old as the oldest transaction that ran when they were taken.
    each.holders().stream()
        .filter(other -> other.session() == null && !other.equals(holder))
        .findFirst()
        .ifPresent(
            next ->
                card.because(
                    "once it is gone, %s holds on, %s old%s"
                        .formatted(
                            next.text(),
                            Words.count(next.age(), "transaction"),
                            next.catalogOnly() ? ", the catalogue alone" : "")));
  }

  private static String runs(Case each, TableChange table) {
    if (table.runs() > 0) {
      return "; VACUUM ran %s in %s"
          .formatted(Words.count(table.runs(), "time"), Words.span(each.window()));
    }
    Instant run = table.lastRun();
    return run == null
        ? ""
        : "; VACUUM last ran %s ago".formatted(Words.span(Duration.between(run, each.at())));
  }

  private static void treat(Card card, Server server, Holder holder) {
    switch (holder.kind()) {
      case IDLE_SESSION -> idle(card, server, holder);
      case ACTIVE_SESSION ->
          card.fix(
                  "Cancel it if it may be, and bound such statements: statement_timeout"
                      + (server.isAtLeast(17) ? ", transaction_timeout." : ".")
                      + " VACUUM can do nothing before it has ended.")
              .sql(Sessions.end(session(holder)));
      case HIDDEN_SESSION ->
          card.fix(
              ("What it does is hidden from this role (GRANT pg_monitor TO %s). Ask who runs it to"
                      + " end it: no VACUUM helps before.")
                  .formatted(Sql.name(server.role())));
      case PREPARED_TRANSACTION ->
          card.fix(
                  "Ask its transaction manager whether it is to be committed; if nobody knows of"
                      + " it, roll it back. It survives restarts, and holds its locks too.")
              .sql("ROLLBACK PREPARED " + Sql.literal(holder.name()));
      case REPLICATION_SLOT ->
          card.fix(
                  "Start its consumer again. If it will not come back, drop the slot: a consumer"
                      + " that comes back after all must be made anew."
                      + (server.isAtLeast(18)
                          ? " idle_replication_slot_timeout does it by itself."
                          : ""))
              .sql("SELECT pg_drop_replication_slot(%s)".formatted(Sql.literal(holder.name())));
      case STANDBY ->
          card.fix(
              "End the long query on that standby: there, SELECT pid, xact_start, query FROM"
                  + " pg_stat_activity ORDER BY xact_start. Without hot_standby_feedback such"
                  + " queries would be cancelled instead.");
    }
  }

  private static SessionSample session(Holder holder) {
    if (holder.session() == null) {
      throw new IllegalStateException("no session: " + holder.text());
    }
    return holder.session();
  }

  private static void idle(Card card, Server server, Holder holder) {
    SessionSample session = session(holder);
    String how =
        "End the session (to cancel it does nothing: it executes nothing), then end the"
            + " transaction where the code leaves it open. VACUUM can do nothing before. What"
            + " it had not committed is rolled back.";
    card.sql(Sessions.end(session));
    String timeout = timeout(server, session);
    if (session.role() == null) {
      card.fix(how);
    } else if (timeout != null && !timeout.matches("0[a-z]*")) {
      card.fix(how)
          .because(
              "role %s has %s = %s by now: it came too late for this session, or is too long"
                  .formatted(
                      session.role(), TIMEOUT, timeout.matches("\\d+") ? timeout + "ms" : timeout));
    } else {
      String role = Sql.name(session.role()) + " IN DATABASE " + Sql.name(server.database());
      String alter = "ALTER ROLE %s SET %s = ".formatted(role, TIMEOUT);
      card.fix(how + " The timeout keeps it from coming back.")
          .sql(alter + "'60s'")
          .undo(
              session.ownTimeout() == null
                  ? "ALTER ROLE %s RESET %s".formatted(role, TIMEOUT)
                  : alter + Sql.literal(session.ownTimeout()));
    }
  }

  /** What new sessions of its role begin with there; null if nobody knows. */
  private static @Nullable String timeout(Server server, SessionSample session) {
    if (session.ownTimeout() != null) {
      return session.ownTimeout();
    }
    return session.inheritedTimeout() == null
        ? server.settings().get(TIMEOUT)
        : session.inheritedTimeout();
  }
}
