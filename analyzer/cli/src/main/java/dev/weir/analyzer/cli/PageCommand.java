package dev.weir.analyzer.cli;

import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.page.WeirPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir page}. */
@Command(
    name = "page",
    mixinStandardHelpOptions = true,
    description =
        "Serves a page of what several instances of an application have found, to this machine"
            + " only, until it is interrupted.")
final class PageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final FindingFiles files = new FindingFiles();

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "What the doctor has kept with its --history: shows the tables of findings, and how they"
              + " went.")
  private @Nullable Path history;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Where, on 127.0.0.1. Default: one that is free.")
  private int port;

  @Override
  public Integer call() throws Exception {
    SampledTables tables =
        SampledTables.of(history == null ? List.of() : new HistoryFile(history).trail());
    Report report = files.report().beside(tables::of);
    try (WeirPage page = WeirPage.start(report, files.names(), tables.all(), "127.0.0.1:" + port)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("Weir's page: " + page.address());
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      return 0; // That is how it ends.
    }
  }
}
