package dev.weir.analyzer.cli;

import java.io.Console;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/**
 * Which database, and as whom. The password comes from {@code PGPASSWORD}, from the file that
 * {@code psql} reads it from, or from a prompt; one in the URL works and is not printed, but the
 * machine's list of processes shows it.
 */
final class Target {
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NO_PASSWORD = "28000";
  private static final String PASSWORD_NEEDED = "08004";

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "The database: jdbc:postgresql://host:5432/name.")
  private String url = "";

  @Option(
      names = "--user",
      paramLabel = "ROLE",
      description = "As whom; by default as PGUSER or the URL says.")
  private @Nullable String user;

  /** The URL without what nobody is to see. */
  String name() {
    return withoutSecrets(url);
  }

  static String withoutSecrets(String url) {
    return url.replaceAll("(?i)([?&](?:password|sslpassword)=)[^&]*", "$1***");
  }

  /** The database. */
  DataSource dataSource(Map<String, String> environment) throws SQLException {
    return dataSource(url, environment);
  }

  /**
   * A connection to a server for each that is asked for, as the same role; asks for a password
   * where one is needed.
   */
  DataSource dataSource(String server, Map<String, String> environment) throws SQLException {
    PGSimpleDataSource source = source(server, user, environment);
    try (Connection connection = source.getConnection()) {
      if (connection.isClosed()) {
        throw new SQLException("the server has closed the connection");
      }
      return source;
    } catch (SQLException e) {
      Console console = Terminal.console();
      boolean asks =
          WRONG_PASSWORD.equals(e.getSQLState())
              || NO_PASSWORD.equals(e.getSQLState())
              || PASSWORD_NEEDED.equals(e.getSQLState());
      if (!asks || console == null || source.getPassword() != null) {
        throw e;
      }
      char[] typed = console.readPassword("Password: ");
      if (typed != null) {
        source.setPassword(new String(typed));
      }
      return source;
    }
  }

  /** As whom, and with which password, another server is asked. */
  Properties credentials(String server, Map<String, String> environment) {
    PGSimpleDataSource source = source(server, user, environment);
    Properties properties = new Properties();
    if (source.getUser() != null) {
      properties.setProperty("user", source.getUser());
    }
    if (source.getPassword() != null) {
      properties.setProperty("password", source.getPassword());
    }
    return properties;
  }

  static PGSimpleDataSource source(
      String url, @Nullable String user, Map<String, String> environment) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "%s must begin with jdbc:postgresql:, such as jdbc:postgresql://localhost/shop"
              .formatted(withoutSecrets(url)));
    }
    if (url.matches("jdbc:postgresql://[^/?]*@.*")) {
      throw new IllegalArgumentException(
          "a role and its password do not stand before the host: use --user and PGPASSWORD");
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setApplicationName("weir-doctor");
    source.setConnectTimeout(10);
    source.setLoginTimeout(10);
    source.setSocketTimeout(30);
    // No prepared statement outlives its transaction: poolers may give the session to somebody
    // else.
    source.setPrepareThreshold(0);
    String role = user == null ? environment.get("PGUSER") : user;
    if (role != null && (user != null || source.getUser() == null)) {
      source.setUser(role);
    }
    String password = environment.get("PGPASSWORD");
    if (password != null && source.getPassword() == null) {
      source.setPassword(password);
    }
    return source;
  }
}
