package dev.weir.bench.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which jars libraries need, as Maven resolved them for this process. */
final class Jars {
  private static final String[] CLASS_PATH =
      System.getProperty("java.class.path").split(File.pathSeparator);

  private final Map<String, String> fileNames = new HashMap<>();
  private final Map<String, Set<String>> needs = new HashMap<>();

  /**
   * Reads what {@code dependency:tree} wrote.
   *
   * @param graph in Trivial Graph Format: a line for each node, {@code #}, a line for each edge.
   *     Verbose: a library is a node wherever it is needed, in parentheses where another one counts
   */
  Jars(Path graph) throws IOException {
    Map<String, String> nodes = new HashMap<>();
    boolean edges = false;
    for (String line : Files.readAllLines(graph)) {
      String[] words = line.split(" ");
      if (line.equals("#")) {
        edges = true;
      } else if (edges) {
        needs
            .computeIfAbsent(nodes.get(words[0]), library -> new HashSet<>())
            .add(nodes.get(words[1]));
      } else {
        // group:artifact:type:version, and more.
        String[] parts = words[1].replace("(", "").split(":");
        String library = parts[0] + ":" + parts[1];
        nodes.put(words[0], library);
        if (!words[1].startsWith("(")) {
          fileNames.put(library, parts[1] + "-" + parts[3] + ".jar");
        }
      }
    }
  }

  /** The jars of libraries, {@code group:artifact}, and of all that they need. */
  List<Path> of(String... libraries) {
    Set<String> found = new HashSet<>(List.of(libraries));
    Deque<String> left = new ArrayDeque<>(found);
    while (!left.isEmpty()) {
      for (String needed : needs.getOrDefault(left.pop(), Set.of())) {
        if (found.add(needed)) {
          left.push(needed);
        }
      }
    }
    List<Path> jars = new ArrayList<>();
    for (String library : found) {
      jars.add(jar(library));
    }
    return jars;
  }

  private Path jar(String library) {
    String name = fileNames.get(library);
    for (String entry : CLASS_PATH) {
      Path path = Path.of(entry);
      if (path.getFileName().toString().equals(name)) {
        return path;
      }
    }
    throw new IllegalStateException("no jar of " + library + " in the class path: " + name);
  }
}
