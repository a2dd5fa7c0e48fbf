package dev.weir.fuzz;

import dev.weir.fuzz.Borrower.Fault;
import dev.weir.fuzz.Difference.What;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs sequences on both sides, each time from the beginning, and compares. */
final class Trial {
  /** Sessions of connections that were closed end a little later, on a busy machine much later. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** A replica has what was written a little later, and whoever asks for it knows. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofMillis(3);

  /** What may be called on a connection that is broken. */
  private static final Set<Call> WHEN_BROKEN =
      EnumSet.of(
          Call.SQL, Call.VALID, Call.ROLLBACK, Call.CLOSE, Call.KILL, Call.PAUSE, Call.RESUME);

  private final Databases databases;
  private final Sides sides;
  private long steps;

  /** Whether the sides were told what may be different, and have nothing in common since. */
  private boolean parted;

  Trial(Databases databases) {
    this.databases = databases;
    this.sides = new Sides(databases);
  }

  /** How many steps have been taken. */
  long steps() {
    return steps;
  }

  /** The first difference, which was seen again when all was done again; empty if there is none. */
  Optional<Difference> run(Sequence sequence) throws Exception {
    Optional<Difference> seen = once(sequence);
    return seen.isPresent() ? once(sequence) : seen;
  }

  /** The first difference. */
  Optional<Difference> once(Sequence sequence) throws Exception {
    databases.reset();
    parted = false;
    try (Side bare = sides.bare(sequence.setup());
        Side weir = sides.weir(sequence.setup())) {
      List<Step> all = Stream.concat(sequence.steps().stream(), End.STEPS.stream()).toList();
      for (int i = 0; i < all.size(); i++) {
        List<Step> taken = sequence.steps().subList(0, Math.min(i + 1, sequence.steps().size()));
        Difference difference = step(sequence.of(taken), all.get(i), bare, weir);
        if (difference != null || parted) {
          return Optional.ofNullable(difference);
        }
      }
      return Optional.ofNullable(inTheEnd(sequence, bare, weir));
    } finally {
      databases.resumeReplay();
    }
  }

  private @Nullable Difference inTheEnd(Sequence sequence, Side bare, Side weir) throws Exception {
    Step last = End.STEPS.get(End.STEPS.size() - 1);
    String left = bare.contents();
    String right = weir.contents();
    if (!left.equals(right)) {
      return new Difference(sequence, last, What.CONTENTS, left, right);
    }
    databases.resumeReplay();
    long began = System.nanoTime();
    while (!weir.isKilled() && !weir.isReadOnReplica()) {
      if (System.nanoTime() - began > CATCHING_UP.toNanos()) {
        return new Difference(sequence, last, What.ROUTES, "", "no read goes to the replica");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return null;
  }

  private @Nullable Difference step(Sequence taken, Step step, Side bare, Side weir)
      throws SQLException {
    steps++;
    Fault fault = bare.borrower(step.who()).fault();
    if (fault != null && !isAllowedWhenBroken(step)) {
      return null;
    }
    String left = answer(step, bare);
    String right = answer(step, weir);
    if (!left.equals(right) && Expected.parts(taken.setup(), step, left, right)) {
      parted = true;
      return null;
    }
    Borrower borrower = bare.borrower(step.who());
    Fault now = borrower.fault() == null ? fault : borrower.fault();
    boolean closed = !borrower.isConnected() && Expected.isOfClosed(taken.setup(), right);
    if (!closed && !Expected.allows(taken.setup(), step, now, left, right)) {
      return new Difference(taken, step, What.ANSWER, left, right);
    }
    if (bare.isKilled() && !taken.setup().kind().observes()) {
      return null; // Weir has other sessions by now.
    }
    List<String> held = bare.view().holding();
    List<String> holds = weir.view().holding();
    long began = System.nanoTime();
    while (!Expected.allows(taken.setup(), held, holds)) {
      if (System.nanoTime() - began > SETTLING.toNanos()) {
        if (Expected.parts(taken.setup(), step, held, holds)) {
          parted = true;
          return null;
        }
        return new Difference(
            taken, step, What.SESSIONS, String.join("; ", held), String.join("; ", holds));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      held = bare.view().holding();
      holds = weir.view().holding();
    }
    return null;
  }

  /** What is written on one side only would be there for the rest of the sequence. */
  private static boolean isAllowedWhenBroken(Step step) {
    return WHEN_BROKEN.contains(step.call())
        && (step.call() != Call.SQL || step.argument().startsWith("select "));
  }

  private static String answer(Step step, Side side) {
    Borrower borrower = side.borrower(step.who());
    return Answer.of(() -> step.call().run(borrower, step.argument()));
  }
}
