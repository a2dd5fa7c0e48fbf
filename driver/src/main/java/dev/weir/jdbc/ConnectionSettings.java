package dev.weir.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an application set on its connection, beyond auto-commit: kept until a physical connection
 * needs it, and applied there. The last value of each setting counts.
 */
final class ConnectionSettings {
  /** Sets one thing on a physical connection. */
  @FunctionalInterface
  interface Setting {
    void apply(Connection connection) throws SQLException;
  }

  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  /**
   * Remembers a setting.
   *
   * @param name what is set; a later setting of the same name replaces it
   * @param value what a getter answers
   * @param setting how to apply it
   */
  void put(String name, Object value, Setting setting) {
    settings.put(name, setting);
    values.put(name, value);
  }

  /** What was set under a name, or the fallback. */
  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // The setter of a name and its getter agree on the type.
  <T> T get(String name, T fallback) {
    @SuppressWarnings("unchecked")
    T value = (T) values.get(name);
    return value == null ? fallback : value;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  void apply(Connection connection) throws SQLException {
    for (Setting setting : settings.values()) {
      setting.apply(connection);
    }
  }
}
