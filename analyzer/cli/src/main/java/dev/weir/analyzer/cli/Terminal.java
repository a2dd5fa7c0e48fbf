package dev.weir.analyzer.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The terminal that somebody sits at, if there is one. */
final class Terminal {
  /** Empties the screen, and goes to its top. */
  static final String CLEAR = "\u001b[2J\u001b[H";

  private Terminal() {}

  /** It; null if input or output go elsewhere. */
  @SuppressWarnings("SystemConsoleNull") // From 22 on there always is one, which tells what it is.
  static @Nullable Console console() {
    Console console = System.console();
    return console == null || !isTerminal(console) ? null : console;
  }

  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // Before 22 a console is a terminal.
    }
  }

  /** Whether colours are wanted there. */
  static boolean hasColours() {
    return console() != null && System.getenv("NO_COLOR") == null;
  }
}
