package dev.weir.analyzer.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often detectors were right. Not thread-safe. */
public final class Score {
  private final Map<String, Line> lines;

  /**
   * Nothing yet.
   *
   * @param codes of the detectors, in the order of the table
   */
  public Score(List<String> codes) {
    lines = new TreeMap<>(java.util.Comparator.comparingInt(codes::indexOf));
    codes.forEach(code -> lines.put(code, new Line()));
  }

  private static final class Line {
    private int right;
    private int wrong;
    private int missed;
    private int sites;
    private int rightSites;
    private int again;

    void add(Line other) {
      right += other.right;
      wrong += other.wrong;
      missed += other.missed;
      sites += other.sites;
      rightSites += other.rightSites;
      again += other.again;
    }

    String text(String name) {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %d | %d | %s | %s | %s | %s |%n",
          name,
          right + missed,
          wrong,
          missed,
          share(right, right + wrong),
          share(right, right + missed),
          share(rightSites, sites),
          String.format(Locale.ROOT, "%.2f", right == 0 ? 0.0 : (double) again / right));
    }

    private static String share(int part, int all) {
      return all == 0 ? "-" : String.format(Locale.ROOT, "%.3f", (double) part / all);
    }
  }

  /** Adds what a scenario gave. */
  public void add(Judgement judgement) {
    judgement.missing().forEach(expected -> line(expected.code()).missed++);
    judgement.extra().forEach(finding -> line(finding.code()).wrong++);
    judgement.again().forEach(finding -> line(finding.code()).again++);
    for (Judgement.Match match : judgement.matches()) {
      Line line = line(match.expected().code());
      line.right++;
      if (!match.expected().site().isEmpty()) {
        line.sites++;
        line.rightSites += match.rightSite() ? 1 : 0;
      }
    }
  }

  private Line line(String code) {
    return lines.computeIfAbsent(code, c -> new Line());
  }

  /** Everything wrong or missed, over all codes. */
  public boolean isAtLeast(double share) {
    List<Line> all = new ArrayList<>(lines.values());
    return all.stream()
        .allMatch(
            line ->
                line.right >= share * (line.right + line.wrong)
                    && line.right >= share * (line.right + line.missed)
                    && line.again == 0);
  }

  /** As a table in Markdown. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| code | expected | false | missed | precision | recall | right line | grouping error"
            + " |\n");
    table.append("|---|---|---|---|---|---|---|---|\n");
    Line all = new Line();
    lines.forEach(
        (code, line) -> {
          table.append(line.text(code));
          all.add(line);
        });
    return table.append(all.text("all")).toString();
  }
}
