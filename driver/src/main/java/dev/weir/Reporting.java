package dev.weir;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How the pools that are made for reports differ from the others. Immutable.
 *
 * @param statementTimeout after which the server ends a statement; zero: as the server has it
 * @param fetchSize rows that are fetched at once in a transaction; 0: as the driver has it
 * @param replicaTimeout how long a report waits for a replica; null: as long as other reads
 */
record Reporting(Duration statementTimeout, int fetchSize, @Nullable Duration replicaTimeout) {
  static final Reporting LIKE_OTHERS = new Reporting(Duration.ZERO, 0, null);

  /** What is missing, and what each who reads it may set. */
  static final String NO_SERVER =
      "no server was named by reportingReplica(..), in a URL weir.reportingReplica, in Spring Boot"
          + " weir.reporting-replicas";

  private static final String OPTIONS = "options";
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  /** Rejects what cannot work. */
  Reporting {
    boolean none = statementTimeout.isZero();
    if (!none
        && (statementTimeout.compareTo(Duration.ofMillis(1)) < 0
            || statementTimeout.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "reportingStatementTimeout must be from 1 ms to %d ms, or 0 for none; it is %s"
              .formatted(LONGEST.toMillis(), statementTimeout));
    }
    if (fetchSize < 0) {
      throw new IllegalArgumentException(
          "reportingFetchSize must be at least 0 rows; it is " + fetchSize);
    }
  }

  /** How long a report waits for a replica, where other reads wait so long. */
  Duration replicaTimeout(Duration others) {
    return replicaTimeout == null ? others : replicaTimeout;
  }

  /**
   * Rejects what it cannot be applied to.
   *
   * @throws IllegalArgumentException if no server is for reports; or the URL of one that is has
   *     {@code options} of its own, which would win
   */
  void check(List<Server> servers) {
    if (!equals(LIKE_OTHERS) && servers.stream().noneMatch(Server::reporting)) {
      throw new IllegalArgumentException("there are settings for reports, but " + NO_SERVER);
    }
    for (Server server : servers) {
      String url = server.url();
      if (!statementTimeout.isZero()
          && server.reporting()
          && url != null
          && url.contains(OPTIONS + "=")) {
        throw new IllegalArgumentException(
            "reportingStatementTimeout cannot be added to the options in the URL of a reporting"
                + " replica: put -c statement_timeout=.. there instead");
      }
    }
  }

  /**
   * The driver's properties for a server that is for reports.
   *
   * @param properties of the other pools
   */
  Properties of(Properties properties) {
    Properties own = new Properties();
    own.putAll(properties);
    if (fetchSize > 0) {
      own.setProperty("defaultRowFetchSize", Integer.toString(fetchSize));
    }
    if (!statementTimeout.isZero()) {
      String given = own.getProperty(OPTIONS);
      own.setProperty(
          OPTIONS,
          (given == null ? "" : given + " ")
              + "-c statement_timeout="
              + statementTimeout.toMillis());
    }
    return own;
  }
}
