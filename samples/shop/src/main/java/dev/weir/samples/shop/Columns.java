package dev.weir.samples.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines of text in columns: the first to the left, the others, which are numbers, to the right. */
final class Columns {
  private static final String GAP = "  ";

  private final List<List<String>> lines = new ArrayList<>();

  /** Begins with the headings. */
  Columns(String... headings) {
    lines.add(List.of(headings));
  }

  /** Adds a line, with as many cells as there are headings. */
  void add(String... cells) {
    lines.add(List.of(cells));
  }

  /** The lines, indented by two. */
  List<String> lines() {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return lines.stream().map(line -> line(line, widths)).toList();
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(GAP);
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? cells.get(i) + padding : GAP + padding + cells.get(i));
    }
    return line.toString().stripTrailing();
  }

  /** {@code 12,345}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 0.42 ms}, {@code 84.0 ms}, {@code 1,203 ms}. */
  static String millis(long nanos) {
    double millis = nanos / 1e6;
    return String.format(
        Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
  }

  /** {@code 4.2 s}. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
