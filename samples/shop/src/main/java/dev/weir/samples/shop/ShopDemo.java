package dev.weir.samples.shop;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.page.WeirPage;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.route.RouteCount;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.samples.shop.Workload.Served;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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

  @Option(
      names = "--page",
      description = "Serve the live page meanwhile, and on until Enter is pressed.")
  private boolean page;

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
    try (WeirDataSource shop = dataSource(cluster, decisions)) {
      awaitReplicas(shop, decisions);
      List<RouteCount> before = shop.routes();
      try (Analyzer analyzer = Analyzer.attach(shop);
          WeirPage opened = page ? WeirPage.start(analyzer, "127.0.0.1:0") : null) {
        if (opened != null) {
          output.text("The live page: " + opened.address() + "\n");
        }
        Duration day = Duration.ofSeconds(seconds);
        Served served = new Workload(shop, analyzer).run(day);
        Routes routes = new Routes(shop.topology(), before, shop.routes());
        output.served(served);

        Sections sections = new Sections(cluster, shop, decisions, output);
        Report report = sections.findings(analyzer);
        write(report);
        sections.gains(report);
        boolean fresh = sections.routing(served, routes, day);
        if (opened != null) {
          output.text(
              "\nThe live page is there until Enter is pressed: " + opened.address() + "\n");
          var unused = System.in.read();
        }
        return fresh ? 0 : 1;
      }
    }
  }

  private static WeirDataSource dataSource(PostgresCluster cluster, Decisions decisions) {
    WeirDataSource.Builder builder =
        WeirDataSource.builder()
            .name("shop")
            .primary(cluster.jdbcUrl())
            .pool(Sections.pool())
            .listener(decisions);
    cluster.replicas().stream().map(PostgresNode::jdbcUrl).forEach(builder::replica);
    return builder.build();
  }

  /** The first reads go to the primary, until the monitor and the catalogue know better. */
  private static void awaitReplicas(WeirDataSource shop, Decisions decisions) throws SQLException {
    Profile profile = new Profile(shop);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "the replicas were not ready within 30 s: " + shop.topology());
      }
      profile.name(1);
    } while (!decisions.lastWasOnReplica() || !allAnswered(shop.topology()));
  }

  private static boolean allAnswered(Topology topology) {
    return topology.nodes().stream()
        .allMatch(
            state ->
                state.node().equals(topology.primary())
                    || state.confirmedNanos() != NodeState.UNKNOWN);
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
