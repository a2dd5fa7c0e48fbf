package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {

  @TempDir private Path temporary;

  @Test
  void severalUnpackingAtOnceShareOneCopy() throws IOException {
    List<Binaries> found =
        IntStream.range(0, 2).parallel().mapToObj(i -> Binaries.unpacked(temporary)).toList();

    assertThat(found.get(0)).isEqualTo(found.get(1));
    assertThat(Path.of(found.get(0).program("postgres"))).isExecutable();
    assertThat(copies()).containsExactly(found.get(0).directory());
  }

  @Test
  void incompleteCopyIsReplaced() throws IOException {
    Path program = Path.of(Binaries.unpacked(temporary).program("initdb"));
    Files.delete(program);

    Binaries again = Binaries.unpacked(temporary);

    assertThat(program).isEqualTo(Path.of(again.program("initdb"))).isExecutable();
    assertThat(copies()).containsExactly(again.directory());
  }

  private List<Path> copies() throws IOException {
    Path cache = temporary.resolve("weir-postgres-" + System.getProperty("user.name"));
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.toList();
    }
  }
}
