package dev.weir.samples.shop;

import static dev.weir.samples.shop.Columns.millis;
import static dev.weir.samples.shop.Columns.number;
import static dev.weir.samples.shop.Columns.seconds;

import dev.weir.route.RouteReason;
import dev.weir.samples.shop.Freshness.Pairs;
import dev.weir.samples.shop.Freshness.Stays;
import dev.weir.samples.shop.Trial.Measured;
import dev.weir.samples.shop.Workload.Served;
import dev.weir.topology.Node;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Writes what the demo has to say, as soon as it is known. */
final class Output {
  private final PrintWriter out;

  Output(PrintWriter out) {
    this.out = out;
  }

  void opening(long clusterNanos, long rows, long schemaNanos) {
    line("Started a PostgreSQL primary and two streaming replicas in %s,", seconds(clusterNanos));
    line("with an online shop of %s rows in %s.", number(rows), seconds(schemaNanos));
  }

  void served(Served served) {
    line("");
    line(
        "The shop served %s requests and jobs on %d threads in %s.",
        number(served.requests()), Workload.THREADS, seconds(served.took().toNanos()));
  }

  void heading(int number, String title) {
    String heading = number + ". " + title;
    line("");
    line(heading);
    line("-".repeat(heading.length()));
    line("");
  }

  void text(String text) {
    out.print(text);
    out.flush();
  }

  void line(String format, Object... values) {
    out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    out.flush();
  }

  void gains(List<Gain> gains) {
    Columns columns = new Columns("finding and work", "statements", "time", "dead rows", "saved");
    for (Gain gain : gains) {
      Measured before = gain.before();
      Measured after = gain.after();
      columns.add(
          "%d %s  %s".formatted(gain.number(), gain.code(), gain.name()),
          number(before.statements()) + " -> " + pad(number(after.statements()), 5),
          millis(before.nanos()) + " -> " + pad(millis(after.nanos()), 7),
          number(before.deadRows()) + " -> " + pad(number(after.deadRows()), 5),
          percent(before.nanos() - after.nanos(), before.nanos()));
    }
    columns.lines().forEach(this::line);
    line("");
    line("Statements are round trips: here within one machine, in production over a network.");
    line(
        "Time is the best of three rounds. Dead rows are the row versions that updates and deletes");
    line("made dead, by the server's count; some are pruned at once.");
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** Rounded down: 100 only if it is so. */
  private static String percent(long part, long whole) {
    return Math.floorDiv(100 * part, Math.max(1, whole)) + " %";
  }

  void routes(Routes routes) {
    List<Node> nodes = routes.nodes();
    String[] headings = new String[nodes.size() + 1];
    headings[0] = "statements by reason";
    nodes.forEach(node -> headings[node.index() + 1] = node.name());
    Columns columns = new Columns(headings);
    for (RouteReason reason : RouteReason.values()) {
      if (routes.executions(reason) > 0) {
        String[] cells = new String[headings.length];
        cells[0] = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        nodes.forEach(node -> cells[node.index() + 1] = number(routes.executions(reason, node)));
        columns.add(cells);
      }
    }
    columns.lines().forEach(this::line);
    long onReplicas = routes.executions(RouteReason.READ);
    line("");
    line(
        "Replicas served %s of the shop's %s reads (%s).",
        number(onReplicas), number(routes.reads()), percent(onReplicas, routes.reads()));
  }

  void stays(Stays stays) {
    line("");
    line(
        "After a write, its caller read on the primary for %s (median), %s (p99), of %s writes.",
        millis(stays.medianNanos()), millis(stays.p99Nanos()), number(stays.writes()));
  }

  void freshness(Served served, List<Pairs> all) {
    line("");
    Columns columns =
        new Columns("profile edited, shown at once", "edits", "stale: Weir", "stale: round-robin");
    columns.add("the shop above", number(served.edits()), number(served.stale()), "-");
    for (Pairs pairs : all) {
      columns.add(
          pairs.servers(),
          number(pairs.pairs()),
          number(pairs.staleWeir()),
          number(pairs.staleRoundRobin()));
    }
    columns.lines().forEach(this::line);
  }

  /** What to do now. */
  void closing() {
    line("");
    line("Read next: README.md, \"Use it\".");
  }

  /**
   * What a fix gained.
   *
   * @param number of the finding in the report
   * @param code of the finding
   * @param name of the work
   * @param before as it was written
   * @param after with the report's SQL
   */
  record Gain(int number, String code, String name, Measured before, Measured after) {}
}
