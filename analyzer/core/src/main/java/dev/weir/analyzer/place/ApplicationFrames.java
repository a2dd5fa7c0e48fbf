package dev.weir.analyzer.place;

import java.net.URL;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's classes from those of the JDK, of Weir, and of the libraries between an
 * application and its database: by their names, or by where their files lie. Immutable.
 */
final class ApplicationFrames {
  private final List<String> packages;

  /**
   * Creates the filter.
   *
   * @param packages what names of the application's classes begin with; empty for all that are no
   *     known library's
   */
  ApplicationFrames(List<String> packages) {
    this.packages = List.copyOf(packages);
  }

  boolean contains(String className) {
    if (Libraries.generate(className)) {
      return false;
    }
    return packages.isEmpty()
        ? !Libraries.contain(className)
        : Libraries.startsWithAny(packages, className);
  }

  /**
   * Whether a class whose name begins like a library's is the application's nevertheless: its file
   * lies in a directory, or where servers and Spring Boot keep an application's classes.
   *
   * @param loader the loader that knows the application's classes; null for the system's
   */
  boolean holds(String className, @Nullable ClassLoader loader) {
    if (!packages.isEmpty() || isNever(className) || Libraries.generate(className)) {
      return false;
    }
    URL url = ClassFiles.find(className, loader);
    return url != null
        && (url.getProtocol().equals("file")
            || url.getPath().contains("BOOT-INF/classes/")
            || url.getPath().contains("WEB-INF/classes/"));
  }

  /** Weir may be built in a directory, too, and the JDK's classes are nobody's. */
  private static boolean isNever(String className) {
    return className.startsWith("dev.weir.")
        || className.startsWith("java.")
        || className.startsWith("jdk.");
  }
}
