package dev.weir.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of new sequences, on all setups in turn: what Weir does is what the bare driver does.
 * A failure says its seed, and the shortest sequence that was found to show it.
 *
 * <p>System properties, all under {@code weir.fuzz.}: {@code seed} of the first sequence; the next
 * ones count on from there; {@code minutes}; {@code sequences}, how many at most; {@code
 * differences}, how many to find before it ends; {@code setups}, parts of their names, separated by
 * semicolons; {@code without}, names of {@link Topic}s.
 */
@Tag("proof")
class FuzzProofTest {
  private static final long SEED = property("seed", System.nanoTime());
  private static final Duration DURATION = Duration.ofMinutes(property("minutes", 10));
  private static final long SEQUENCES = property("sequences", Long.MAX_VALUE);
  private static final long DIFFERENCES = property("differences", 1);
  private static final Duration SHRINKING = Duration.ofSeconds(60);

  @Test
  void weirDoesWhatTheBareDriverDoes() throws Exception {
    List<Setup> setups = setups();
    List<Difference> found = new ArrayList<>();
    try (PostgresCluster cluster = PostgresCluster.start(1);
        Databases databases = new Databases(cluster)) {
      Trial trial = new Trial(databases);
      long began = System.nanoTime();
      long seed = SEED;
      while (System.nanoTime() - began < DURATION.toNanos()
          && seed - SEED < SEQUENCES
          && found.size() < DIFFERENCES) {
        Setup setup = setups.get((int) Math.floorMod(seed, (long) setups.size()));
        Optional<Difference> difference = trial.run(new Generator(seed, without()).next(setup));
        if (difference.isPresent() && found.stream().noneMatch(difference.get()::isSame)) {
          Difference shrunk = new Shrinker(trial, SHRINKING).shrunk(difference.get());
          System.out.printf(
              "-Dweir.fuzz.seed=%d \"-Dweir.fuzz.setups=%s\" shows: %s%n", seed, setup, shrunk);
          found.add(shrunk);
        }
        seed++;
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "seeds %d to %d, %d steps, %.0f a second%n",
          SEED,
          seed - 1,
          trial.steps(),
          trial.steps() / seconds);
    }
    assertThat(found).as("run again with -Dweir.fuzz.seed=%d and the same setups", SEED).isEmpty();
  }

  private static List<Setup> setups() {
    List<String> names = list("setups", Function.identity());
    return Setup.ALL.stream()
        .filter(s -> names.isEmpty() || names.stream().anyMatch(s.toString()::contains))
        .toList();
  }

  private static Set<Topic> without() {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    topics.addAll(list("without", Topic::valueOf));
    return topics;
  }

  private static <T> List<T> list(String name, Function<String, T> read) {
    String names = System.getProperty("weir.fuzz." + name, "");
    return names.isEmpty()
        ? List.of()
        : Arrays.stream(names.split(";", -1)).map(String::strip).map(read).toList();
  }

  private static long property(String name, long otherwise) {
    return Long.getLong("weir.fuzz." + name, otherwise);
  }
}
