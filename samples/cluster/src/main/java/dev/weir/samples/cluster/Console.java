package dev.weir.samples.cluster;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs statements as the superuser on a server itself, whatever became of the network that clients
 * use.
 */
final class Console {

  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  private static final int PROBE_SECONDS = 5;
  private static final int ANSWER_SECONDS = 30;
  private static final String RECOVERY_CONFLICT = "40001";

  private final PGSimpleDataSource source;
  private final PGSimpleDataSource probe;

  private Console(PGSimpleDataSource source, PGSimpleDataSource probe) {
    this.source = source;
    this.probe = probe;
  }

  /**
   * A busy machine may take long to begin a session; who only asks whether it answers asks again.
   */
  static Console of(Server server) {
    return new Console(within(server, ANSWER_SECONDS), within(server, PROBE_SECONDS));
  }

  private static PGSimpleDataSource within(Server server, int seconds) {
    PGSimpleDataSource source = source(server.address(), "postgres");
    source.setApplicationName("weir-cluster");
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    source.setSocketTimeout(ANSWER_SECONDS);
    return source;
  }

  static PGSimpleDataSource source(InetSocketAddress address, String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {address.getHostString()});
    source.setPortNumbers(new int[] {address.getPort()});
    source.setDatabaseName(database);
    source.setUser(USER);
    source.setPassword(PASSWORD);
    return source;
  }

  Connection connect() throws SQLException {
    return source.getConnection();
  }

  /** Whether the server lets clients in by now. */
  boolean answers() {
    try (Connection connection = probe.getConnection()) {
      return connection.isValid(PROBE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * The first value of a query's first row; empty if there is none or it is null. A query that has
   * to give way to what its replica replays is asked again, as its session is, which reads the
   * catalog when it begins.
   */
  Optional<String> value(String query) {
    long deadline = System.nanoTime() + Await.LIMIT.toNanos();
    while (true) {
      try {
        return ask(query);
      } catch (SQLException e) {
        if (!RECOVERY_CONFLICT.equals(e.getSQLState()) || System.nanoTime() - deadline > 0) {
          throw failed(query, e);
        }
      }
    }
  }

  private Optional<String> ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  /** Whether a query's answer is true. */
  boolean isTrue(String query) {
    return value(query).filter("t"::equals).isPresent();
  }

  /** Runs statements one by one, each in a transaction of its own. */
  void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          throw failed(sql, e);
        }
      }
    } catch (SQLException e) {
      throw failed(String.join("; ", statements), e);
    }
  }

  /** A text as an SQL literal. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private IllegalStateException failed(String sql, SQLException e) {
    return new IllegalStateException(
        "%s failed on %s: %s".formatted(sql, source.getUrl(), e.getMessage()), e);
  }
}
