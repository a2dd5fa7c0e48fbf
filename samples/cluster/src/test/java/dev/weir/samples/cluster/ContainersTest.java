package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class ContainersTest {

  @Test
  void everyHandleWorksOnContainers() throws SQLException {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no container engine answers on this machine");
    try (PostgresCluster cluster =
        PostgresCluster.builder()
            .replicas(2)
            .setting("work_mem", "8MB")
            .database("app")
            .start("testcontainers")) {
      Rows.run(cluster.primary(), "CREATE TABLE rows (id int)", "INSERT INTO rows VALUES (1)");
      cluster.awaitReplication();
      assertThat(Rows.value(cluster.node(2), "SHOW work_mem")).isEqualTo("8MB");
      assertThat(count(cluster.node(2))).isEqualTo("1");

      replayCanBePausedAndReplicationCut(cluster);
      serversDieAndComeBack(cluster);
      networkCanBeCut(cluster);
      replicasCanBeAddedAndPromoted(cluster);
    }
  }

  private static void replayCanBePausedAndReplicationCut(PostgresCluster cluster)
      throws SQLException {
    cluster.node(1).pauseReplay();
    cluster.node(2).cutReplication();
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (2)");
    assertThat(count(cluster.node(1))).isEqualTo("1");
    assertThat(count(cluster.node(2))).isEqualTo("1");
    cluster.heal();
    assertThat(count(cluster.node(1))).isEqualTo("2");
    assertThat(count(cluster.node(2))).isEqualTo("2");
  }

  private static void serversDieAndComeBack(PostgresCluster cluster) throws SQLException {
    cluster.primary().kill();
    cluster.node(1).stop();
    cluster.node(2).hang();
    assertThat(cluster.nodes()).map(PostgresNode::isRunning).containsExactly(false, false, true);
    cluster.heal();
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (3)");
    cluster.awaitReplication();
    assertThat(count(cluster.node(1))).isEqualTo("3");
    assertThat(count(cluster.node(2))).isEqualTo("3");
  }

  private static void networkCanBeCut(PostgresCluster cluster) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection()) {
      cluster.primary().cut();
      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1")).isInstanceOf(SQLException.class);
    }
    cluster.primary().restoreNetwork();
    assertThat(count(cluster.primary())).isEqualTo("3");
  }

  private static void replicasCanBeAddedAndPromoted(PostgresCluster cluster) throws SQLException {
    PostgresNode old = cluster.primary();
    PostgresNode added = cluster.addReplica();
    cluster.awaitReplication();
    cluster.promote(added);
    Rows.run(cluster.primary(), "INSERT INTO rows VALUES (4)");
    cluster.recreate(old);
    cluster.awaitReplication();
    assertThat(cluster.replicas()).containsExactly(old, cluster.node(1), cluster.node(2));
    for (PostgresNode node : cluster.nodes()) {
      assertThat(count(node)).isEqualTo("4");
    }
  }

  @Test
  void unknownBackendIsRefused() {
    assertThatThrownBy(() -> Backend.of("vm", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weir.cluster must be embedded or testcontainers, not vm");
  }

  @Test
  void missingTestcontainersIsNamed() throws Exception {
    try (URLClassLoader without =
        new URLClassLoader(
            classPathWithout("testcontainers"), ClassLoader.getPlatformClassLoader())) {
      Method of =
          without
              .loadClass(Backend.class.getName())
              .getDeclaredMethod("of", String.class, Map.class);
      of.setAccessible(true);

      assertThatThrownBy(() -> of.invoke(null, "testcontainers", Map.of()))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "weir.cluster=testcontainers needs org.testcontainers:testcontainers on the class path");
    }
  }

  private static URL[] classPathWithout(String jar) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(classPath)
        .map(Path::of)
        .filter(path -> !path.getFileName().toString().startsWith(jar))
        .map(ContainersTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path.toString(), e);
    }
  }

  private static String count(PostgresNode node) throws SQLException {
    return Rows.value(node, "SELECT count(*) FROM rows");
  }
}
