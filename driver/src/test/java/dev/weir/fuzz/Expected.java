package dev.weir.fuzz;

import dev.weir.fuzz.Borrower.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be different, and why. docs/compatibility.md says more. */
final class Expected {
  private static final String ABORTED = "idle in transaction (aborted)";

  private static final String READS = " AccessShareLock";

  private Expected() {}

  /**
   * Whether nothing can be compared after these answers: Weir refuses what it cannot tell, or the
   * bare driver asks the server for a type, and either may have failed a transaction.
   */
  static boolean parts(Setup setup, Step step, String bare, String weir) {
    if (setup.kind().observes()) {
      return false;
    }
    // By Weir, or by the server, where the connection drew something else since in another session.
    boolean valueGone =
        weir.startsWith("threw PSQLException 55000 ")
            && (weir.contains("lastval and currval are not")
                || weir.endsWith("is not yet defined in this session"));
    boolean asksType = step.call() == Call.OBJECT && bare.contains(" 25P02 ");
    return valueGone || asksType;
  }

  /** The same of what the sessions hold: the driver's question for a type takes a snapshot. */
  static boolean parts(Setup setup, Step step, List<String> bare, List<String> weir) {
    return !setup.kind().observes()
        && step.call() == Call.OBJECT
        && bare.stream().map(each -> each.replace(", snapshot", "")).toList().equals(weir);
  }

  /** Whether these answers may stand beside each other. */
  static boolean allows(Setup setup, Step step, @Nullable Fault fault, String bare, String weir) {
    if (bare.equals(weir)) {
      return true;
    }
    if (fault == Fault.ENDED || step.call() == Call.TIME_OUT) {
      // In which words it is refused, and how soon it is noticed, depends on who notices. What
      // belongs to a connection that is closed is closed, which the driver does not always say.
      boolean closed = !setup.kind().observes() && weir.startsWith("threw PSQLException 08003 ");
      return (closed || weir.startsWith("threw") == bare.startsWith("threw"))
          && working(bare) == working(weir);
    }
    if (fault == Fault.LOST || fault == Fault.TIMED_OUT) {
      // Who holds nothing of what was lost, has lost nothing.
      return !setup.kind().observes() && step.call() != Call.CLOSE;
    }
    if (setup.kind().observes()) {
      return false;
    }
    // Warnings go with the physical connection that had them; a new session has the driver's name.
    return (step.call() == Call.WARNINGS && weir.equals("none"))
        || (step.call() == Call.GETTERS && weir.equals(bare + "PostgreSQL JDBC Driver"))
        || (step.argument().equals("show application_name")
            && bare.equals("rows()")
            && weir.equals("rows(PostgreSQL JDBC Driver)"));
  }

  /** Whether it says that rows are closed, of a connection that is: the driver's stay readable. */
  static boolean isOfClosed(Setup setup, String weir) {
    return !setup.kind().observes()
        && weir.equals("threw PSQLException 55000 This ResultSet is closed.");
  }

  private static int working(String answer) {
    return answer.contains(" at work, ") ? Integer.parseInt(answer.replaceAll(" .*|\\D+", "")) : -1;
  }

  /** Whether the servers may say this of the sessions. */
  static boolean allows(Setup setup, List<String> bare, List<String> weir) {
    if (setup.kind().observes()) {
      return bare.equals(weir);
    }
    if (setup.kind().hasReplica()) {
      // A transaction that only reads may be on two servers.
      if (weir.isEmpty()) {
        return holding(bare).isEmpty();
      }
      Set<String> held = held(bare);
      Set<String> holds = held(weir);
      if (bare.contains(ABORTED)) {
        // Where it has failed, nothing is held; where it has read besides, that is until its end.
        holds.removeIf(part -> part.endsWith(READS) && !held.contains(part));
      }
      return !bare.isEmpty() && held.equals(holds);
    }
    // What needs no server begins no transaction there.
    return holding(bare).equals(holding(weir)) && empty(weir) <= empty(bare);
  }

  /** What is held, whoever holds it. */
  private static Set<String> held(List<String> sessions) {
    return sessions.stream()
        .flatMap(session -> Arrays.stream(session.split(", ", -1)))
        .filter(part -> !part.equals("idle in transaction") && !part.equals("snapshot"))
        .collect(Collectors.toSet());
  }

  /** Those with locks. */
  private static List<String> holding(List<String> sessions) {
    return sessions.stream().filter(s -> !isEmpty(s)).toList();
  }

  private static long empty(List<String> sessions) {
    return sessions.stream().filter(Expected::isEmpty).count();
  }

  /** Whether a session has nothing but a transaction. */
  private static boolean isEmpty(String session) {
    return session.equals("idle in transaction") || session.equals("idle in transaction, snapshot");
  }
}
