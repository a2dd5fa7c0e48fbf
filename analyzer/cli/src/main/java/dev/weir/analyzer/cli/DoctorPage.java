package dev.weir.analyzer.cli;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.page.ExaminedDatabase;
import dev.weir.analyzer.page.WeirPage;
import dev.weir.analyzer.sample.Observation;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page of one database, from the first checkup on. For one thread; the page has its own. */
final class DoctorPage implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int LAST_PORT = 65_535;

  /** Who has more samples of tables loses the oldest. */
  private static final int MOST_SAMPLES = 20_000;

  private final int port;
  private final PrintWriter out;
  private final List<TableStats> samples = new ArrayList<>();

  private @Nullable WeirPage page;
  private volatile @Nullable ExaminedDatabase newest;

  /**
   * Serves nothing yet.
   *
   * @param port on this machine; 0 for one that is free
   * @param out where its address is printed
   */
  DoctorPage(int port, PrintWriter out) {
    this.port = port;
    this.out = out;
  }

  /** Whether nobody else has the port: what would fail after it has watched, fails before. */
  void check() throws IOException {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "--port must be 0 to %d, not %d".formatted(LAST_PORT, port));
    }
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    } catch (BindException e) {
      throw new IOException("--port %d: %s".formatted(port, e.getMessage()), e);
    }
  }

  /** Shows a checkup in place of the one before. */
  void show(Checkup checkup, Observation observation) throws IOException {
    note(checkup, observation);
    SampledTables tables = new SampledTables(samples);
    Report report = checkup.report().beside(tables::of);
    newest = new ExaminedDatabase(checkup, report, tables.all());
    if (page == null) {
      page = WeirPage.start(() -> Objects.requireNonNull(newest), HOST + ":" + port);
      out.println("Weir's page: " + page.address());
      out.flush();
    }
  }

  /** Keeps how the tables were that the checkup is about. */
  private void note(Checkup checkup, Observation observation) {
    Set<String> names =
        checkup.report().entries().stream()
            .flatMap(entry -> entry.finding().subject().tables().stream())
            .map(table -> table.name())
            .collect(Collectors.toSet());
    SampledTables.of(List.of(observation.before(), observation.now())).all().stream()
        .filter(sample -> names.contains(sample.table().name()))
        .forEach(samples::add);
    if (samples.size() > MOST_SAMPLES) {
      samples.subList(0, samples.size() - MOST_SAMPLES).clear();
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
  }
}
