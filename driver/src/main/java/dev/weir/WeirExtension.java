package dev.weir;

import org.jspecify.annotations.Nullable;

/**
 * What joins every {@link WeirDataSource} of a process, also one that was made of nothing but a
 * URL. Found by {@link java.util.ServiceLoader}: its class is named in {@code
 * META-INF/services/dev.weir.WeirExtension}, and has a public constructor without parameters.
 *
 * <p>Each DataSource that is made, by URL, builder or {@link Weir#observe}, asks each extension
 * first what it makes of its settings, and then tells it that the DataSource is there. What an
 * extension throws is logged, and the DataSource is made without it; only a setting that is wrong
 * fails.
 */
public interface WeirExtension {
  /**
   * What its settings begin with, in the names as they are in a URL.
   *
   * @return such as {@code weir.analyze}, for {@code weir.analyze} and {@code weir.analyze.*}
   */
  String prefix();

  /**
   * Reads the settings of a DataSource that is about to be made: no server has been asked yet.
   *
   * @param settings that begin with the prefix; those that are not read are errors
   * @return what to do when the DataSource is there; null for nothing
   * @throws IllegalArgumentException if a value is wrong; it says what is allowed, and the
   *     DataSource is not made
   */
  @Nullable Attachment configure(ExtensionSettings settings);

  /** How an extension joins one DataSource. */
  @FunctionalInterface
  interface Attachment {
    /**
     * Joins a DataSource that has been made, and that nobody else has yet.
     *
     * @param dataSource is closed after what this returns
     * @return closed when the DataSource is, as soon as nothing runs there any more; {@link
     *     WeirDataSource#unwrap} hands it to whoever asks for its type
     */
    AutoCloseable attach(WeirDataSource dataSource);
  }
}
