package dev.weir.sql;

import java.util.List;

/** The texts of a batch, as one text of several statements. */
public final class SeveralTexts {
  private SeveralTexts() {}

  /**
   * One text that means what all of them mean, one after another: they are joined by {@code ;} and
   * a line feed, with a line feed before where one of them may end in a comment.
   *
   * @param texts each of them a text that the server understands
   */
  public static String joined(List<String> texts) {
    String joined = String.join(";\n", texts);
    return joined.contains("--") ? String.join("\n;\n", texts) : joined;
  }
}
