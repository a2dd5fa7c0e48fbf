package dev.weir.analyzer.doctor;

import dev.weir.sql.Identifiers;
import dev.weir.sql.TableName;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names and texts as SQL spells them, whatever is in them, each in one line. */
final class Sql {
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"");

  private Sql() {}

  /** A name, in quotes if it needs them. */
  static String name(String name) {
    return Identifiers.inOneLine(name);
  }

  /** A table or index, with its schema. */
  static String name(TableName name) {
    return name.schema() == null
        ? name(name.name())
        : name(name.schema()) + "." + name(name.name());
  }

  /** Several names. */
  static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A table or index as a {@code regclass}. */
  static String regclass(TableName name) {
    String schema = name.schema() == null ? "" : Identifiers.quoted(name.schema()) + ".";
    return literal(schema + Identifiers.quoted(name.name())) + "::regclass";
  }

  /** A text as a literal, of which no setting changes the meaning. */
  static String literal(String text) {
    if (text.indexOf('\\') < 0 && text.chars().noneMatch(Character::isISOControl)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder literal = new StringBuilder("E'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        literal.append("\\u%04x".formatted((int) c));
      } else {
        literal.append(c == '\'' || c == '\\' ? String.valueOf(c).repeat(2) : String.valueOf(c));
      }
    }
    return literal.append('\'').toString();
  }

  /** SQL of the server, such as the definition of an index, whose names may be in several lines. */
  static String inOneLine(String sql) {
    return QUOTED
        .matcher(sql)
        .replaceAll(
            token ->
                Matcher.quoteReplacement(
                    token.group(1) == null
                            || token.group().chars().noneMatch(Character::isISOControl)
                        ? token.group()
                        : name(token.group(1).replace("\"\"", "\""))));
  }
}
