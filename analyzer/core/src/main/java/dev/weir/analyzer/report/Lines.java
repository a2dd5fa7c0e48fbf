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
    write(margin, " ".repeat(margin.length()), words(inOneLine(words)));
  }

  /** Like a paragraph, but with the same margin before each line. */
  void comment(String margin, String words) {
    write(margin, margin, words(inOneLine(words)));
  }

  /** Like a paragraph of SQL, which is broken where that changes nothing. */
  void sql(String margin, String sql) {
    write(margin, " ".repeat(margin.length()), Clauses.words(sql));
  }

  /** A text without what ends a line or changes those around it: that is escaped. */
  static String inOneLine(String text) {
    if (text.codePoints().noneMatch(Lines::isControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (!isControl(c)) {
                line.appendCodePoint(c);
              } else {
                line.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\u%04x".formatted(c));
              }
            });
    return line.toString();
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || Html.isDirection(c);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" (?!%)", -1)); // A number stays with its percent sign.
  }

  private void write(String margin, String next, List<String> words) {
    List<String> lines = wrap(words, WIDTH - margin.length());
    for (int i = 0; i < lines.size(); i++) {
      line((i == 0 ? margin : next) + lines.get(i));
    }
  }

  private static List<String> wrap(List<String> words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
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
