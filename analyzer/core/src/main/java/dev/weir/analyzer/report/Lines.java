package dev.weir.analyzer.report;

import java.util.ArrayList;
import java.util.List;

/** Lines of at most so many columns, in paragraphs with a label in the margin. */
final class Lines {
  static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  /** A line as it is. */
  void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  /**
   * Words under a label: broken between words at the width, further lines as far in as the first.
   *
   * @param margin what stands before the first line
   * @param words the words; those longer than a line are left whole
   */
  void paragraph(String margin, String words) {
    paragraph(margin, " ".repeat(margin.length()), words);
  }

  /** Like a paragraph, but with the same margin before each line. */
  void comment(String margin, String words) {
    paragraph(margin, margin, words);
  }

  private void paragraph(String margin, String next, String words) {
    List<String> lines = wrap(words, WIDTH - margin.length());
    for (int i = 0; i < lines.size(); i++) {
      line((i == 0 ? margin : next) + lines.get(i));
    }
  }

  private static List<String> wrap(String words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words.split(" (?!%)", -1)) { // A number stays with its percent sign.
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
