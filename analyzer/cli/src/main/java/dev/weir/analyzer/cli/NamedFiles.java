package dev.weir.analyzer.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that were named on the command line: what is wrong with one is said by its name. */
final class NamedFiles {
  private NamedFiles() {}

  /** Its lines. */
  static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": it is no text in UTF-8", e);
    }
  }

  /** Fails if nothing can be written there. */
  static void writable(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": it is a directory");
    }
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException(file + ": there is no such directory");
    }
    if (!Files.isWritable(Files.exists(file) ? file : directory)) {
      throw new IOException(file + ": it may not be written");
    }
  }
}
