package dev.weir.samples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Servers as processes of this machine, from the embedded binaries, all in one temporary directory.
 */
final class EmbeddedBackend implements Backend {

  /** What makes servers of one machine a cluster that is quick to start and to replicate. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          // Files in the data directory, not in /dev/shm: a killed server leaves nothing behind.
          Map.entry("dynamic_shared_memory_type", "mmap"),
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""));

  private static final String PREFIX = "weir-cluster";

  /** The file system in memory that Linux has; in containers it is mostly too small. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final long ENOUGH_MEMORY_BYTES = 4L << 30;

  private final Map<String, String> settings;
  private final Binaries binaries;
  private final Path directory;
  private final Launcher launcher;
  private final Watchdog watchdog;

  EmbeddedBackend(Map<String, String> settings) {
    this.settings = new LinkedHashMap<>(DEFAULTS);
    this.settings.putAll(settings);
    this.binaries = Binaries.unpacked();
    this.directory = directory();
    this.watchdog = Watchdog.over(directory);
    this.launcher = Launcher.detect(directory);
    launcher.own(directory);
  }

  /**
   * A new directory, in memory where there is much of it, else where temporary files go. On ext4
   * files are slow to create where many were deleted in the last minutes, which is what a run of
   * tests does: a cluster takes three times as long.
   */
  private static Path directory() {
    try {
      return Files.isWritable(MEMORY)
              && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH_MEMORY_BYTES
          ? Files.createTempDirectory(MEMORY, PREFIX)
          : Files.createTempDirectory(PREFIX);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the cluster", e);
    }
  }

  @Override
  public Server server(String name) {
    return new EmbeddedServer(name, directory, binaries, launcher, settings);
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
