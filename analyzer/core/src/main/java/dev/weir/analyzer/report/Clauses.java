package dev.weir.analyzer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks SQL that is too long for a line before its clauses. */
final class Clauses {
  private static final Pattern CLAUSE =
      Pattern.compile(
          " (?=(?:FROM|WHERE|SET|SELECT|USING|UPDATE|GROUP BY|ORDER BY|ON CONFLICT|RETURNING)\\b)",
          Pattern.CASE_INSENSITIVE);

  private Clauses() {}

  /** The statement in lines; whole if it fits. */
  static List<String> of(String sql, int width) {
    if (sql.length() <= width) {
      return List.of(sql);
    }
    List<String> lines = new ArrayList<>();
    int start = 0;
    Matcher matcher = CLAUSE.matcher(sql);
    while (matcher.find()) {
      if (depth(sql, matcher.start()) == 0) {
        lines.add(sql.substring(start, matcher.start()));
        start = matcher.end();
      }
    }
    lines.add(sql.substring(start));
    return lines;
  }

  private static int depth(String sql, int end) {
    int depth = 0;
    for (int i = 0; i < end; i++) {
      char c = sql.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return depth;
  }
}
