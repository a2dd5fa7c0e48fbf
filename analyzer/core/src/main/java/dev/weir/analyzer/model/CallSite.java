package dev.weir.analyzer.model;

import org.jspecify.annotations.Nullable;

/**
 * A line of the application's code.
 *
 * @param className the class, with its package
 * @param method the method's name; for a lambda, the method that holds it
 * @param file the source file's name, or null if the class does not tell
 * @param line from 1, or -1 if the class does not tell
 */
public record CallSite(String className, String method, @Nullable String file, int line) {
  /**
   * As a stack trace shows it, which editors make a link of: {@code
   * com.shop.Page.render(Page.java:42)}.
   */
  @Override
  public String toString() {
    String place = file == null ? "Unknown Source" : line < 0 ? file : file + ":" + line;
    return className + "." + method + "(" + place + ")";
  }
}
