package dev.weir.analyzer;

import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which tables a name without a schema may mean. */
final class SearchPaths {
  private SearchPaths() {}

  /**
   * The tables that a name may mean, the first that exists is it.
   *
   * @param name as a statement has it
   * @param searchPath of its session; null for the default, in which the name alone is looked up
   */
  static List<TableName> candidates(TableName name, @Nullable String searchPath) {
    if (name.schema() != null || searchPath == null) {
      return List.of(name);
    }
    List<TableName> candidates = new ArrayList<>();
    for (String schema : schemas(searchPath)) {
      if (schema.equals("$user")) {
        // Who that is, who looks does not know: it looks in its own default.
        candidates.add(name);
        return candidates;
      }
      candidates.add(new TableName(schema, name.name()));
    }
    return candidates;
  }

  /** The schemas of a value of {@code search_path}, without quotes. */
  static List<String> schemas(String searchPath) {
    List<String> schemas = new ArrayList<>();
    StringBuilder schema = new StringBuilder();
    boolean quoted = false;
    boolean wasQuoted = false;
    for (int i = 0; i <= searchPath.length(); i++) {
      char c = i < searchPath.length() ? searchPath.charAt(i) : ',';
      if (c == '"') {
        boolean escaped = quoted && i + 1 < searchPath.length() && searchPath.charAt(i + 1) == '"';
        if (escaped) {
          schema.append('"');
          i++;
        } else {
          quoted = !quoted;
          wasQuoted = true;
        }
      } else if (c == ',' && (!quoted || i == searchPath.length())) {
        String text = wasQuoted ? schema.toString() : schema.toString().toLowerCase(Locale.ROOT);
        if (!text.isEmpty()) {
          schemas.add(text);
        }
        schema.setLength(0);
        wasQuoted = false;
      } else if (quoted || c > ' ') {
        schema.append(c);
      }
    }
    return schemas;
  }
}
