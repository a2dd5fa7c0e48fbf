package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an application has that takes the analyzer alone: none of what is optional. */
class OptionalLibrariesTest {
  private static final Pattern OPTIONAL =
      Pattern.compile(".*(dataformat-yaml|snakeyaml|servlet|tomcat|micrometer).*");

  private static URLClassLoader withoutThem() {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !OPTIONAL.matcher(entry).matches())
            .map(OptionalLibrariesTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(entry, e);
    }
  }

  @Test
  void analyzerWorksWithoutThem() throws Exception {
    try (URLClassLoader loader = withoutThem()) {
      Class<?> type = loader.loadClass("dev.weir.analyzer.Analyzer");
      try (AutoCloseable analyzer = (AutoCloseable) type.getMethod("create").invoke(null)) {
        assertThat(type.getMethod("findings").invoke(analyzer).toString()).isEqualTo("[]");
      }
    }
  }

  @Test
  void fileOfWhatIsAcceptedSaysWhatItNeeds() throws Exception {
    try (URLClassLoader loader = withoutThem()) {
      Method read =
          loader
              .loadClass("dev.weir.analyzer.accept.Acceptances")
              .getMethod("read", Reader.class, String.class);
      assertThatThrownBy(() -> read.invoke(null, new StringReader("accepted: []"), "it.yml"))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessage(
              "it.yml needs tools.jackson.dataformat:jackson-dataformat-yaml on the class path");
    }
  }
}
