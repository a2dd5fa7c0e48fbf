package dev.weir.samples.bloat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Measures the queue from outside. For one thread. */
final class Gauge {
  private static final Pattern BUFFERS = Pattern.compile("\"Shared (?:Hit|Read) Blocks\": (\\d+)");

  private final DataSource dataSource;
  private final Queue queue;
  private long lastDone;
  private long lastNanos;

  Gauge(DataSource dataSource, Queue queue) {
    this.dataSource = dataSource;
    this.queue = queue;
    reset();
  }

  /** Begins to count jobs. */
  void reset() {
    lastDone = queue.done();
    lastNanos = System.nanoTime();
  }

  /**
   * The queue at one moment.
   *
   * @param jobsPerSecond since the last one
   * @param live rows
   * @param dead rows
   * @param buffers that the fetch of one job reads
   * @param autovacuums so far
   */
  record Reading(double jobsPerSecond, long live, long dead, long buffers, long autovacuums) {
    /** The share of dead rows, 0 to 1. */
    double deadShare() {
      return dead / Math.max(1.0, (double) dead + live);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,7.0f jobs/s   %,8d dead rows (%4.1f %%)   %,7d buffers for one job   autovacuum ran %d"
              + " times",
          jobsPerSecond,
          dead,
          100 * deadShare(),
          buffers,
          autovacuums);
    }
  }

  Reading read() throws SQLException {
    long done = queue.done();
    long nanos = System.nanoTime();
    double rate = (done - lastDone) * 1e9 / Math.max(1, nanos - lastNanos);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      long buffers = buffers(statement);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM job), pg_stat_get_dead_tuples('job'::regclass),"
                  + " pg_stat_get_autovacuum_count('job'::regclass)")) {
        row.next();
        return new Reading(rate, row.getLong(1), row.getLong(2), buffers, row.getLong(3));
      }
    } finally {
      reset();
    }
  }

  private static long buffers(Statement statement) throws SQLException {
    try (ResultSet plan =
        statement.executeQuery(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT id FROM job WHERE status = 'pending'"
                + " ORDER BY id LIMIT 1")) {
      plan.next();
      Matcher matcher = BUFFERS.matcher(plan.getString(1));
      // The topmost node comes first, and has the sums of those below it.
      return (matcher.find() ? Long.parseLong(matcher.group(1)) : 0)
          + (matcher.find() ? Long.parseLong(matcher.group(1)) : 0);
    }
  }
}
