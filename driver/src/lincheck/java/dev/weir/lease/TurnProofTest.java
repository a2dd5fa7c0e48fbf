package dev.weir.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose turn it is to use a logical connection: threads that share one are one after the other. */
@Tag("proof")
public class TurnProofTest {
  /** Something that only whose turn it is may touch. */
  public static class Turns {
    private final Leases leases = new Leases() {};
    private int count;

    @Operation
    public int enter() {
      leases.enter();
      try {
        return ++count;
      } finally {
        leases.leave();
      }
    }

    @Operation
    public int enterAgain() {
      leases.enter();
      try {
        count++;
        int within = enter();
        return within == count ? within : -1;
      } finally {
        leases.leave();
      }
    }

    /** Who closes the connection does not wait: it may find it used. */
    @Operation
    public void tryToEnter() {
      if (leases.tryEnter()) {
        try {
          int before = count;
          count = before + 1;
          count = before;
        } finally {
          leases.leave();
        }
      }
    }
  }

  @Test
  void threadsAreOneAfterTheOther() {
    new StressOptions().threads(3).iterations(40).invocationsPerIteration(2_000).check(Turns.class);
  }

  /** The list of what a connection has: one thread adds, another may shut it for good. */
  public static class List {
    private final Leases leases = new Leases() {};

    @Operation(nonParallelGroup = "user")
    public boolean add() {
      return leases.add(lease());
    }

    @Operation(nonParallelGroup = "user")
    public void addAndRemove() {
      Lease lease = lease();
      if (leases.add(lease)) {
        leases.remove(lease);
      }
    }

    @Operation
    public void shut() {
      leases.shut();
    }

    @Operation
    public boolean isShut() {
      return leases.isShut();
    }

    @SuppressWarnings("NullAway") // It is never used.
    private static Lease lease() {
      return new Lease(null, null, null);
    }
  }

  @Test
  void nothingIsAddedToWhatIsShut() {
    new StressOptions().threads(3).iterations(40).invocationsPerIteration(2_000).check(List.class);
  }

  /** A lease that is taken while the connection is closed: who took it, or who closes, ends it. */
  @Test
  void leaseIsNeverLost() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      Leases leases = new Leases() {};
      Lease lease = List.lease();
      AtomicReference<@Nullable Lease> seen = new AtomicReference<>();
      Thread closing = new Thread(() -> seen.set(leases.shut()));
      closing.start();
      boolean added = leases.add(lease);
      closing.join();
      assertThat(added && seen.get() == null).isFalse();
    }
  }
}
