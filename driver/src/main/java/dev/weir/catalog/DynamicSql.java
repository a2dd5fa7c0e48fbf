package dev.weir.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SQL that EXECUTE runs in a body of PL/pgSQL: whether its text is there but for values and
 * names that are put in, or comes, in whole or as an expression, from elsewhere.
 */
final class DynamicSql {
  /** Who assigns one variable to the next for longer is taken for one that is given its SQL. */
  private static final int DEEPEST = 4;

  private static final Pattern EXECUTE =
      Pattern.compile(
          "\\bexecute\\b(?!\\s+(?:function|procedure|on)\\b)", Pattern.CASE_INSENSITIVE);

  private static final Set<String> BEHIND = Set.of("into", "using", "loop");

  /**
   * Where what is put in may be an expression, or a statement; elsewhere it is a name or a list.
   */
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "(?:^|;|\\b(?:select|distinct|all|where|and|or|not|having|returning|then|else|when|case"
              + "|call|do|perform|execute|set|explain|analyze|as))\\s*\\(*\\s*%(?:\\d+\\$)?s",
          Pattern.CASE_INSENSITIVE);

  /** A function that makes of a text what can be no more than one value or one name. */
  private static final Pattern QUOTED =
      Pattern.compile("quote_(?:ident|literal|nullable)\\s*\\(.*\\)", dotAll());

  /** A type of which no value is SQL. */
  private static final Pattern CAST =
      Pattern.compile(
          ".*::\\s*(?:regclass|int\\d?|integer|bigint|smallint|numeric|date|time\\w*|uuid|bool\\w*)"
              + "(?:\\s*::\\s*text)?",
          dotAll());

  private static final Pattern FORMAT = Pattern.compile("format\\s*\\((.*)\\)", dotAll());
  private static final Pattern CONCAT = Pattern.compile("concat\\s*\\((.*)\\)", dotAll());
  private static final Pattern VARIABLE = Pattern.compile("\\w+");

  private final String source;

  private DynamicSql(String source) {
    this.source = source;
  }

  private static int dotAll() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  }

  /** Whether a body runs what it is given, as a statement or as an expression in one. */
  static boolean isGiven(String source) {
    return new DynamicSql(source).isGiven();
  }

  private boolean isGiven() {
    Matcher execute = EXECUTE.matcher(source);
    while (execute.find()) {
      if (isGiven(source.substring(execute.end(), end(execute.end(), true)), 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean isGiven(String argument, int depth) {
    String whole = argument.strip();
    return VARIABLE.matcher(whole).matches()
        ? isAssignedWhatItIsGiven(whole, depth)
        : mayBeExpression(text(whole, ""));
  }

  private static boolean mayBeExpression(String text) {
    return EXPRESSION.matcher(Words.UPDATE_SET.matcher(text).replaceAll("update")).find();
  }

  /** A variable that nothing in the body assigns is a parameter, or was read from a table. */
  private boolean isAssignedWhatItIsGiven(String variable, int depth) {
    String name = Pattern.quote(variable);
    Matcher assigned =
        Pattern.compile("\\b" + name + "\\b[^;:=]*?:?=", Pattern.CASE_INSENSITIVE).matcher(source);
    boolean any = false;
    while (assigned.find()) {
      String value = source.substring(assigned.end(), end(assigned.end(), false)).strip();
      boolean given =
          VARIABLE.matcher(value).matches()
              ? depth == DEEPEST || isGiven(value, depth + 1)
              : mayBeExpression(text(value, variable));
      if (given) {
        return true;
      }
      any = true;
    }
    return !any
        || Pattern.compile("\\b(?:into|in)\\s+" + name + "\\b", Pattern.CASE_INSENSITIVE)
            .matcher(source)
            .find();
  }

  /**
   * A text that is put together, as far as it is known: {@code %s} where anything may stand, {@code
   * %I} where one name or value does.
   *
   * @param itself the variable that is assigned: its own text was looked at where it began
   */
  private static String text(String expression, String itself) {
    StringBuilder text = new StringBuilder();
    for (String piece : split(expression, "||")) {
      text.append(piece(piece.strip(), itself));
    }
    return text.toString();
  }

  private static String piece(String piece, String itself) {
    if (piece.equalsIgnoreCase(itself)) {
      return "";
    }
    if (literalEnd(piece, 0) == piece.length()) {
      return content(piece).replace("%", "");
    }
    if (piece.startsWith("(") && piece.endsWith(")")) {
      return text(piece.substring(1, piece.length() - 1), itself);
    }
    Matcher format = FORMAT.matcher(piece);
    if (format.matches()) {
      String pattern = split(format.group(1), ",").get(0).strip();
      return literalEnd(pattern, 0) == pattern.length() ? content(pattern) : "%s";
    }
    Matcher concat = CONCAT.matcher(piece);
    if (concat.matches()) {
      StringBuilder all = new StringBuilder();
      split(concat.group(1), ",").forEach(each -> all.append(piece(each.strip(), itself)));
      return all.toString();
    }
    return QUOTED.matcher(piece).matches() || CAST.matcher(piece).matches() ? "%I" : "%s";
  }

  /** What stands within the quotes of a string, of which the last may be missing. */
  private static String content(String literal) {
    int open = literal.startsWith("$") ? literal.indexOf('$', 1) : literal.indexOf('\'');
    int width = literal.startsWith("$") ? open + 1 : 1;
    return literal
        .substring(open + 1, Math.max(open + 1, literal.length() - width))
        .replace("''", "'");
  }

  /** The parts between separators that stand in no string and no parentheses. */
  private static List<String> split(String expression, String separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    int at = 0;
    while (at < expression.length()) {
      int literal = literalEnd(expression, at);
      char c = expression.charAt(at);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (literal > at) {
        at = literal;
      } else if (depth == 0 && expression.startsWith(separator, at)) {
        parts.add(expression.substring(start, at));
        at += separator.length();
        start = at;
      } else {
        at++;
      }
    }
    parts.add(expression.substring(start));
    return parts;
  }

  /** Where an expression ends that begins here. */
  private int end(int start, boolean executed) {
    int depth = 0;
    int at = start;
    while (at < source.length()) {
      int literal = literalEnd(source, at);
      char c = source.charAt(at);
      if (literal > at) {
        at = literal;
      } else if (c == ';' && depth <= 0) {
        return at;
      } else if (Character.isJavaIdentifierStart(c)) {
        int word = at;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
          at++;
        }
        if (executed
            && depth == 0
            && BEHIND.contains(source.substring(word, at).toLowerCase(Locale.ROOT))) {
          return word;
        }
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        at++;
      }
    }
    return at;
  }

  /** Where the string ends that begins here; where it would begin if there is none. */
  private static int literalEnd(String text, int start) {
    int quote =
        start + 1 < text.length()
                && (text.charAt(start) == 'E' || text.charAt(start) == 'e')
                && text.charAt(start + 1) == '\''
                && (start == 0 || !Character.isJavaIdentifierPart(text.charAt(start - 1)))
            ? start + 1
            : start;
    if (quote < text.length() && text.charAt(quote) == '\'') {
      int at = quote + 1;
      while (at < text.length()) {
        if (text.charAt(at) != '\'') {
          at++;
        } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
          at += 2;
        } else {
          return at + 1;
        }
      }
      return text.length();
    }
    if (quote < text.length() && text.charAt(quote) == '$') {
      int close = text.indexOf('$', quote + 1);
      String tag = close < 0 ? "" : text.substring(quote, close + 1);
      int again = tag.matches("\\$(?:[A-Za-z_]\\w*)?\\$") ? text.indexOf(tag, close + 1) : -1;
      return again < 0 ? start : again + tag.length();
    }
    return start;
  }
}
