package dev.weir.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresCluster;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A short look at what {@link FuzzProofTest} looks at for long, and all that it ever found. */
class FuzzTest {
  private static final int SEEDS = 4;

  private static @Nullable PostgresCluster cluster;
  private static @Nullable Databases databases;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(1);
    databases = new Databases(cluster);
  }

  @AfterAll
  static void stop() throws SQLException {
    databases().close();
    Objects.requireNonNull(cluster).close();
  }

  private static Databases databases() {
    return Objects.requireNonNull(databases);
  }

  static Stream<Known> known() {
    return Known.all().stream();
  }

  @ParameterizedTest
  @MethodSource("known")
  void whatWasDifferentOnceIsTheSame(Known known) throws Exception {
    Optional<Difference> difference = new Trial(databases()).run(known.sequence());
    assertThat(difference).isEmpty();
  }

  static Stream<Arguments> seeds() {
    List<Setup> setups = Setup.ALL;
    return IntStream.range(0, SEEDS)
        .mapToObj(seed -> Arguments.of(seed, setups.get(seed % setups.size())));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void weirDoesWhatTheBareDriverDoes(int seed, Setup setup) throws Exception {
    Sequence sequence = new Generator(seed, Set.of()).next(setup);
    Optional<Difference> difference = new Trial(databases()).run(sequence);
    assertThat(difference).as("seed %d", seed).isEmpty();
  }

  @Test
  void sequenceIsReadAsItIsWritten() {
    for (Setup setup : Setup.ALL) {
      Sequence sequence = new Generator(1, Set.of()).next(setup);
      assertThat(Sequence.parse(sequence.toString())).isEqualTo(sequence);
    }
  }
}
