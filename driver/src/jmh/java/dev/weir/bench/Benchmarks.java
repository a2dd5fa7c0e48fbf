package dev.weir.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks in rounds, each with a new process for each subject, so that a busy minute of
 * the machine meets all subjects alike; prints a Markdown table of the medians.
 */
public final class Benchmarks {
  private static final int ROUNDS = 2;
  private static final String BYTES = "gc.alloc.rate.norm";

  private final Map<String, Map<Row, Samples>> samples = new TreeMap<>();

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param args JMH's, such as {@code readOne -p subject=P6SPY}; {@code -f} is the number of rounds
   */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(args);
    Options options =
        new OptionsBuilder()
            .parent(given)
            .forks(1)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .build();
    Benchmarks benchmarks = new Benchmarks();
    int rounds = given.getForkCount().orElse(ROUNDS);
    for (int round = 0; round < rounds; round++) {
      new Runner(options).run().forEach(benchmarks::add);
    }
    System.out.println(benchmarks.tables());
  }

  private void add(RunResult run) {
    BenchmarkParams params = run.getParams();
    Samples of =
        samples
            .computeIfAbsent(title(params), t -> new TreeMap<>(Comparator.comparing(Row::ordinal)))
            .computeIfAbsent(row(params), r -> new Samples());
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      fork.getIterationResults().forEach(of::add);
    }
  }

  private static String title(BenchmarkParams params) {
    String name = params.getBenchmark();
    name = name.substring(name.lastIndexOf('.') + 1);
    return params.getThreads() == 1 ? name : name + ", " + params.getThreads() + " threads";
  }

  /** Each benchmark has one parameter. */
  private static Row row(BenchmarkParams params) {
    String key = params.getParamsKeys().iterator().next();
    String value = params.getParam(key);
    return switch (key) {
      case "subject" -> Subject.valueOf(value);
      case "text" -> Text.valueOf(value);
      case "hostile" -> Hostile.valueOf(value);
      default -> throw new IllegalArgumentException("no rows for the parameter " + key);
    };
  }

  private String tables() {
    StringBuilder text = new StringBuilder();
    samples.forEach((name, rows) -> table(text, name, rows));
    return text.toString();
  }

  private static void table(StringBuilder text, String name, Map<Row, Samples> rows) {
    text.append(
        String.format(
            "%n| %s | ns | from, to | bytes | adds ns | adds bytes | elapsed ns |%n"
                + "|---|--:|--:|--:|--:|--:|--:|%n",
            name));
    Samples bare =
        rows.entrySet().stream()
            .filter(row -> row.getKey() == Subject.HIKARI)
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    rows.forEach((row, of) -> text.append(line(row, of, bare)));
  }

  private static String line(Row row, Samples of, @Nullable Samples bare) {
    double[] sorted = sorted(of.nanos);
    return String.format(
        "| %s | %.0f | %.0f, %.0f | %.0f | %s | %s | %.0f |%n",
        row.title(),
        median(of.nanos),
        sorted[0],
        sorted[sorted.length - 1],
        median(of.bytes),
        bare == null ? "" : added(of.nanos, bare.nanos),
        bare == null ? "" : added(of.bytes, bare.bytes),
        median(of.elapsed));
  }

  private static String added(List<Double> values, List<Double> bare) {
    return values == bare ? "" : String.format("%.0f", median(values) - median(bare));
  }

  private static double median(List<Double> values) {
    double[] sorted = sorted(values);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double[] sorted(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** One subject's iterations, of all rounds. */
  private static final class Samples {
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> elapsed = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    void add(IterationResult iteration) {
      elapsed.add(iteration.getPrimaryResult().getScore());
      nanos.add(secondary(iteration, CpuProfiler.NANOS));
      bytes.add(secondary(iteration, BYTES));
    }

    private static double secondary(IterationResult iteration, String name) {
      // Both profilers answer for each iteration.
      return Objects.requireNonNull(iteration.getSecondaryResults().get(name), name).getScore();
    }
  }
}
