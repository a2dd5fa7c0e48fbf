package dev.weir.analyzer.cli;

import dev.weir.analyzer.DatabaseDoctor;
import dev.weir.analyzer.sample.ServerSample;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that prints numbers and judges nothing, such as {@code weir tables}. */
@Command(mixinStandardHelpOptions = true)
final class RawCommand implements Callable<Integer> {
  private final List<Listing<?>> listings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final Target target = new Target();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many rows at most. Default: ${DEFAULT-VALUE}.")
  private int limit = 30;

  private RawCommand(List<Listing<?>> listings) {
    this.listings = List.copyOf(listings);
  }

  /**
   * The command line of such a command.
   *
   * @param description what it prints
   * @param listings in their order
   */
  static CommandLine of(String description, Listing<?>... listings) {
    CommandLine command = new CommandLine(new RawCommand(List.of(listings)));
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  @Override
  public Integer call() throws Exception {
    ServerSample sample =
        new DatabaseDoctor(target.name(), target.dataSource(System.getenv()))
            .watch(Duration.ZERO, passed -> {})
            .now();
    PrintWriter out = spec.commandLine().getOut();
    listings.forEach(listing -> out.print(listing.text(sample, limit)));
    out.flush();
    return 0;
  }
}
