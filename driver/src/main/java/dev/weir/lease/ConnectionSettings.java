package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application set on its connection, beyond auto-commit: kept until a physical connection
 * needs it, and applied there. The last value of each setting counts. What no pool puts back is put
 * back when the physical connection leaves.
 */
public final class ConnectionSettings {
  /** The name of the level at which transactions begin. */
  public static final String ISOLATION = "isolation";

  /** Sets one thing on a physical connection. */
  @FunctionalInterface
  public interface Setting {
    void apply(Connection connection) throws SQLException;
  }

  /** Reads what a physical connection has, and tells how to set that again. */
  @FunctionalInterface
  public interface Original {
    Setting of(Connection physical) throws SQLException;
  }

  private record Kept(Object value, Setting setting, @Nullable Original original) {}

  private final Map<String, Kept> settings = new LinkedHashMap<>();

  /**
   * By physical connection and name, what puts back what was there; null as long as none needs it.
   */
  private @Nullable IdentityHashMap<Connection, Map<String, Setting>> originals;

  /**
   * Remembers a setting.
   *
   * @param name what is set; a later setting of the same name replaces it
   * @param value what a getter answers
   * @param setting how to apply it
   * @param original what to put back when a physical connection leaves; null if its pool does that
   */
  void put(String name, Object value, Setting setting, @Nullable Original original) {
    settings.put(name, new Kept(value, setting, original));
  }

  /** What was set under a name, or the fallback. */
  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // The setter of a name and its getter agree on the type.
  <T> T get(String name, T fallback) {
    Kept kept = settings.get(name);
    if (kept == null) {
      return fallback;
    }
    @SuppressWarnings("unchecked")
    T value = (T) kept.value();
    return value;
  }

  /** SQL has taken back what was set under a name. */
  void forget(String name) {
    settings.remove(name);
  }

  boolean has(String name) {
    return settings.containsKey(name);
  }

  /** Applies all to a physical connection that comes. */
  void apply(Connection connection) throws SQLException {
    for (Map.Entry<String, Kept> kept : settings.entrySet()) {
      apply(connection, kept.getKey(), kept.getValue().setting(), kept.getValue().original());
    }
  }

  /** Applies one to a physical connection that is there. */
  void apply(Connection connection, String name, Setting setting, @Nullable Original original)
      throws SQLException {
    if (original != null) {
      if (originals == null) {
        originals = new IdentityHashMap<>();
      }
      Map<String, Setting> there = originals.computeIfAbsent(connection, c -> new HashMap<>());
      if (!there.containsKey(name)) {
        there.put(name, original.of(connection));
      }
    }
    setting.apply(connection);
  }

  /**
   * A physical connection leaves: it gets back what it had, where its pool does not see to that.
   */
  void leaving(Connection connection) throws SQLException {
    Map<String, Setting> there = originals == null ? null : originals.remove(connection);
    if (there != null) {
      for (Setting setting : there.values()) {
        setting.apply(connection);
      }
    }
  }
}
