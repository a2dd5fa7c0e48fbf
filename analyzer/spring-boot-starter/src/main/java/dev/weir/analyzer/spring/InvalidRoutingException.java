package dev.weir.analyzer.spring;

import org.jspecify.annotations.Nullable;

/** A DataSource cannot be routed as the settings want it. */
final class InvalidRoutingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * Creates it.
   *
   * @param message what is wrong, and in which setting
   * @param remedy what to do
   * @param cause null if Weir found out itself
   */
  InvalidRoutingException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** What to do. */
  String remedy() {
    return remedy;
  }
}
