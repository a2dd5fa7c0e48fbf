package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkFaultsTest {

  private static final PostgresCluster cluster = PostgresCluster.start(0);

  /** The first thing a driver may say; a server without TLS answers N. */
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

  private final PostgresNode node = cluster.primary();

  @AfterAll
  static void close() {
    cluster.close();
  }

  @AfterEach
  void heal() {
    cluster.heal();
  }

  @Test
  void cutResetsConnectionsAndRefusesNewOnes() throws SQLException {
    try (Connection connection = node.dataSource().getConnection()) {
      node.cut();

      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
    }
    assertThatThrownBy(() -> DriverManager.getConnection(node.jdbcUrl()))
        .isInstanceOf(SQLException.class)
        .hasRootCauseInstanceOf(ConnectException.class);
    assertThat(node.isRunning()).isTrue();
  }

  @Test
  void restoredNetworkServesOnTheSamePort() throws SQLException {
    int port = node.port();
    for (int round = 0; round < 20; round++) {
      node.cut();
      node.restoreNetwork();
      assertThat(Rows.value(node, "SELECT 1")).isEqualTo("1");
    }
    assertThat(node.port()).isEqualTo(port);
  }

  @Test
  void blackholeSwallowsWhatIsSentOnOldConnections() throws SQLException {
    try (Connection connection = node.dataSource().getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 300);
      node.blackhole();

      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1"))
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void blackholeAcceptsNewConnectionsAndDoesNotAnswer() {
    node.blackhole();

    assertThatThrownBy(() -> DriverManager.getConnection(node.jdbcUrl() + "&socketTimeout=1"))
        .hasRootCauseInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whatTheBlackholeHeldArrivesWhenItEnds() throws IOException {
    node.blackhole();
    try (Socket socket = new Socket(node.host(), node.port())) {
      socket.getOutputStream().write(SSL_REQUEST);
      socket.setSoTimeout(200);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      node.restoreNetwork();
      socket.setSoTimeout(30_000);
      assertThat(socket.getInputStream().read()).isEqualTo('N');
    }
  }

  @Test
  void nobodyElseGetsThePortOfACutNode() {
    node.cut();

    assertThatThrownBy(() -> new ServerSocket(node.port()).close())
        .isInstanceOf(BindException.class);
  }

  @Test
  void blackholeThatBecomesACutResetsWhatItHeld() throws SQLException {
    try (Connection connection = node.dataSource().getConnection()) {
      node.blackhole();
      node.cut();

      assertThatThrownBy(() -> Rows.value(connection, "SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void latencyIsAddedToEachRoundTrip() throws SQLException {
    try (Connection connection = node.dataSource().getConnection()) {
      node.latency(Duration.ofMillis(60));
      long before = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        Rows.value(connection, "SELECT 1");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(180));
    }
  }

  @Test
  void largeResultsPassUnchanged() throws SQLException {
    String text = Rows.value(node, "SELECT repeat('weir', 1024 * 1024)");
    assertThat(text).isEqualTo("weir".repeat(1024 * 1024));
  }

  @Test
  void directUrlPassesByTheCut() throws SQLException {
    node.cut();

    try (Connection connection = DriverManager.getConnection(node.directJdbcUrl())) {
      assertThat(Rows.value(connection, "SELECT 1")).isEqualTo("1");
    }
  }
}
