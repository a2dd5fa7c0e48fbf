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
          // Nothing here outlives the machine. Survives the death of processes all the same.
          Map.entry("fsync", "off"),
          // Files in the data directory, not in /dev/shm: a killed server leaves nothing behind.
          Map.entry("dynamic_shared_memory_type", "mmap"),
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""));

  private final Map<String, String> settings;
  private final Binaries binaries;
  private final Path directory;
  private final Launcher launcher;
  private final Watchdog watchdog;

  EmbeddedBackend(Map<String, String> settings) {
    this.settings = new LinkedHashMap<>(DEFAULTS);
    this.settings.putAll(settings);
    this.binaries = Binaries.unpacked();
    try {
      this.directory = Files.createTempDirectory("weir-cluster");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for the cluster", e);
    }
    this.watchdog = Watchdog.over(directory);
    this.launcher = Launcher.detect(directory);
    launcher.own(directory);
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
