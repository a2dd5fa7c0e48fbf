package dev.weir.samples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a cluster leaves on a machine: its directory, its processes, its shared memory. */
record Leftovers(List<String> traces) {

  static Leftovers of(PostgresCluster cluster) throws SQLException, IOException {
    List<String> traces = new ArrayList<>();
    for (PostgresNode node : cluster.nodes()) {
      Path data = Path.of(Rows.value(node, "SHOW data_directory"));
      List<String> lock = Files.readAllLines(data.resolve("postmaster.pid"));
      traces.add("process " + lock.get(0));
      traces.add("memory " + lock.get(6).strip().split(" +", -1)[1]);
      if (node == cluster.node(0)) {
        traces.add("directory " + data.getParent());
      }
    }
    return new Leftovers(traces);
  }

  static Leftovers parse(String line) {
    return new Leftovers(List.of(line.split(",", -1)));
  }

  @Override
  public String toString() {
    return String.join(",", traces);
  }

  List<String> found() {
    return traces.stream().filter(Leftovers::exists).toList();
  }

  void assertGone() {
    Await.until("nothing is left", Await.LIMIT, () -> found().isEmpty(), () -> "" + found());
  }

  private static boolean exists(String trace) {
    String[] words = trace.split(" ", -1);
    return switch (words[0]) {
      case "process" -> ProcessHandle.of(Long.parseLong(words[1])).isPresent();
      case "memory" -> sharedMemory().contains(words[1]);
      default -> Files.exists(Path.of(words[1]));
    };
  }

  private static List<String> sharedMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream()
          .map(line -> line.strip().split(" +", -1)[1])
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
