package dev.weir.analyzer.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassFilesTest {
  private static final String NAME = ClassFilesTest.class.getName();

  /** What a server's loader does once its application has been stopped. */
  private static final ClassLoader STOPPED =
      new ClassLoader(null) {
        @Override
        public InputStream getResourceAsStream(String name) {
          throw new IllegalStateException("stopped");
        }

        @Override
        public URL getResource(String name) {
          throw new IllegalStateException("stopped");
        }
      };

  @Test
  void loaderOfAStoppedApplicationIsNotTheOnlyOneThatIsAsked() throws Exception {
    try (InputStream file = ClassFiles.open(NAME, STOPPED)) {
      assertThat(file).isNotNull();
    }
    assertThat(ClassFiles.find(NAME, STOPPED)).isNotNull();
    assertThat(ClassLoops.read(NAME, STOPPED).isKnown()).isTrue();
    assertThat(new ApplicationFrames(List.of()).holds("org.shop.Orders", STOPPED)).isFalse();
  }

  @Test
  void classThatNobodyKnowsHasNoFile() throws Exception {
    try (InputStream file = ClassFiles.open("com.shop.Unknown", null)) {
      assertThat(file).isNull();
    }
    assertThat(ClassFiles.find("com.shop.Unknown", null)).isNull();
  }
}
