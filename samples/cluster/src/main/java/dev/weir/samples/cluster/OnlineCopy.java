package dev.weir.samples.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The low-level base backup of PostgreSQL's manual ("Making a Base Backup Using the Low Level
 * API"): the files of a running server, copied between {@code pg_backup_start} and {@code
 * pg_backup_stop}.
 */
final class OnlineCopy {

  /** The version in which the functions got the names that they have. */
  private static final int RENAMED = 15;

  private static final Path CONTROL = Path.of("global", "pg_control");

  /**
   * Directories that are copied empty: what the manual says to leave out, and the WAL, which the
   * new standby streams from the primary ({@code wal_keep_size} keeps it there).
   */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "cluster.conf");

  private OnlineCopy() {}

  /** Copies a running server's data directory to one that does not exist yet. */
  static void of(Path source, Console console, Path target) throws IOException {
    try (Connection connection = console.connect();
        Statement statement = connection.createStatement()) {
      boolean renamed = connection.getMetaData().getDatabaseMajorVersion() >= RENAMED;
      statement.execute(
          renamed
              ? "SELECT pg_backup_start('weir', fast => true)"
              : "SELECT pg_start_backup('weir', fast => true, exclusive => false)");
      Trees.copy(source, target, OnlineCopy::isWanted);
      // Last, as pg_basebackup does: where recovery has to go must not be older than the data.
      Files.copy(
          source.resolve(CONTROL), target.resolve(CONTROL), StandardCopyOption.REPLACE_EXISTING);
      try (ResultSet row =
          statement.executeQuery(
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, wait_for_archive => false)")) {
        row.next();
        Files.writeString(target.resolve("backup_label"), row.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException("the backup of " + source + " failed: " + e.getMessage(), e);
    }
  }

  private static boolean isWanted(Path file) {
    String first = file.getName(0).toString();
    return !EMPTY.contains(first)
        && !LEFT_OUT.contains(first)
        && !file.getFileName().toString().startsWith("pgsql_tmp")
        && !file.equals(CONTROL);
  }
}
