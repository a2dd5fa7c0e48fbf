package dev.weir.analyzer.junit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Loads the module, and cases of tests, as they are where there is neither Spring nor AssertJ. */
final class WithoutOptional extends ClassLoader {
  private static final String MODULE = "dev.weir.analyzer.junit.";
  private static final String CASES = "com.shop.FindingsCases";

  WithoutOptional(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("org.springframework.") || name.startsWith("org.assertj.")) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith(MODULE) && !name.startsWith(CASES)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(file), file)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
