package dev.weir.topology;

import java.sql.SQLException;

/**
 * What a failure says, with what has caused it in the end: "the connection attempt failed" alone
 * helps nobody.
 */
public final class RootCause {
  private RootCause() {}

  /**
   * In words, for the middle of a sentence: without a full stop.
   *
   * @param failure of a driver, a pool, or anything else
   */
  public static String text(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String said = message(failure);
    String cause = message(root);
    return root == failure || said.contains(cause) ? said : said + ": " + cause;
  }

  /** The driver's messages are whole sentences; those of others may be no more than a name. */
  private static String message(Throwable thrown) {
    String message = thrown.getMessage();
    String text = message == null ? "" : message.strip().replaceFirst("\\.+$", "");
    return thrown instanceof SQLException && !text.isEmpty()
        ? text
        : thrown.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
  }
}
