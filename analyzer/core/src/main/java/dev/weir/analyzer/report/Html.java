package dev.weir.analyzer.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes HTML: whatever is given as a text or as the value of an attribute is escaped. For one
 * thread.
 */
final class Html {
  private static final Set<String> WITHIN_LINES = Set.of("a", "span");

  private final StringBuilder html = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values by turns
   */
  Html open(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      html.append(' ').append(attributes[i]).append("=\"");
      text(attributes[i + 1]).html.append('"');
    }
    html.append('>');
    open.push(tag);
    return this;
  }

  /**
   * Writes an element that has no end.
   *
   * @param attributes names and values by turns
   */
  Html empty(String tag, String... attributes) {
    open(tag, attributes);
    open.pop();
    return this;
  }

  /** Ends the element that was begun last. */
  Html close() {
    String tag = open.pop();
    html.append("</").append(tag).append(WITHIN_LINES.contains(tag) ? ">" : ">\n");
    return this;
  }

  /** Writes an element that holds a text. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Writes what is safe, as it is. */
  Html raw(String safe) {
    html.append(safe);
    return this;
  }

  /** Writes a text. */
  Html text(String text) {
    text.codePoints().forEach(this::character);
    return this;
  }

  private void character(int character) {
    switch (character) {
      case '&' -> html.append("&amp;");
      case '<' -> html.append("&lt;");
      case '>' -> html.append("&gt;");
      case '"' -> html.append("&quot;");
      case '\'' -> html.append("&#39;");
      default -> {
        boolean shown = character == '\n' || !Character.isISOControl(character);
        html.appendCodePoint(shown && !isDirection(character) ? character : '\uFFFD');
      }
    }
  }

  /** What would show the text behind it in another order than it is in. */
  static boolean isDirection(int character) {
    return (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }

  /** Writes whole pieces, one after the other. */
  Html all(List<Html> pieces) {
    pieces.forEach(piece -> html.append(piece.html));
    return this;
  }

  /** As many pieces from the first on as take at most so many bytes of UTF-8 together. */
  static List<Html> fitting(int bytes, Stream<Html> pieces) {
    List<Html> fitting = new ArrayList<>();
    int left = bytes;
    for (Html piece : (Iterable<Html>) pieces::iterator) {
      left -= piece.toString().getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        break;
      }
      fitting.add(piece);
    }
    return fitting;
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
