package dev.weir.analyzer.cli;

import dev.weir.analyzer.DatabaseDoctor;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.report.CheckupJson;
import dev.weir.analyzer.report.CheckupText;
import dev.weir.analyzer.report.HtmlReport;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.Observation.Replica;
import dev.weir.analyzer.sample.ServerSample;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Watches a database for a while and says what binds it, how each area is, and what to do.",
      "It only reads, in short transactions, on one connection."
    })
final class DoctorCommand implements Callable<Integer> {
  /** From which severity on it fails. */
  enum FailOn {
    NEVER,
    CRITICAL,
    WARNING,
    INFO;

    boolean meets(Severity severity) {
      return switch (this) {
        case NEVER -> false;
        case CRITICAL -> severity == Severity.ERROR;
        case WARNING -> severity != Severity.INFO;
        case INFO -> true;
      };
    }
  }

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final Target target = new Target();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How long to watch, such as 30s or 2m; 0 for one look. Default: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ofSeconds(30);

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "Compare with the samples in this file, and add one: for what takes hours and weeks to"
              + " judge.")
  private @Nullable Path history;

  @Option(
      names = "--replica",
      paramLabel = "URL",
      description =
          "A replica of it, asked too: an index that is used there is used. May be repeated.")
  private List<String> replicas = List.of();

  @Option(
      names = "--pgbouncer",
      paramLabel = "URL",
      description =
          "The admin console of a PgBouncer before it, jdbc:postgresql://host:6432/pgbouncer: who"
              + " waits there is told.")
  private @Nullable String pgbouncer;

  @Option(
      names = "--findings",
      paramLabel = "FILE",
      description =
          "What applications wrote as JSON lines: says beside a table which code uses it. May be"
              + " repeated.")
  private List<Path> findings = List.of();

  @Option(names = "--json", description = "Print one JSON object, and nothing else.")
  private boolean json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write it as one HTML file as well.")
  private @Nullable Path html;

  @Option(
      names = "--watch",
      description = "Begin again when it has printed, until it is interrupted.")
  private boolean watch;

  @Option(
      names = "--page",
      description =
          "Serve it as a page, to this machine only, and examine the database again and again"
              + " until it is interrupted.")
  private boolean page;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Where the page is, on 127.0.0.1. Default: one that is free.")
  private int port;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "never",
      description =
          "Exit with 1 from this severity on: critical, warning, info or never. Default:"
              + " ${DEFAULT-VALUE}.")
  private FailOn failOn = FailOn.NEVER;

  private Map<String, DatabaseDoctor> others = Map.of();

  @Override
  public Integer call() throws Exception {
    boolean again = watch || page;
    if (again && time.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "%s looks again and again for --for, which must be 1s or more"
              .formatted(page ? "--page" : "--watch"));
    }
    checkFiles();
    DatabaseDoctor doctor = new DatabaseDoctor(target.name(), target.dataSource(System.getenv()));
    if (pgbouncer != null) {
      target.credentials(pgbouncer, System.getenv());
    }
    others = others();
    try (DoctorPage shown = new DoctorPage(port, spec.commandLine().getOut())) {
      if (page) {
        shown.check();
      }
      Checkup checkup = look(doctor, shown);
      while (again) {
        checkup = look(doctor, shown);
      }
      return fails(checkup) ? WeirCli.FOUND : 0;
    } catch (InterruptedException e) {
      return 0; // That is how watching ends.
    } catch (SQLException e) {
      if (again && Thread.currentThread().isInterrupted()) {
        return 0; // While a server was asked.
      }
      throw e;
    }
  }

  /** What would fail after it has watched, fails before. */
  private void checkFiles() throws IOException {
    ApplicationFindings.read(findings);
    if (history != null) {
      new HistoryFile(history).check();
    }
    if (html != null) {
      NamedFiles.writable(html);
    }
  }

  /** The replicas, each by its name. */
  private Map<String, DatabaseDoctor> others() throws SQLException {
    Map<String, DatabaseDoctor> doctors = new LinkedHashMap<>();
    for (String url : replicas) {
      String name = Target.withoutSecrets(url);
      try {
        DataSource source = target.dataSource(url, System.getenv());
        if (!isStandby(source)) {
          throw new IllegalArgumentException("--replica " + name + " is a primary, no replica");
        }
        doctors.put(name, new DatabaseDoctor(name, source));
      } catch (SQLException e) {
        throw new SQLException(
            "--replica %s: %s".formatted(name, e.getMessage()), e.getSQLState(), e);
      }
    }
    return doctors;
  }

  private static boolean isStandby(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Watches once, and prints what is to be said. */
  private Checkup look(DatabaseDoctor doctor, DoctorPage shown) throws Exception {
    Observation observation = doctor.watch(time, progress());
    if (history != null) {
      HistoryFile file = new HistoryFile(history);
      observation = observation.since(file.trail(observation.now()));
      file.add(observation.now());
    }
    if (pgbouncer != null) {
      observation =
          observation.behind(
              DatabaseDoctor.pools(pgbouncer, target.credentials(pgbouncer, System.getenv())));
    }
    Checkup checkup = DatabaseDoctor.examine(observation.beside(replicas()), longer());
    if (!findings.isEmpty()) {
      checkup = checkup.beside(ApplicationFindings.read(findings)::of);
    }
    if (html != null) {
      Files.writeString(html, HtmlReport.render(checkup));
    }
    if (page) {
      shown.show(checkup, observation);
      return checkup;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(watch && Terminal.hasColours() ? Terminal.CLEAR : "");
    out.print(json ? CheckupJson.render(checkup) : text().render(checkup));
    out.flush();
    return checkup;
  }

  private String longer() {
    return history == null
        ? "run again with --history FILE"
        : "run again with this --history when it is older";
  }

  private boolean fails(Checkup checkup) {
    return checkup.report().entries().stream()
        .map(Report.Entry::finding)
        .map(Finding::severity)
        .anyMatch(failOn::meets);
  }

  private List<Replica> replicas() throws SQLException, InterruptedException {
    List<Replica> asked = new ArrayList<>();
    for (Map.Entry<String, DatabaseDoctor> other : others.entrySet()) {
      ServerSample now = other.getValue().watch(Duration.ZERO, passed -> {}).now();
      asked.add(new Replica(other.getKey(), now));
    }
    return asked;
  }

  private Consumer<Duration> progress() {
    PrintWriter err = spec.commandLine().getErr();
    if (json || Terminal.console() == null) {
      return passed -> {};
    }
    return passed -> {
      err.printf("\rwatching: %d of %d s", passed.toSeconds(), time.toSeconds());
      if (passed.compareTo(time) >= 0) {
        err.print("\r                              \r");
      }
      err.flush();
    };
  }

  private static CheckupText text() {
    return Terminal.hasColours() ? CheckupText.coloured() : CheckupText.plain();
  }
}
