package dev.weir.analyzer.place;

import dev.weir.analyzer.model.CallSite;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source files of a repository, found by what a stack tells: a file's name and a class. All of
 * Java, Kotlin, Groovy and Scala below a directory, but for what is built or hidden. Immutable.
 */
public final class SourceFiles {
  private static final Set<String> BUILT = Set.of("target", "build", "out", "bin", "node_modules");

  private final Map<String, List<String>> byName;

  private SourceFiles(Map<String, List<String>> byName) {
    this.byName = byName;
  }

  /**
   * Looks for them, once.
   *
   * @param repository the directory that paths are to be relative to
   * @throws IOException if it cannot be read
   */
  public static SourceFiles under(Path repository) throws IOException {
    Map<String, List<String>> byName = new HashMap<>();
    Files.walkFileTree(
        repository,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
            String name = String.valueOf(directory.getFileName());
            boolean skipped =
                !directory.equals(repository) && (name.startsWith(".") || BUILT.contains(name));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
            String name = String.valueOf(file.getFileName());
            if (name.matches(".*\\.(java|kt|groovy|scala)")) {
              String path = repository.relativize(file).toString().replace('\\', '/');
              byName.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // What cannot be read has no line to show.
          }
        });
    return new SourceFiles(byName);
  }

  /**
   * The file of a line.
   *
   * @return relative to the repository, with slashes; null if there is none, or several that are
   *     equally near: two modules may have a class of one name
   */
  public @Nullable String file(CallSite site) {
    String best = null;
    int most = -1;
    for (String path : byName.getOrDefault(String.valueOf(site.file()), List.of())) {
      int near = nearness(path, site);
      if (near > most) {
        best = path;
        most = near;
      } else if (near == most) {
        best = null;
      }
    }
    return best;
  }

  /**
   * How many directories, from the file upwards, are those of the class's package. Java and most
   * others have all of them; Kotlin's may leave out what all packages begin with.
   */
  private static int nearness(String path, CallSite site) {
    String[] directories = path.split("/", -1);
    String[] packages = site.className().split("\\.", -1);
    int d = directories.length - 2;
    int p = packages.length - 2;
    int equal = 0;
    while (d >= 0 && p >= 0 && directories[d].equals(packages[p])) {
      equal++;
      d--;
      p--;
    }
    boolean whole = equal == packages.length - 1;
    return whole || path.endsWith(".kt") ? equal : -1;
  }
}
