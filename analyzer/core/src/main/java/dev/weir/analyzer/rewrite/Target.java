package dev.weir.analyzer.rewrite;

import java.util.Optional;
import java.util.Set;

/**
 * The table that a statement writes.
 *
 * @param written the table as the text writes it, with ONLY, schema and alias if they are there
 * @param reference what columns are qualified with: the alias, or the table's name without a schema
 * @param name the last part of the table's name
 * @param schema the schema and a dot, or nothing
 * @param end behind it
 */
record Target(String written, String reference, String name, String schema, int end) {
  private static final Set<String> NO_ALIAS =
      Set.of("set", "where", "using", "values", "returning");

  /** Reads the target that begins at a position; empty if none does. */
  static Optional<Target> of(Text text, int from) {
    int at = text.is(from, "only") ? from + 1 : from;
    int first = at;
    while (text.isName(at) && text.is(at + 1, ".")) {
      at += 2;
    }
    if (!text.isName(at)) {
      return Optional.empty();
    }
    String name = text.get(at);
    String schema = text.get(first, at);
    at++;
    String reference = name;
    if (text.is(at, "as")) {
      at++;
    }
    if (text.isName(at) && !NO_ALIAS.contains(text.name(at))) {
      reference = text.get(at);
      at++;
    }
    return Optional.of(new Target(text.get(from, at), reference, name, schema, at));
  }
}
