package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Database;
import dev.weir.Weir;
import dev.weir.analyzer.AnalyzerConfig;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningTestsTest {
  private final RunningTests tests = new RunningTests();
  private final ExecutorService first = Executors.newSingleThreadExecutor();
  private final ExecutorService second = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    first.shutdownNow();
    second.shutdownNow();
  }

  private Recorder recorder(String id, boolean oneOfMany) {
    return new Recorder(
        tests,
        id,
        id,
        new Watched(
            List.of(Weir.observe(Database.dataSource())), null, AnalyzerConfig.builder().build()),
        oneOfMany,
        false);
  }

  private static void on(ExecutorService thread, Runnable work) throws Exception {
    thread.submit(work).get();
  }

  private RunningTests.Whose whoseOn(ExecutorService thread, Recorder recorder) throws Exception {
    return thread.submit(() -> tests.whose(recorder)).get();
  }

  @Test
  void otherThreadIsOfTheTestThatRunsAlone() throws Exception {
    tests.begin("test", null); // As the platform tells.
    Recorder recorder = recorder("test", false);
    assertThat(tests.whose(recorder)).isEqualTo(RunningTests.Whose.MINE);
    assertThat(whoseOn(first, recorder)).isEqualTo(RunningTests.Whose.MINE);
    recorder.finish();
    assertThat(whoseOn(first, recorder)).isEqualTo(RunningTests.Whose.NOT_MINE);
    tests.end("test", null);
  }

  @Test
  void testThatExpectsNothingIsATestToo() throws Exception {
    Recorder recorder = recorder("test", false);
    on(first, () -> tests.begin("another", null));
    assertThat(tests.whose(recorder)).isEqualTo(RunningTests.Whose.MINE);
    assertThat(whoseOn(first, recorder)).isEqualTo(RunningTests.Whose.NOT_MINE);
    assertThat(whoseOn(second, recorder)).isEqualTo(RunningTests.Whose.UNKNOWN);
    on(first, () -> tests.end("another", null));
    assertThat(whoseOn(second, recorder)).isEqualTo(RunningTests.Whose.MINE);
    recorder.finish();
  }

  @Test
  void testOnTwoThreadsIsOne() throws Exception {
    on(first, () -> tests.begin("test", null));
    Recorder recorder = recorder("test", false);
    assertThat(whoseOn(second, recorder)).isEqualTo(RunningTests.Whose.MINE);
    Recorder within = recorder("test/dynamic", false);
    assertThat(whoseOn(second, within)).isEqualTo(RunningTests.Whose.MINE);
    within.finish();
    recorder.finish();
  }

  @Test
  void whereTestsMayBeUnknownSoAreOtherThreads() throws Exception {
    Recorder recorder = recorder("test", true);
    assertThat(tests.whose(recorder)).isEqualTo(RunningTests.Whose.MINE);
    assertThat(whoseOn(first, recorder)).isEqualTo(RunningTests.Whose.UNKNOWN);
    recorder.finish();
  }
}
