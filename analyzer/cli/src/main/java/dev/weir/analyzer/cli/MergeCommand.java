package dev.weir.analyzer.cli;

import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.HtmlReport;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir merge}. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = "Prints one report of what several instances of an application have found.")
final class MergeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final FindingFiles files = new FindingFiles();

  @Option(names = "--json", description = "Print it as JSON lines.")
  private boolean json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write it as one HTML file as well.")
  private @Nullable Path html;

  @Override
  public Integer call() throws Exception {
    Report report = files.report();
    if (html != null) {
      NamedFiles.writable(html);
      Files.writeString(html, HtmlReport.render(report));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new JsonLines().render(report) : text().render(report));
    out.flush();
    return 0;
  }

  private static TextReport text() {
    return Terminal.hasColours() ? TextReport.coloured() : TextReport.plain();
  }
}
