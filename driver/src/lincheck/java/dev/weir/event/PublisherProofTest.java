package dev.weir.event;

import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Listeners come and go while others are told: an event is heard by those that are there. */
@Tag("proof")
public class PublisherProofTest {
  /** Two listeners, which may be added more than once. */
  @Param(name = "listener", gen = IntGen.class, conf = "0:1")
  public static class Listeners {
    private final Publisher publisher = new Publisher("shop", List.of());

    /** What the thread's own event has been heard by, a digit for each listener. */
    @SuppressWarnings("ThreadLocalUsage") // Each run has its own.
    private final ThreadLocal<Integer> heard = ThreadLocal.withInitial(() -> 0);

    private final List<ExecutionListener> all =
        IntStream.range(0, 2).mapToObj(this::listener).toList();

    private ExecutionListener listener(int index) {
      int digit = (int) Math.pow(100, index);
      return new ExecutionListener() {
        @Override
        public void checkedOut(Checkout checkout) {
          heard.set(heard.get() + digit);
        }
      };
    }

    @Operation
    public void add(@Param(name = "listener") int listener) {
      publisher.add(all.get(listener));
    }

    @Operation
    public void remove(@Param(name = "listener") int listener) {
      publisher.remove(all.get(listener));
    }

    @Operation
    public boolean isSilent() {
      return publisher.isSilent();
    }

    @Operation
    public int tell() {
      heard.set(0);
      publisher.checkedOut(new Checkout("shop", 1, 0));
      return heard.get();
    }
  }

  @Test
  void eventIsHeardByThoseThatAreThere() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(20)
        .invocationsPerIteration(2_000)
        .check(Listeners.class);
  }
}
