package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.place.SourceFiles;
import dev.weir.analyzer.report.SarifReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Writes what was found in tests as SARIF, with paths relative to the repository. */
final class SarifFile {
  private SarifFile() {}

  /**
   * Writes it, and the directories that it is in.
   *
   * @param file in the place of what was there
   * @param entries what was found
   * @throws IOException if it cannot
   */
  static void write(Path file, List<Report.Entry> entries) throws IOException {
    Coverage none = new Coverage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    Report report = new Report(List.of(), Instant.now(), Duration.ZERO, none, entries, List.of());
    SourceFiles sources = SourceFiles.under(repository(Path.of("").toAbsolutePath()));
    Path whole = file.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    Files.writeString(whole, new SarifReport(sources::file).render(report));
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
