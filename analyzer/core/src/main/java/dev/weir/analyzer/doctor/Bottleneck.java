package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.WaitSample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says in one line what binds a server now. */
final class Bottleneck {
  /** What a session that does nothing but read tables whole reads at least, from a slow disk. */
  private static final double ROWS_A_SECOND = 100_000;

  private Bottleneck() {}

  static String of(Case each, List<Diagnosis> diagnoses) {
    if (Causes.isBad(diagnoses, HorizonHeld.CODE)) {
      return "the vacuum horizon binds: " + first(diagnoses, HorizonHeld.CODE);
    }
    if (Causes.isBad(diagnoses, LockChain.CODE)) {
      return "locks bind: " + first(diagnoses, LockChain.CODE);
    }
    if (Causes.isBad(diagnoses, ManyConnections.CODE)) {
      return "connections bind: " + first(diagnoses, ManyConnections.CODE);
    }
    List<Answer<WaitSample>> looks =
        each.observation().waits().stream().filter(Answer::isSeen).toList();
    if (looks.isEmpty() || !each.server().seesSessions()) {
      return each.server().seesSessions()
          ? "what binds was not judged: nobody watched"
          : "what binds was not judged: %s does not see what other sessions wait for (GRANT pg_monitor TO %s)"
              .formatted(each.server().role(), Sql.name(each.server().role()));
    }
    Map<String, Long> byKind = new TreeMap<>();
    long all = 0;
    for (Answer<WaitSample> look : looks) {
      for (WaitSample wait : look.rows()) {
        if (!wait.autovacuum() && !wait.event().equals("PgSleep")) {
          byKind.merge(kind(wait), wait.sessions(), Long::sum);
          all += wait.sessions();
        }
      }
    }
    double average = (double) all / looks.size();
    if (average < 0.5) {
      return "the database does not bind: %.1f sessions were active on average".formatted(average);
    }
    Map.Entry<String, Long> most =
        byKind.entrySet().stream()
            .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
            .orElseThrow();
    if (most.getKey().startsWith("CPU") || most.getKey().startsWith("IO")) {
      List<Diagnosis> scans =
          diagnoses.stream()
              .filter(one -> one.finding().code().equals(SequentialScans.CODE))
              .filter(
                  one -> SequentialScans.rowsPerSecond(one.finding()) >= ROWS_A_SECOND * average)
              .toList();
      if (!scans.isEmpty()) {
        return "a missing index binds: " + first(scans, SequentialScans.CODE);
      }
    }
    return "%s: %s of %.1f active sessions"
        .formatted(most.getKey(), Words.percent((double) most.getValue() / all), average);
  }

  private static String first(List<Diagnosis> diagnoses, Code code) {
    return diagnoses.stream()
        .filter(one -> one.finding().code().equals(code))
        .map(one -> one.finding().subject().text() + ", " + one.entry().words())
        .findFirst()
        .orElse("");
  }

  private static String kind(WaitSample wait) {
    return switch (wait.type()) {
      case "CPU" -> "CPU binds";
      case "Lock" -> "locks bind";
      case "IO" -> wait.event().startsWith("WAL") ? "WAL binds" : "IO binds";
      case "LWLock" ->
          wait.event().startsWith("WAL") ? "WAL binds" : "contention inside the server binds";
      case "IPC" ->
          wait.event().equals("SyncRep")
              ? "synchronous replication binds"
              : "parallel workers bind";
      case "Client" -> "clients bind (the server waits for them)";
      default -> wait.type() + " binds";
    };
  }
}
