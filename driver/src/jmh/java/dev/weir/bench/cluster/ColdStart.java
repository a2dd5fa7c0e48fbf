package dev.weir.bench.cluster;

import dev.weir.bench.Opened;
import dev.weir.bench.Subject;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A process that begins to use a subject: see {@link Cold}. */
final class ColdStart {
  static final String RESULT = "cold:";

  private ColdStart() {}

  /**
   * Prints in milliseconds what passed from the start of the process to the first connection and to
   * the first row, from here to both, and the processor time to the first row; then how many
   * classes are loaded.
   *
   * @param args when the process was started, in milliseconds since 1970; the subject; its URLs
   */
  public static void main(String[] args) throws SQLException {
    long main = System.nanoTime();
    double early = System.currentTimeMillis() - Long.parseLong(args[0]);
    List<String> urls = Arrays.asList(args).subList(2, args.length);
    Opened opened = Subject.valueOf(args[1]).open(urls);
    try (Connection connection = opened.dataSource().getConnection()) {
      double connected = millisSince(main);
      try (PreparedStatement statement =
          connection.prepareStatement("select v from t0 where id = ?")) {
        statement.setInt(1, 7);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          rows.getInt(1);
          double row = millisSince(main);
          double processor =
              ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
          // Last, because it loads classes itself; the same for all.
          int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
          System.out.printf(
              "%n%s %f %f %f %f %f %d%n",
              RESULT, early + connected, early + row, connected, row, processor, classes);
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
