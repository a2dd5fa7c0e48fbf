package dev.weir.analyzer.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as they need, numbers to the right. For one thread. */
final class Grid {
  private static final int WIDEST = 80;

  private final List<List<String>> rows = new ArrayList<>();

  Grid(List<String> names) {
    rows.add(names);
  }

  void add(List<String> cells) {
    rows.add(cells.stream().map(Grid::cell).toList());
  }

  private static String cell(String text) {
    String line = text.replaceAll("\\p{Cntrl}+|\\s+", " ");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 2) + "..";
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] words = new boolean[columns];
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(row).get(i);
        widths[i] = Math.max(widths[i], cell.length());
        words[i] |= row > 0 && !cell.matches("[-0-9,]*|off");
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        line.append(words[i] ? row.get(i) + space : space + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append("\n");
    }
    return text.toString();
  }
}
