package dev.weir.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation knows each code. */
class PagesTest {
  private static final Path TREE = Path.of("..", "..");

  static Stream<Code> codes() {
    return new Detectors(Profile.development(), Duration.ofMillis(1), List.of()).codes().stream();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void codeHasItsPage(Code code) throws IOException {
    String page = Files.readString(TREE.resolve("docs/findings/" + code.id() + ".md"));
    assertThat(page)
        .startsWith("# %s: %s\n".formatted(code.id(), code.title()))
        .contains(
            "## What was seen",
            "## Why it hurts",
            "## Remedy",
            "## When it is fine",
            "## The threshold");
  }

  @ParameterizedTest
  @MethodSource("codes")
  void readmeNamesTheCode(Code code) throws IOException {
    assertThat(Files.readString(TREE.resolve("README.md")))
        .contains("[`%s`](docs/findings/%s.md)".formatted(code.id(), code.id()));
  }
}
