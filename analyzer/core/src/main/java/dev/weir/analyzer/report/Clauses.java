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
      if (isOutside(sql, matcher.start())) {
        lines.add(sql.substring(start, matcher.start()));
        start = matcher.end();
      }
    }
    lines.add(sql.substring(start));
    return lines;
  }

  /** What stands between the spaces of a statement; a name or text in quotes is one. */
  static List<String> words(String sql) {
    List<String> words = new ArrayList<>();
    int start = 0;
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      quote = quote(quote, c);
      if (c == ' ' && quote == 0) {
        words.add(sql.substring(start, i));
        start = i + 1;
      }
    }
    words.add(sql.substring(start));
    return words;
  }

  /** In which quotes a statement is behind a character; 0 for none. */
  private static char quote(char before, char c) {
    return c != '"' && c != '\'' ? before : before == 0 ? c : before == c ? 0 : before;
  }

  /** Whether a place is neither in parentheses nor in quotes. */
  private static boolean isOutside(String sql, int end) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < end; i++) {
      char c = sql.charAt(i);
      quote = quote(quote, c);
      depth += quote != 0 ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return depth == 0 && quote == 0;
  }
}
