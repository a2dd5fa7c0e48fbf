package dev.weir.analyzer.cli;

import dev.weir.analyzer.DatabaseDoctor;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import dev.weir.analyzer.sample.StandbySample;
import dev.weir.analyzer.sample.StatementSample;
import dev.weir.analyzer.sample.TableSample;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands that print numbers and judge nothing. */
final class RawCommands {
  private RawCommands() {}

  /** What these commands have in common. */
  static final class Look {
    @Mixin private final Target target = new Target();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "30",
        description = "How many rows at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 30;

    ServerSample take() throws Exception {
      return new DatabaseDoctor(target.name(), target.dataSource(System.getenv()))
          .watch(Duration.ZERO, passed -> {})
          .now();
    }

    /** Prints the first rows of an answer, or why there is none. */
    <T> int print(
        @Nullable CommandSpec spec,
        Answer<T> answer,
        Comparator<T> order,
        List<String> names,
        Function<T, List<String>> cells) {
      if (spec == null) {
        throw new IllegalStateException("picocli has not set the command's specification");
      }
      PrintWriter out = spec.commandLine().getOut();
      if (!answer.isSeen()) {
        out.println("not seen: " + answer.unseen());
        out.flush();
        return 0;
      }
      Grid grid = new Grid(names);
      answer.rows().stream().sorted(order).limit(limit).map(cells).forEach(grid::add);
      out.print(grid);
      if (answer.rows().size() > limit) {
        out.printf("%d more: --limit%n", answer.rows().size() - limit);
      }
      if (answer.hidden() != null) {
        out.println(answer.hidden());
      }
      out.flush();
      return 0;
    }
  }

  private static String number(double number) {
    return Double.isNaN(number) ? "off" : String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String number(long number) {
    return number((double) number);
  }

  private static String orEmpty(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** {@code weir tables}. */
  @Command(
      name = "tables",
      mixinStandardHelpOptions = true,
      description = "Tables, most dead rows first.")
  static final class Tables implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Look look = new Look();

    @Override
    public Integer call() throws Exception {
      return look.print(
          spec,
          look.take().tables(),
          Comparator.comparingLong((TableSample table) -> table.stats().deadRows()).reversed(),
          List.of(
              "table",
              "live",
              "dead",
              "trigger",
              "changed",
              "inserts",
              "updates",
              "hot",
              "deletes",
              "seq scans",
              "index scans",
              "autovacuums",
              "last autovacuum",
              "age"),
          table ->
              List.of(
                  table.name().toString(),
                  number(table.stats().liveRows()),
                  number(table.stats().deadRows()),
                  number(table.stats().vacuumTrigger()),
                  number(table.stats().modsSinceAnalyze()),
                  number(table.stats().inserts()),
                  number(table.stats().updates()),
                  number(table.stats().hotUpdates()),
                  number(table.stats().deletes()),
                  number(table.sequentialScans()),
                  number(table.indexScans()),
                  number(table.autovacuums()),
                  orEmpty(table.stats().lastAutovacuum()),
                  number(table.xidAge())));
    }
  }

  /** {@code weir indexes}. */
  @Command(
      name = "indexes",
      mixinStandardHelpOptions = true,
      description = "Indexes, the largest first.")
  static final class Indexes implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Look look = new Look();

    @Override
    public Integer call() throws Exception {
      return look.print(
          spec,
          look.take().indexes(),
          Comparator.comparingLong(IndexSample::sizeBytes).reversed(),
          List.of("index", "table", "method", "columns", "unique", "valid", "bytes", "scans"),
          index ->
              List.of(
                  index.fullName().toString(),
                  index.table().toString(),
                  index.method(),
                  String.join(", ", index.columns()),
                  index.unique() ? "yes" : "",
                  index.valid() ? "yes" : "NO",
                  number(index.sizeBytes()),
                  number(index.scans())));
    }
  }

  /** {@code weir replication}. */
  @Command(
      name = "replication",
      mixinStandardHelpOptions = true,
      description = "Standbys and replication slots.")
  static final class Replication implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Look look = new Look();

    @Override
    public Integer call() throws Exception {
      ServerSample sample = look.take();
      look.print(
          spec,
          sample.standbys(),
          Comparator.comparingLong(StandbySample::behindBytes).reversed(),
          List.of("standby", "address", "state", "sync", "bytes behind", "replay ms", "xmin age"),
          standby ->
              List.of(
                  standby.application(),
                  orEmpty(standby.address()),
                  orEmpty(standby.state()),
                  orEmpty(standby.sync()),
                  number(standby.behindBytes()),
                  number(standby.replayMillis()),
                  number(standby.xminAge())));
      return look.print(
          spec,
          sample.slots(),
          Comparator.comparingLong(SlotSample::retainedBytes).reversed(),
          List.of("slot", "kind", "active", "bytes kept", "status", "xmin age", "catalog xmin age"),
          slot ->
              List.of(
                  slot.name(),
                  slot.logical() ? "logical" : "physical",
                  slot.active() ? "yes" : "NO",
                  number(slot.retainedBytes()),
                  orEmpty(slot.walStatus()),
                  number(slot.xminAge()),
                  number(slot.catalogXminAge())));
    }
  }

  /** {@code weir statements}. */
  @Command(
      name = "statements",
      mixinStandardHelpOptions = true,
      description = "Statements by their time, without values.")
  static final class Statements implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Look look = new Look();

    @Override
    public Integer call() throws Exception {
      return look.print(
          spec,
          look.take().statements(),
          Comparator.comparingDouble(StatementSample::execMillis).reversed(),
          List.of("ms", "calls", "rows", "hit", "read", "temp", "WAL bytes", "statement"),
          statement ->
              List.of(
                  number(statement.execMillis()),
                  number(statement.calls()),
                  number(statement.rows()),
                  number(statement.blocksHit()),
                  number(statement.blocksRead()),
                  number(statement.tempBlocks()),
                  number(statement.walBytes()),
                  orEmpty(statement.text())));
    }
  }

  /** {@code weir locks}. */
  @Command(
      name = "locks",
      mixinStandardHelpOptions = true,
      description = "Sessions in a transaction, those that wait for locks first.")
  static final class Locks implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private final Look look = new Look();

    @Override
    public Integer call() throws Exception {
      return look.print(
          spec,
          look.take().sessions(),
          Comparator.comparingLong(SessionSample::waitedMillis).reversed(),
          List.of(
              "pid",
              "application",
              "role",
              "database",
              "state",
              "since",
              "xmin age",
              "waits ms",
              "for",
              "on",
              "behind",
              "statement"),
          session ->
              List.of(
                  Integer.toString(session.pid()),
                  session.application(),
                  orEmpty(session.role()),
                  orEmpty(session.database()),
                  orEmpty(session.state()),
                  orEmpty(session.transactionStart()),
                  number(session.horizonAge()),
                  session.waitedMillis() < 0 ? "" : number(session.waitedMillis()),
                  orEmpty(session.lock()),
                  orEmpty(session.table()),
                  session.blockers().isEmpty() ? "" : session.blockers().toString(),
                  orEmpty(session.statement())));
    }
  }
}
