package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.Cluster;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.place.SourceFiles;
import dev.weir.analyzer.report.HtmlReport;
import dev.weir.analyzer.report.SarifReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What was found in the tests of a run, as files for others. Immutable. */
final class RunReport {
  private final Report report;
  private final List<Cluster> clusters;

  /**
   * Of a run that is over.
   *
   * @param entries what was found
   * @param clusters the servers of the DataSources that were used, for people
   */
  RunReport(List<Report.Entry> entries, List<Cluster> clusters) {
    this.clusters = clusters;
    report = new Report(List.of(), Instant.now(), Duration.ZERO, Coverage.NONE, entries, List.of());
  }

  /**
   * With paths relative to the repository.
   *
   * @throws IOException if that cannot be read
   */
  String sarif() throws IOException {
    SourceFiles sources = SourceFiles.under(repository(Path.of("").toAbsolutePath()));
    return new SarifReport(sources::file).render(report);
  }

  /** For people. */
  String html() {
    return HtmlReport.render(report, clusters);
  }

  /**
   * Writes a file, and the directories that it is in.
   *
   * @param file in the place of what was there
   * @throws IOException if it cannot
   */
  static void write(Path file, String text) throws IOException {
    Path whole = file.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    Files.writeString(whole, text);
  }

  /** The directory of Git's that a module is in; else the module's own. */
  static Path repository(Path module) {
    for (Path each = module; each != null; each = each.getParent()) {
      if (Files.exists(each.resolve(".git"))) {
        return each;
      }
    }
    return module;
  }
}
