package dev.weir.analyzer.place;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Paths;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainsTest {
  private final ExecutorService pool = Executors.newFixedThreadPool(1);
  private final AtomicInteger woken = new AtomicInteger();
  private final Chains chains = new Chains(woken::incrementAndGet);
  private final Paths paths = new Paths(this::chain);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private long chain() {
    long way = chains.way();
    chains.read();
    return chains.chain(way);
  }

  private List<Long> taken(Callable<List<Long>> path) throws Exception {
    return pool.submit(path).get();
  }

  private static boolean isLoop(long chain) {
    return (chain & 1) != 0;
  }

  @Test
  void linesAreOtherChainsOfWhichNoneIsInALoop() throws Exception {
    List<Long> taken = taken(paths::lines);
    assertThat(new HashSet<>(taken)).hasSize(2);
    assertThat(taken).noneMatch(ChainsTest::isLoop);
    Paths again = new Paths(this::chain);
    assertThat(taken(again::lines)).as("another task of the pool").isEqualTo(taken);
  }

  @Test
  void nothingIsReadOnTheThreadThatExecutes() throws Exception {
    List<Long> ways = taken(new Paths(chains::way)::lines);
    assertThat(ways).allMatch(way -> chains.chain(way) == 0);
    assertThat(woken).hasValue(2);
    chains.read();
    assertThat(ways).noneMatch(way -> chains.chain(way) == 0);
    assertThat(taken(new Paths(chains::way)::lines)).isEqualTo(ways);
    assertThat(woken).hasValue(2);
  }

  @Test
  void allOfALoopIsOneChain() throws Exception {
    List<Long> taken = taken(paths::loop);
    assertThat(taken).hasSize(4).allMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(1);
  }

  @Test
  void loopOfTheJdkIsALoop() throws Exception {
    List<Long> taken = taken(paths::forEach);
    assertThat(taken).hasSize(3).allMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(1);
  }

  @Test
  void innerLoopIsPartOfTheOuterOneAndTheNextIsNot() throws Exception {
    List<Long> taken = taken(paths::nestedAndNext);
    assertThat(new HashSet<>(taken.subList(0, 6))).hasSize(1);
    assertThat(taken.get(6)).matches(ChainsTest::isLoop).isNotEqualTo(taken.get(0));
  }

  @Test
  void retryIsNoLoop() throws Exception {
    assertThat(taken(paths::retry)).hasSize(1).noneMatch(ChainsTest::isLoop);
  }

  @Test
  void retryUntilARowWasUpdatedIsNoLoop() throws Exception {
    assertThat(taken(paths::optimisticRetry)).hasSize(2).noneMatch(ChainsTest::isLoop);
  }

  @Test
  void attemptsThatReadWhatTheJdkHoldsAreNoLoop() throws Exception {
    assertThat(taken(() -> paths.attemptsOfWhatIsHeld(Map.of("version", 1L), new AtomicLong(1))))
        .hasSize(2)
        .noneMatch(ChainsTest::isLoop);
  }

  @Test
  void attemptsUntilThereIsOneAreNoLoop() throws Exception {
    assertThat(taken(paths::attemptsUntilThereIsOne)).hasSize(2).noneMatch(ChainsTest::isLoop);
  }

  @Test
  void attemptsUntilAVariableTellsAreNoLoop() throws Exception {
    assertThat(taken(paths::attemptsUntilAFlagIsSet)).hasSize(2).noneMatch(ChainsTest::isLoop);
    Paths branch = new Paths(this::chain);
    assertThat(taken(branch::attemptsUntilABranchIsTaken)).hasSize(2).noneMatch(ChainsTest::isLoop);
    Paths between = new Paths(this::chain);
    assertThat(taken(between::attemptsWithSomethingBetween))
        .hasSize(2)
        .noneMatch(ChainsTest::isLoop);
  }

  @Test
  void attemptsOfWhatAHelperIsGivenAreNoLoop() throws Exception {
    AtomicInteger called = new AtomicInteger();
    assertThat(
            taken(
                () ->
                    paths.attemptsOfWhatIsGiven(
                        () -> called.incrementAndGet() == 2, () -> called.incrementAndGet() == 4)))
        .hasSize(2)
        .noneMatch(ChainsTest::isLoop);
  }

  @Test
  void whatGoesOnWhileThereIsWorkIsALoop() throws Exception {
    assertThat(taken(paths::untilNothingIsLeft)).hasSize(4).anyMatch(ChainsTest::isLoop);
    Paths done = new Paths(this::chain);
    assertThat(taken(done::untilAllIsDone)).hasSize(6).anyMatch(ChainsTest::isLoop);
    Paths counted = new Paths(this::chain);
    assertThat(taken(counted::asManyAsThereWere)).hasSize(3).anyMatch(ChainsTest::isLoop);
  }

  @Test
  void elementsOfAListAreALoop() throws Exception {
    assertThat(taken(paths::elementsOfAList)).anyMatch(ChainsTest::isLoop);
  }

  @Test
  void someAttemptsToUpdateARowAreNoLoop() throws Exception {
    assertThat(taken(paths::optimisticAttempts)).hasSize(2).noneMatch(ChainsTest::isLoop);
  }

  @Test
  void searchForTheFirstThatFitsIsALoop() throws Exception {
    assertThat(taken(paths::firstMatch)).hasSize(3).allMatch(ChainsTest::isLoop);
  }

  @Test
  void searchInAnArrayIsALoop() throws Exception {
    assertThat(taken(paths::firstOfArray)).hasSize(3).allMatch(ChainsTest::isLoop);
  }

  @Test
  void wordsOfAQueryBuilderTakeNoWork() throws Exception {
    assertThat(taken(paths::selects)).hasSize(3).allMatch(ChainsTest::isLoop);
    Paths others = new Paths(this::chain);
    assertThat(taken(others::selectsByAMethod)).hasSize(3).allMatch(ChainsTest::isLoop);
  }

  @Test
  void listThatIsWorkedOffIsALoop() throws Exception {
    assertThat(taken(paths::untilEmpty)).hasSize(3).allMatch(ChainsTest::isLoop);
    assertThat(taken(new Paths(this::chain)::untilDone)).hasSize(3).allMatch(ChainsTest::isLoop);
  }

  @Test
  void messagesThatAMethodOfItsOwnTakesAreOneInvocationEach() throws Exception {
    List<Long> taken = taken(paths::consumerWithWrapper);
    assertThat(taken).hasSize(2).noneMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(1);
  }

  @Test
  void loopWithinAMessageThatAMethodTakesIsALoop() throws Exception {
    assertThat(taken(paths::consumerWithWrapperAndLoop)).hasSize(4).allMatch(ChainsTest::isLoop);
  }

  @Test
  void stepsThatTakeAMessageEachAreOneInvocationEach() throws Exception {
    List<Long> taken = taken(paths::consumerByStep);
    assertThat(taken).hasSize(2).noneMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(1);
  }

  @Test
  void messagesOfAConsumerAreOneInvocationEach() throws Exception {
    List<Long> taken = taken(paths::consumer);
    assertThat(taken).hasSize(2).noneMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(1);
  }

  @Test
  void loopWithinAMessageIsALoop() throws Exception {
    assertThat(taken(paths::consumerWithLoop)).hasSize(4).allMatch(ChainsTest::isLoop);
  }

  @Test
  void queueAtWhichNobodyWaitsIsData() throws Exception {
    assertThat(taken(paths::breadthFirst)).hasSize(3).allMatch(ChainsTest::isLoop);
  }

  @Test
  void recursionWithoutALoopIsAnotherChainEachTime() throws Exception {
    List<Long> taken = taken(paths::recursion);
    assertThat(taken).hasSize(7).noneMatch(ChainsTest::isLoop);
    assertThat(new HashSet<>(taken)).hasSize(7);
  }

  @Test
  void switchesAreUnderstood() throws Exception {
    assertThat(taken(paths::cases)).hasSize(1).noneMatch(ChainsTest::isLoop);
  }

  @Test
  void classThatCannotBeReadMayHaveAnyLoop() throws Exception {
    Class<?> hidden = new Hider().loadClass("com.shop.Paths");
    Object blind =
        hidden.getConstructor(LongSupplier.class).newInstance((LongSupplier) this::chain);
    List<?> taken = pool.submit(() -> (List<?>) hidden.getMethod("lines").invoke(blind)).get();
    assertThat(taken).hasSize(2).allMatch(chain -> isLoop((Long) chain));
  }

  /** Defines a class, and gives its file to nobody. */
  private static final class Hider extends ClassLoader {
    Hider() {
      super(ChainsTest.class.getClassLoader());
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      if (!name.equals("com.shop.Paths")) {
        return super.loadClass(name);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream file = getParent().getResourceAsStream("com/shop/Paths.class")) {
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      return name.startsWith("com/shop/") ? null : super.getResourceAsStream(name);
    }
  }
}
