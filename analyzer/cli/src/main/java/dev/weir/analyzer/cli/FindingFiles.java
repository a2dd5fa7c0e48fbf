package dev.weir.analyzer.cli;

import dev.weir.analyzer.MergedReport;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonFindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The files that a command reads: what each instance of an application wrote as JSON lines. */
final class FindingFiles {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "JSON lines of one instance of the application; one file for each.")
  private List<Path> files = List.of();

  /** As they were named. */
  List<String> names() {
    return files.stream().map(Path::toString).toList();
  }

  /** One report of all of them. */
  Report report() throws IOException {
    List<JsonFindings> instances = new ArrayList<>();
    for (Path file : files) {
      try {
        instances.add(JsonFindings.read(NamedFiles.lines(file), file.toString()));
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return MergedReport.of(instances);
  }
}
