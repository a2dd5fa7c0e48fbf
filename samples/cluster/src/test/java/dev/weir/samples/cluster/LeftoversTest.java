package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("proof")
class LeftoversTest {

  @Test
  void nothingIsLeftAfterClose() throws Exception {
    Leftovers traces;
    try (PostgresCluster cluster = PostgresCluster.start(1)) {
      traces = Leftovers.of(cluster);
      assertThat(traces.found()).hasSize(5);
    }
    traces.assertGone();
  }

  @Test
  void nothingIsLeftOfServersInAnyState() throws Exception {
    Leftovers traces;
    try (PostgresCluster cluster = PostgresCluster.start(3)) {
      traces = Leftovers.of(cluster);
      cluster.recreate(cluster.node(3));
      cluster.node(0).hang();
      cluster.node(1).kill();
      cluster.node(2).stop();
      cluster.node(3).blackhole();
    }
    traces.assertGone();
  }

  @Test
  void closeMayBeCalledTwice() {
    PostgresCluster cluster = PostgresCluster.start(0);
    cluster.close();
    cluster.close();

    assertThat(cluster.primary().isRunning()).isFalse();
  }

  @Test
  void nothingIsLeftOfAClusterThatDoesNotStart() {
    PostgresCluster.Builder builder =
        PostgresCluster.builder().setting("shared_preload_libraries", "no_such_library");

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node0 does not start")
        .hasMessageContaining("could not access file \"no_such_library\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsLeftAfterTheEndOfTheJvm(boolean killed) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OtherJvm.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = jvm.inputReader()) {
      Leftovers traces = Leftovers.parse(output.readLine());
      assertThat(traces.found()).hasSize(5);
      if (killed) {
        jvm.destroyForcibly();
      } else {
        jvm.getOutputStream().close();
      }
      jvm.waitFor();
      traces.assertGone();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Starts a cluster, prints its traces, and ends in order when its input does. */
  static final class OtherJvm {

    private OtherJvm() {}

    public static void main(String[] arguments) throws Exception {
      PostgresCluster cluster = PostgresCluster.start(1);
      System.out.println(Leftovers.of(cluster));
      System.out.flush();
      System.in.read();
    }
  }
}
