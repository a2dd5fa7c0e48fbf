package dev.weir.analyzer.place;

import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of an application's classes by the loader that should know them, else by this
 * class's own, else by the system's. A server's loader throws once its application has been
 * stopped: then the others are asked all the same.
 */
public final class ClassFiles {
  private ClassFiles() {}

  /**
   * Opens a class file.
   *
   * @param className such as {@code com.shop.Orders}
   * @param loader the application's; null if it is not known
   * @return null if no loader has it
   */
  public static @Nullable InputStream open(String className, @Nullable ClassLoader loader) {
    String file = file(className);
    return first(loader, each -> each.getResourceAsStream(file));
  }

  /** Where a class file is; null if no loader has it. */
  static @Nullable URL find(String className, @Nullable ClassLoader loader) {
    String file = file(className);
    return first(loader, each -> each.getResource(file));
  }

  private static String file(String className) {
    return className.replace('.', '/') + ".class";
  }

  private static <T> @Nullable T first(
      @Nullable ClassLoader application, Function<ClassLoader, @Nullable T> way) {
    for (ClassLoader loader :
        Arrays.asList(
            application, ClassFiles.class.getClassLoader(), ClassLoader.getSystemClassLoader())) {
      T found = loader == null ? null : ask(loader, way);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static <T> @Nullable T ask(ClassLoader loader, Function<ClassLoader, @Nullable T> way) {
    try {
      return way.apply(loader);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
