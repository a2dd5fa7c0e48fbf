package dev.weir.analyzer.doctor;

import dev.weir.sql.Identifiers;
import dev.weir.sql.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and texts as SQL spells them, whatever is in them. */
final class Sql {
  private Sql() {}

  /** A name, in quotes if it needs them. */
  static String name(String name) {
    return Identifiers.quoted(name);
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

  /** A text as a literal, of which no setting changes the meaning. */
  static String literal(String text) {
    String quotes = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quotes : "E" + quotes.replace("\\", "\\\\");
  }
}
