package dev.weir.analyzer.unit;

/** Tells which line opened a scope, for those that are never closed. */
final class Openers {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private Openers() {}

  /** The line outside of the analyzer that called it. */
  static String caller() {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> !frame.getClassName().startsWith("dev.weir.analyzer.unit."))
                .filter(frame -> !frame.getClassName().equals("dev.weir.analyzer.Analyzer"))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString())
                .orElse("an unknown line"));
  }
}
