package dev.weir;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one {@link WeirExtension} for one DataSource, by the names that they have in a
 * URL. What is wrong is an {@link IllegalArgumentException} that says what is allowed. Not
 * thread-safe.
 */
public final class ExtensionSettings {
  private final Map<String, String> given = new TreeMap<>();
  private final Set<String> read = new TreeSet<>();

  /** Those of the given settings that begin with a prefix. */
  ExtensionSettings(String prefix, Map<String, String> settings) {
    settings.forEach(
        (name, value) -> {
          if (isOf(prefix, name)) {
            given.put(name, value);
          }
        });
  }

  /** Whether a setting is an extension's. */
  static boolean isOf(String prefix, String name) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }

  /** Whether none was given. */
  public boolean isEmpty() {
    return given.isEmpty();
  }

  /**
   * A text.
   *
   * @param name such as {@code weir.analyze}
   * @return null if it was not given
   */
  public @Nullable String text(String name) {
    read.add(name);
    return given.get(name);
  }

  /**
   * A duration, such as {@code 250ms}, {@code 10s}, {@code 1m}, or ISO's {@code PT0.25S}.
   *
   * @param name of the setting
   * @param otherwise if it was not given
   */
  public Duration duration(String name, Duration otherwise) {
    String text = text(name);
    return text == null ? otherwise : Setting.duration(name, text);
  }

  /**
   * A whole number of at least 1.
   *
   * @param name of the setting
   * @param otherwise if it was not given
   */
  public int count(String name, int otherwise) {
    String text = text(name);
    return text == null ? otherwise : Setting.count(name, text);
  }

  /**
   * True or false.
   *
   * @param name of the setting
   * @param otherwise if it was not given
   */
  public boolean flag(String name, boolean otherwise) {
    String text = text(name);
    return text == null ? otherwise : Setting.flag(name, text);
  }

  /** Nobody wanted to know of it: it was misspelt. */
  void rejectUnread() {
    for (String name : given.keySet()) {
      if (!read.contains(name)) {
        throw Setting.unknown(name, read);
      }
    }
  }
}
