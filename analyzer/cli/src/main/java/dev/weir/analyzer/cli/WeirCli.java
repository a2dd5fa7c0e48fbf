package dev.weir.analyzer.cli;

import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code weir}: what Weir knows of a database, on the command line.
 *
 * <p>It exits with 0 when all went well; with 1 when the doctor found what {@code --fail-on} asks
 * for; with 2 when the arguments were wrong, or a file could not be read or written; with 3 when
 * the server could not be asked.
 */
@Command(
    name = "weir",
    mixinStandardHelpOptions = true,
    versionProvider = WeirCli.Version.class,
    description = "Says what a PostgreSQL is ill of, and what applications do to it.",
    subcommands = {DoctorCommand.class, MergeCommand.class, PageCommand.class, SarifCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:the doctor found what --fail-on asks for",
      "2:the arguments were wrong, or a file could not be read or written",
      "3:the server could not be asked"
    })
public final class WeirCli {
  static final int FOUND = 1;
  static final int UNREACHABLE = 3;

  private WeirCli() {}

  /**
   * Runs a command and exits.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  static CommandLine command() {
    return new CommandLine(new WeirCli())
        .addSubcommand("tables", RawCommand.of("Tables, most dead rows first.", Listings.TABLES))
        .addSubcommand("indexes", RawCommand.of("Indexes, the largest first.", Listings.INDEXES))
        .addSubcommand(
            "replication",
            RawCommand.of("Standbys and replication slots.", Listings.STANDBYS, Listings.SLOTS))
        .addSubcommand(
            "statements",
            RawCommand.of("Statements by their time, without values.", Listings.STATEMENTS))
        .addSubcommand(
            "locks",
            RawCommand.of(
                "Sessions in a transaction, those that wait for locks first.", Listings.SESSIONS))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Durations::parse)
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              CommandLine command = wrong.getCommandLine();
              PrintWriter err = command.getErr();
              err.println("weir: " + wrong.getMessage());
              CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
              err.printf("All options: %s --help%n", command.getCommandSpec().qualifiedName());
              return command.getCommandSpec().exitCodeOnInvalidInput();
            })
        .setExecutionExceptionHandler(
            (thrown, command, result) -> {
              command.getErr().println("weir: " + message(thrown));
              return thrown instanceof SQLException
                  ? UNREACHABLE
                  : command.getCommandSpec().exitCodeOnInvalidInput();
            });
  }

  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null) {
      return thrown.getClass().getName();
    }
    String first = message.lines().findFirst().orElse("");
    if (thrown instanceof NoSuchFileException) {
      return first + ": no such file or directory";
    }
    return thrown.getCause() instanceof UnknownHostException unknown
        ? first + " Unknown host: " + unknown.getMessage()
        : first;
  }

  /** The version that the jar's manifest tells. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = WeirCli.class.getPackage().getImplementationVersion();
      return new String[] {"weir " + (version == null ? "unpackaged" : version)};
    }
  }
}
