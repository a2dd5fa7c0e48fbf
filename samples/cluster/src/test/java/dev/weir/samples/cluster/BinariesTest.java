package dev.weir.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {

  @TempDir private Path temporary;
  private URL archive;

  @BeforeEach
  void pack() throws IOException {
    Path file = temporary.resolve("postgres.txz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(file)))) {
      for (String name : List.of("bin/initdb", "bin/postgres", "share/postgres.bki")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(name.length());
        entry.setMode(name.startsWith("bin") ? 0x1ED : 0x1A4);
        tar.putArchiveEntry(entry);
        tar.write(name.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
      }
      tar.putArchiveEntry(link("lib/libpq.so", "libpq.so.5"));
      tar.closeArchiveEntry();
    }
    archive = file.toUri().toURL();
  }

  private static TarArchiveEntry link(String name, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    return entry;
  }

  @Test
  void filesKeepTheirContentLinksAndRights() throws IOException {
    Binaries binaries = Binaries.unpacked(archive, temporary);

    assertThat(Path.of(binaries.program("postgres"))).isExecutable().hasContent("bin/postgres");
    assertThat(Files.isExecutable(binaries.directory().resolve("share/postgres.bki"))).isFalse();
    assertThat(Files.readSymbolicLink(binaries.directory().resolve("lib/libpq.so")))
        .isEqualTo(Path.of("libpq.so.5"));
  }

  @Test
  void severalUnpackingAtOnceShareOneCopy() throws IOException {
    List<Binaries> found =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> Binaries.unpacked(archive, temporary))
            .toList();

    assertThat(found).containsOnly(found.get(0));
    assertThat(copies()).containsExactly(found.get(0).directory());
  }

  @Test
  void incompleteCopyIsReplaced() throws IOException {
    Path program = Path.of(Binaries.unpacked(archive, temporary).program("initdb"));
    Files.delete(program);

    Binaries again = Binaries.unpacked(archive, temporary);

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
