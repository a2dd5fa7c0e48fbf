package dev.weir.bench.cluster;

import dev.weir.bench.Subject;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an application waits for that begins with a subject, and how large it is: each in a new
 * process, with nothing in its class path but what it needs.
 */
final class Cold implements ClusterBenchmarks.Benchmark {
  private static final int ROUNDS = 7;
  private static final int VALUES = 6;

  /** What {@code dependency:tree} wrote during the build. */
  private static final Path DEPENDENCIES = Path.of("target", "dependencies.tgf");

  private static final Map<Subject, String> LIBRARIES = new EnumMap<>(Subject.class);

  static {
    LIBRARIES.put(Subject.HIKARI, "com.zaxxer:HikariCP");
    LIBRARIES.put(Subject.OBSERVE_SILENTLY, "dev.weir:weir-driver");
    LIBRARIES.put(Subject.ROUTE, "dev.weir:weir-driver");
    LIBRARIES.put(Subject.DATASOURCE_PROXY, "net.ttddyy:datasource-proxy");
    LIBRARIES.put(Subject.P6SPY, "p6spy:p6spy");
    LIBRARIES.put(Subject.OPENTELEMETRY, "io.opentelemetry.instrumentation:opentelemetry-jdbc");
    LIBRARIES.put(Subject.SHARDINGSPHERE, "org.apache.shardingsphere:shardingsphere-jdbc");
    LIBRARIES.put(Subject.AWS, "software.amazon.jdbc:aws-advanced-jdbc-wrapper");
  }

  private final Map<Subject, List<Path>> jars = new EnumMap<>(Subject.class);
  private final Map<Subject, List<double[]>> starts = new EnumMap<>(Subject.class);

  @Override
  public void run() throws Exception {
    Jars all = new Jars(DEPENDENCIES);
    LIBRARIES.forEach(
        (subject, library) ->
            jars.put(subject, all.of(library, "com.zaxxer:HikariCP", "org.postgresql:postgresql")));
    try (PostgresCluster cluster = PostgresCluster.start(2)) {
      Servers.createTables(cluster);
      List<String> urls = cluster.nodes().stream().map(PostgresNode::directJdbcUrl).toList();
      for (int round = -1; round < ROUNDS; round++) {
        for (Subject subject : LIBRARIES.keySet()) {
          double[] start = start(subject, urls);
          if (round >= 0) { // What was read from disk once is in memory from then on.
            starts.computeIfAbsent(subject, s -> new ArrayList<>()).add(start);
          }
        }
      }
    }
    System.out.printf(
        "| cold, ms | process to connection | to row | from, to | main to connection | to row"
            + " | processor | classes | jars | KiB |%n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|%n");
    for (Subject subject : LIBRARIES.keySet()) {
      System.out.println(row(subject));
    }
  }

  private String row(Subject subject) throws IOException {
    double[][] sorted = new double[VALUES][];
    for (int i = 0; i < VALUES; i++) {
      int value = i;
      sorted[i] = starts.get(subject).stream().mapToDouble(s -> s[value]).sorted().toArray();
    }
    long bytes = 0;
    for (Path jar : jars.get(subject)) {
      bytes += Files.size(jar);
    }
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.0f, %.0f | %.0f | %.0f | %.0f | %.0f | %d | %d |",
        subject.title(),
        Rate.median(sorted[0]),
        Rate.median(sorted[1]),
        sorted[1][0],
        sorted[1][ROUNDS - 1],
        Rate.median(sorted[2]),
        Rate.median(sorted[3]),
        Rate.median(sorted[4]),
        Rate.median(sorted[5]),
        jars.get(subject).size(),
        bytes / 1024);
  }

  /** What {@link ColdStart} prints. */
  private double[] start(Subject subject, List<String> urls)
      throws IOException, InterruptedException, URISyntaxException {
    Path benchmarks =
        Path.of(Cold.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String classPath =
        jars.get(subject).stream()
            .map(jar -> File.pathSeparator + jar)
            .collect(Collectors.joining("", benchmarks.toString(), ""));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, ColdStart.class.getName()));
    command.addAll(List.of(Long.toString(System.currentTimeMillis()), subject.name()));
    command.addAll(urls);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String result =
        printed
            .lines()
            .filter(line -> line.startsWith(ColdStart.RESULT))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(subject + " did not start:\n" + printed));
    process.waitFor();
    return Arrays.stream(result.substring(ColdStart.RESULT.length()).trim().split(" "))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
