package dev.weir.analyzer.cli;

import dev.weir.analyzer.place.SourceFiles;
import dev.weir.analyzer.report.SarifReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir sarif}. */
@Command(
    name = "sarif",
    mixinStandardHelpOptions = true,
    description = "Prints what applications have found as SARIF 2.1.0, for GitHub and others.")
final class SarifCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final FindingFiles files = new FindingFiles();

  @Option(
      names = "--source-root",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description =
          "The repository: its sources are looked for, and paths are relative to it. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path sourceRoot = Path.of(".");

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(sourceRoot)) {
      throw new IOException("--source-root " + sourceRoot + ": there is no such directory");
    }
    SourceFiles sources = SourceFiles.under(sourceRoot);
    PrintWriter out = spec.commandLine().getOut();
    out.print(new SarifReport(sources::file).render(files.report()));
    out.flush();
    return 0;
  }
}
