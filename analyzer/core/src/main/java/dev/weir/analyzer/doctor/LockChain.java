package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.SessionSample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions wait for a lock that one holds, or wait for one that waits. From 5 s or three sessions
 * on; bad from a minute or ten (pganalyze: three, five minutes).
 */
final class LockChain implements Illness {
  static final Code CODE = new Code("LC", "lock-chain", "sessions wait for locks");

  @Override
  public Area area() {
    return Area.LOCKS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().sessions().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().sessions().unseen()));
    }
    Map<Integer, SessionSample> byPid = new LinkedHashMap<>();
    each.now().sessions().rows().forEach(session -> byPid.put(session.pid(), session));
    List<Report.Entry> found = new ArrayList<>();
    Map<Integer, Boolean> roots = new LinkedHashMap<>();
    for (SessionSample session : byPid.values()) {
      for (int blocker : session.blockers()) {
        SessionSample holder = byPid.get(blocker);
        if (holder == null || holder.blockers().isEmpty()) {
          roots.put(blocker, true);
        }
      }
    }
    for (int root : roots.keySet()) {
      Report.Entry entry = judge(each, root, byPid.get(root), behind(root, byPid.values()));
      if (entry != null) {
        found.add(entry);
      }
    }
    long waiting = byPid.values().stream().filter(one -> !one.blockers().isEmpty()).count();
    return Opinion.of(
        found, waiting == 0 ? "nobody waits" : Words.count(waiting, "session") + " waited briefly");
  }

  /** All that wait for it, also through others. */
  private static List<SessionSample> behind(int root, Collection<SessionSample> sessions) {
    List<SessionSample> behind = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      int next = open.removeFirst();
      for (SessionSample session : sessions) {
        if (session.blockers().contains(next) && !behind.contains(session)) {
          behind.add(session);
          open.add(session.pid());
        }
      }
    }
    return behind;
  }

  private static Report.@Nullable Entry judge(
      Case each, int pid, @Nullable SessionSample root, List<SessionSample> behind) {
    long longest = behind.stream().mapToLong(SessionSample::waitedMillis).max().orElse(0);
    if (longest < 5_000 && behind.size() < 3) {
      return null;
    }
    Severity severity =
        longest >= 60_000 || behind.size() >= 10 ? Severity.ERROR : Severity.WARNING;
    String name = root == null ? "process " + pid : Sessions.name(root);
    String text =
        root != null
            ? Sessions.text(root)
            : pid == 0 ? "a prepared transaction" : "process %d".formatted(pid);
    Card card =
        new Card(CODE, severity, Confidence.CERTAIN, each.object("session", name, text))
            .fact("waitingSessions", behind.size())
            .fact("longestWait", Duration.ofMillis(Math.max(0, longest)))
            .words(
                "%s for it%s"
                    .formatted(
                        behind.size() == 1
                            ? "1 session waits"
                            : Words.number(behind.size()) + " sessions wait",
                        longest < 0
                            ? ""
                            : ", the longest for " + Words.span(Duration.ofMillis(longest))));
    behind.stream()
        .limit(5)
        .forEach(
            one ->
                card.because(
                    "%s waits %sfor %s"
                        .formatted(
                            Sessions.text(one),
                            one.table() == null ? "" : "on " + one.table() + " ",
                            one.lock() == null ? "a lock" : one.lock())));
    if (root == null) {
      return card.fix(
              pid == 0
                  ? "End the prepared transaction: COMMIT PREPARED or ROLLBACK PREPARED;"
                      + " pg_prepared_xacts names it."
                  : "It could not be seen who that is: look again.")
          .entry();
    }
    Sessions.place(card, each, root);
    if (root.statement() != null) {
      card.because("its last statement: " + root.statement());
    }
    if (root.state() == null && !root.vacuums()) {
      return card.fix(
              ("What it does is hidden from this role (GRANT pg_monitor TO %s). Ask who runs it to"
                      + " end it: if it is idle in transaction, to cancel it does nothing.")
                  .formatted(Sql.name(each.server().role())))
          .entry();
    }
    if (root.vacuums()) {
      return card.fix(
              "It is a VACUUM: one of autovacuum gives way by itself, unless it runs to prevent"
                  + " wraparound; then leave it, and ask later for the lock that it stands before.")
          .entry();
    }
    return card.fix(
            root.idleInTransaction()
                ? "End the session (there is nothing to cancel), and the transaction where the code"
                    + " leaves it open. For DDL, SET lock_timeout = '2s' and try again: who waits"
                    + " for ACCESS EXCLUSIVE stops all who come later."
                : "Cancel it if it may be. For DDL, SET lock_timeout = '2s' and try again: who"
                    + " waits for ACCESS EXCLUSIVE stops all who come later.")
        .sql(Sessions.end(root))
        .entry();
  }
}
