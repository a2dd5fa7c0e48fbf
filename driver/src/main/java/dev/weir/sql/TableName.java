package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A table, view or other relation as a statement names it; which one it is depends on the search
 * path.
 *
 * @param schema the schema, or null if the text does not say
 * @param name the name as PostgreSQL sees it: lower case unless quoted, escapes decoded
 */
public record TableName(@Nullable String schema, String name) {
  @Override
  public String toString() {
    return schema == null ? name : schema + "." + name;
  }
}
