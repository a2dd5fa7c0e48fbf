package dev.weir.bench.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the benchmarks that need real servers, and prints their tables in Markdown. */
public final class ClusterBenchmarks {
  private ClusterBenchmarks() {}

  /** One of them. */
  interface Benchmark {
    /** Starts its own servers, measures, prints. */
    void run() throws Exception;
  }

  /**
   * Runs them.
   *
   * @param args the names of those to run, all if there is none
   */
  public static void main(String[] args) throws Exception {
    Map<String, Benchmark> all = new LinkedHashMap<>();
    all.put("stickiness", new Stickiness());
    all.put("offload", new Offload());
    all.put("promotion", new Promotion());
    all.put("throughput", new Throughput());
    all.put("sampling", new Sampling());
    all.put("paired", new Paired());
    all.put("cold", new Cold());
    for (String name : args.length == 0 ? List.copyOf(all.keySet()) : List.of(args)) {
      Benchmark benchmark = all.get(name);
      if (benchmark == null) {
        throw new IllegalArgumentException("no benchmark " + name + ": there are " + all.keySet());
      }
      benchmark.run();
    }
  }
}
