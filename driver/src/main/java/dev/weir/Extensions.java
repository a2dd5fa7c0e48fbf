package dev.weir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extensions of one DataSource. What one of them throws is logged and stops nothing, but for
 * settings that are wrong. Thread-safe once they are attached.
 */
// Whatever an extension throws, errors included, must not keep the application from its database.
@SuppressWarnings("CatchingUnchecked")
final class Extensions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Extensions.class);

  /** Those of Weir's own, by their prefix, with the dependency that has them. */
  private static final Map<String, String> DEPENDENCIES =
      Map.of("weir.analyze", "dev.weir:weir-analyzer");

  private final String dataSource;
  private final Map<WeirExtension, WeirExtension.Attachment> configured = new LinkedHashMap<>();
  private final List<AutoCloseable> attached = new CopyOnWriteArrayList<>();

  private Extensions(String dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Finds them, and has them read their settings.
   *
   * @param dataSource the DataSource's name, for logs
   * @param settings that are none of Weir's own, by their names in a URL
   * @throws IllegalArgumentException if one is wrong, or no extension's
   */
  static Extensions configured(String dataSource, Map<String, String> settings) {
    Extensions extensions = new Extensions(dataSource);
    Map<String, WeirExtension> byPrefix = extensions.find();
    for (String name : settings.keySet()) {
      if (byPrefix.keySet().stream().noneMatch(prefix -> ExtensionSettings.isOf(prefix, name))) {
        throw unclaimed(name, byPrefix.keySet());
      }
    }
    byPrefix.forEach(
        (prefix, extension) ->
            extensions.configure(extension, new ExtensionSettings(prefix, settings)));
    return extensions;
  }

  /**
   * Those that the driver's class loader sees, and those of the application's, which may see more.
   */
  private Map<String, WeirExtension> find() {
    Map<String, WeirExtension> byPrefix = new LinkedHashMap<>();
    find(WeirExtension.class.getClassLoader(), byPrefix);
    find(Thread.currentThread().getContextClassLoader(), byPrefix);
    return byPrefix;
  }

  private void find(@Nullable ClassLoader loader, Map<String, WeirExtension> byPrefix) {
    try {
      ServiceLoader.load(WeirExtension.class, loader).stream()
          .forEach(provider -> make(provider, byPrefix));
    } catch (ServiceConfigurationError e) {
      log.warn("{} - extensions could not be looked for", dataSource, e);
    }
  }

  private void make(
      ServiceLoader.Provider<WeirExtension> provider, Map<String, WeirExtension> byPrefix) {
    try {
      WeirExtension extension = provider.get();
      byPrefix.putIfAbsent(extension.prefix(), extension);
    } catch (Throwable t) {
      failed(provider.type(), t);
    }
  }

  private void configure(WeirExtension extension, ExtensionSettings settings) {
    WeirExtension.Attachment attachment;
    try {
      attachment = extension.configure(settings);
    } catch (IllegalArgumentException e) {
      throw e; // A setting is wrong.
    } catch (Throwable t) {
      failed(extension.getClass(), t);
      return;
    }
    settings.rejectUnread();
    if (attachment != null) {
      configured.put(extension, attachment);
    }
  }

  private static IllegalArgumentException unclaimed(String name, Set<String> prefixes) {
    for (Map.Entry<String, String> dependency : DEPENDENCIES.entrySet()) {
      if (ExtensionSettings.isOf(dependency.getKey(), name)) {
        return new IllegalArgumentException(
            name
                + " needs "
                + dependency.getValue()
                + " on the class path: add that dependency, or remove the setting");
      }
    }
    Set<String> there = new TreeSet<>(prefixes);
    there.addAll(DEPENDENCIES.keySet());
    for (Setting setting : Setting.values()) {
      there.add(setting.key());
    }
    return Setting.unknown(name, there);
  }

  /**
   * Tells them that the DataSource is there.
   *
   * @param made nobody else has it yet
   */
  void attach(WeirDataSource made) {
    configured.forEach(
        (extension, attachment) -> {
          try {
            attached.add(attachment.attach(made));
          } catch (Throwable t) {
            failed(extension.getClass(), t);
          }
        });
    configured.clear();
  }

  /** What one of them has attached; null if there is nothing of this type. */
  <T> @Nullable T attached(Class<T> type) {
    return attached.stream().filter(type::isInstance).map(type::cast).findFirst().orElse(null);
  }

  /** The last one first. */
  @Override
  public void close() {
    List<AutoCloseable> closing = new ArrayList<>(attached);
    attached.clear();
    for (int i = closing.size() - 1; i >= 0; i--) {
      try {
        closing.get(i).close();
      } catch (Throwable t) {
        failed(closing.get(i).getClass(), t);
      }
    }
  }

  private void failed(Class<?> extension, Throwable thrown) {
    log.warn(
        "{} - the extension {} failed, and is left out; the DataSource works without it",
        dataSource,
        extension.getName(),
        thrown);
  }
}
