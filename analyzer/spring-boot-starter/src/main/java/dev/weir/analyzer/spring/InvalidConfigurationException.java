package dev.weir.analyzer.spring;

import org.jspecify.annotations.Nullable;

/** What the application asks of Weir, by a setting, a file or an annotation, cannot be. */
final class InvalidConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * Creates it.
   *
   * @param message what is wrong, and where
   * @param remedy what to do
   * @param cause null if there is none
   */
  InvalidConfigurationException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What to do. */
  String remedy() {
    return remedy;
  }
}
