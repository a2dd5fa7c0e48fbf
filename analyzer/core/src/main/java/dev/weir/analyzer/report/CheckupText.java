package dev.weir.analyzer.report;

import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;

/**
 * A checkup for people: what binds, a line for each area, a card for each cause with its symptoms.
 * Thread-safe.
 */
public final class CheckupText {
  private static final int WIDTH = 100;
  private static final String INDENT = " ".repeat(39);

  private final boolean coloured;
  private final TextReport cards;

  private CheckupText(boolean coloured) {
    this.coloured = coloured;
    this.cards = coloured ? TextReport.coloured() : TextReport.plain();
  }

  /** Without colours. */
  public static CheckupText plain() {
    return new CheckupText(false);
  }

  /** With states and severities in colour, by ANSI sequences; for terminals. */
  public static CheckupText coloured() {
    return new CheckupText(true);
  }

  /**
   * Renders a checkup.
   *
   * @param checkup what the doctor says
   * @return lines, each with a line feed at its end
   */
  public String render(Checkup checkup) {
    StringBuilder text = new StringBuilder();
    text.append(wrap("", "Weir doctor: " + checkup.binds(), "  "));
    if (!checkup.reads().isEmpty()) {
      text.append(wrap("", checkup.reads(), "  "));
    }
    if (!checkup.isAsked()) {
      return text.append(wrap("", checkup.server(), "")).toString();
    }
    String watched =
        checkup.window().isZero()
            ? ", one look"
            : ", watched for %d s".formatted(checkup.window().toSeconds());
    text.append(wrap("", checkup.server() + watched, "  ")).append("\n");
    for (AreaVerdict verdict : checkup.areas()) {
      String state = verdict.state().word();
      String margin = "%-11s%-28s".formatted(state, verdict.area().title());
      String line = wrap(margin, verdict.why());
      text.append(
          coloured ? paint(verdict.state()) + line.replaceFirst(state, state + "\u001b[0m") : line);
    }
    int number = 0;
    for (Diagnosis diagnosis : checkup.diagnoses()) {
      number++;
      text.append("\n");
      text.append(cards.render("%d. ".formatted(number), diagnosis.entry(), checkup.at()));
      for (Report.Entry symptom : diagnosis.symptoms()) {
        text.append(
            wrap(
                "   symptom   ",
                "%s %s: %s: %s"
                    .formatted(
                        symptom.finding().code().id(),
                        symptom.finding().code().title(),
                        symptom.finding().subject().text(),
                        symptom.words()),
                " ".repeat(13)));
      }
    }
    text.append("\nNot seen:\n");
    checkup.unseen().forEach(why -> text.append(wrap(" - ", why, "   ")));
    return text.toString();
  }

  private static String paint(State state) {
    return switch (state) {
      case ACT -> "\u001b[1;31m";
      case LOOK -> "\u001b[1;33m";
      case OK -> "\u001b[32m";
      case NOT_JUDGED -> "\u001b[36m";
    };
  }

  private static String wrap(String margin, String words) {
    return wrap(margin, words, INDENT);
  }

  private static String wrap(String margin, String words, String indent) {
    StringBuilder text = new StringBuilder(margin);
    int column = margin.length();
    boolean first = true;
    for (String word : Lines.inOneLine(words).split(" ", -1)) {
      if (!first && column + 1 + word.length() > WIDTH) {
        text.append("\n").append(indent);
        column = indent.length();
        first = true;
      }
      text.append(first ? "" : " ").append(word);
      column += word.length() + (first ? 0 : 1);
      first = false;
    }
    return text.append("\n").toString();
  }
}
