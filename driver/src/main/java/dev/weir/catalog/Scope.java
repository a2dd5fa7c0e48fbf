package dev.weir.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * What an unqualified name means at some place.
 *
 * @param path the schemas in which it is looked for; none of them if it is looked for anywhere
 * @param anywhere whether it means all things of that name, in whatever schema
 * @param doubtful whether a routine's own search path counts for nothing either, because something
 *     that it calls may change it
 * @param hidden whether something temporary may have the name of any table or type
 */
record Scope(List<String> path, boolean anywhere, boolean doubtful, boolean hidden) {
  /** For a session whose search path is not known. */
  static final Scope ANYWHERE = new Scope(List.of(), true, false, false);

  /** For a session that has something temporary. */
  static final Scope HIDDEN = new Scope(List.of(), true, false, true);

  private static final String TEMPORARY = "pg_temp";

  static Scope path(List<String> schemas) {
    return new Scope(List.copyOf(schemas), false, false, false);
  }

  /** For a statement during which names come to mean something else. */
  Scope inDoubt() {
    return new Scope(List.of(), true, true, hidden);
  }

  /** The scope of a value of {@code search_path}. */
  static Scope setting(String value) {
    List<String> schemas = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      String schema = item.strip();
      if (schema.length() > 1 && schema.startsWith("\"") && schema.endsWith("\"")) {
        schema = schema.substring(1, schema.length() - 1).replace("\"\"", "\"");
      }
      if (schema.equals("$user") || schema.indexOf('"') >= 0) {
        return ANYWHERE; // A quoted comma has come apart into two items.
      }
      schemas.add(schema);
    }
    return path(schemas);
  }

  /** The scope of a routine's body that is called from here. */
  Scope in(Function function) {
    if (doubtful) {
      return this;
    }
    if (function.searchPath() != null) {
      Scope own = setting(function.searchPath());
      // What is temporary comes first, unless the path has a place for it.
      return new Scope(own.path, own.anywhere, false, hidden && !own.path.contains(TEMPORARY));
    }
    return function.hasOtherRole() ? new Scope(List.of(), true, false, hidden) : this;
  }
}
