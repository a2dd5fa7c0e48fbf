package dev.weir.samples.shop;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import dev.weir.route.RouteCount;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.samples.shop.Freshness.Pairs;
import dev.weir.samples.shop.Output.Gain;
import dev.weir.samples.shop.Trial.Measured;
import dev.weir.samples.shop.Workload.Served;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Starts a primary and two replicas, runs an online shop on them through Weir, and shows what Weir
 * saw, what its fixes gain, and where statements went. Leaves nothing behind.
 */
@Command(
    name = "shop",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs an online shop on a PostgreSQL primary with two replicas, through Weir.")
public final class ShopDemo implements Callable<Integer> {
  private static final int POOL = 8;

  /** The first warms up, and of several one is undisturbed. */
  private static final int ROUNDS = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the findings to this file, a line of JSON each.")
  private @Nullable Path json;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long the shop is open: 1 to 600, by default ${DEFAULT-VALUE}.")
  private int seconds;

  private ShopDemo() {}

  /**
   * Runs the demo and exits: 0 when all went well; 2 when the arguments were wrong; 1 when it could
   * not run, a fix did other work than what it replaces, or a read through Weir was stale.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  static CommandLine command() {
    return new CommandLine(new ShopDemo());
  }

  @Override
  public Integer call() throws Exception {
    check();
    Output output = new Output(spec().commandLine().getOut());
    long start = System.nanoTime();
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).database("shop").start()) {
      long started = System.nanoTime();
      long rows = Schema.create(cluster.primary().dataSource());
      cluster.awaitReplication();
      output.opening(started - start, rows, System.nanoTime() - started);
      return run(cluster, output);
    }
  }

  private int run(PostgresCluster cluster, Output output) throws Exception {
    Decisions decisions = new Decisions();
    try (WeirDataSource shop = dataSource(cluster, decisions);
        Analyzer analyzer = Analyzer.attach(shop)) {
      awaitReplicas(shop, decisions);
      Served served = new Workload(shop, analyzer).run(Duration.ofSeconds(seconds));
      List<RouteCount> routes = shop.routes();
      output.served(served);

      Statistics statistics = new Statistics(shop, cluster.primary().dataSource(), POOL);
      statistics.flush();
      Report report = analyzer.report();
      output.heading(1, "What was found, worst first, beside the tables' live statistics");
      output.text(TextReport.plain().render(report));
      write(report);

      output.heading(2, "The same work after each fix, by the SQL printed above");
      output.gains(repair(shop, report, new Trial(decisions, statistics)));

      output.heading(3, "Where statements went, and how fresh reads were");
      List<Node> nodes = shop.topology().nodes().stream().map(NodeState::node).toList();
      output.routes(routes, nodes);
      long stale = compare(cluster, shop, decisions, served, output);
      output.closing();
      return stale == 0 ? 0 : 1;
    }
  }

  private static WeirDataSource dataSource(PostgresCluster cluster, Decisions decisions) {
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .name("shop")
            .primary(cluster.jdbcUrl())
            .pool(pool())
            .listener(decisions);
    cluster.replicas().stream().map(PostgresNode::jdbcUrl).forEach(builder::replica);
    return builder.build();
  }

  private static HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(POOL);
    return pool;
  }

  /** The first reads go to the primary, until the monitor and the catalogue know better. */
  private static void awaitReplicas(WeirDataSource shop, Decisions decisions) throws SQLException {
    Profile profile = new Profile(shop);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("no replica was ready within 30 s: " + shop.topology());
      }
      profile.name(1);
    } while (!decisions.lastWasOnReplica());
  }

  private static List<Gain> repair(WeirDataSource shop, Report report, Trial trial)
      throws SQLException {
    List<Gain> gains = new ArrayList<>();
    for (Repair repair : new Repairs(shop).all()) {
      int index = repair.indexIn(report);
      List<Fix> fixes = Fix.all(report.entries().get(index).advice());
      Trial.Work fixed = repair.asFixed().with(fixes);
      Measured before = trial.run(repair.asWritten());
      Measured after = trial.run(fixed);
      for (int round = 2; round <= ROUNDS; round++) {
        before = before.orFaster(trial.run(repair.asWritten()));
        after = after.orFaster(trial.run(fixed));
      }
      if (before.done() != after.done()) {
        throw new IllegalStateException(
            "%s: as written it did %d, as fixed %d"
                .formatted(repair.name(), before.done(), after.done()));
      }
      gains.add(new Gain(index + 1, repair.code(), repair.name(), before, after));
    }
    gains.sort(Comparator.comparingInt(Gain::number));
    return gains;
  }

  /** Returns how many reads through Weir were stale. */
  private long compare(
      PostgresCluster cluster,
      WeirDataSource shop,
      Decisions decisions,
      Served served,
      Output output)
      throws SQLException {
    List<String> replicas = cluster.replicas().stream().map(PostgresNode::jdbcUrl).toList();
    Duration each = Duration.ofMillis(200L * Math.min(seconds, 15));
    try (RoundRobin roundRobin = new RoundRobin(cluster.jdbcUrl(), replicas, pool())) {
      Freshness freshness = new Freshness(shop, roundRobin);
      output.stays(freshness.stays(decisions::lastWasOnReplica));
      Pairs healthy = freshness.healthy(each);
      Pairs late = freshness.late(cluster.replicas().get(1), each);
      Pairs paused = freshness.paused(cluster.replicas().get(0), each);
      output.freshness(served, List.of(healthy, late, paused));
      return served.stale() + healthy.staleWeir() + late.staleWeir() + paused.staleWeir();
    }
  }

  private void check() {
    if (seconds < 1 || seconds > 600) {
      throw new ParameterException(
          spec().commandLine(), "--seconds must be from 1 to 600, but is " + seconds);
    }
    Path file = json == null ? null : json.toAbsolutePath();
    if (file != null && !isPlaceForFile(file)) {
      throw new ParameterException(
          spec().commandLine(), "--json: there is no directory for " + file);
    }
  }

  private static boolean isPlaceForFile(Path file) {
    Path directory = file.getParent();
    return directory != null && Files.isDirectory(directory);
  }

  private void write(Report report) throws IOException {
    if (json != null) {
      Files.writeString(json, new JsonLines().render(report));
    }
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec);
  }
}
