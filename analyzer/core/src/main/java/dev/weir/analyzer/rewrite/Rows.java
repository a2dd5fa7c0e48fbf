package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixParameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of {@code unnest(?::bigint[], ?::text[]) AS v(id, name)}: one array per column, one
 * element per row.
 */
final class Rows {
  private final String alias;
  private final List<String> names = new ArrayList<>();
  private final List<String> casts = new ArrayList<>();
  private final List<FixParameter> parameters = new ArrayList<>();

  /**
   * None yet.
   *
   * @param taken a name that the alias must not have
   */
  Rows(String taken) {
    this.alias = taken.equalsIgnoreCase("v") ? "w" : "v";
  }

  /** Adds a column; returns how to write its value. */
  String add(String name, String arrayType, String what) {
    names.add(name);
    casts.add("?::" + arrayType);
    parameters.add(new FixParameter(what, arrayType));
    return alias + "." + name;
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  List<FixParameter> parameters() {
    return parameters;
  }

  /** {@code unnest(..)}. */
  String call() {
    return "unnest(" + String.join(", ", casts) + ")";
  }

  /** {@code unnest(..) AS v(..)}. */
  String table() {
    return call() + " AS " + alias + "(" + String.join(", ", names) + ")";
  }
}
