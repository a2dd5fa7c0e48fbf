package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A function, aggregate or procedure as a statement names it; which one it is depends on the search
 * path and on the types of its arguments.
 *
 * @param schema the schema, or null if the text does not say
 * @param name the name as PostgreSQL sees it: lower case unless quoted, escapes decoded
 */
public record FunctionName(@Nullable String schema, String name) {
  @Override
  public String toString() {
    return schema == null ? name : schema + "." + name;
  }
}
