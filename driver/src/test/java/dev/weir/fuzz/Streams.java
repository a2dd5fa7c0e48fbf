package dev.weir.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.util.List;

/** Parameters that are read. */
final class Streams {
  /** The kinds of streams for columns of text. */
  static final List<String> OF_TEXT =
      List.of(
          "reader",
          "closed-reader",
          "endless-reader",
          "object-reader",
          "part",
          "ascii",
          "closed-ascii");

  /** The kinds of streams for columns of bytes. */
  static final List<String> OF_BYTES = List.of("binary", "closed-binary", "endless-binary");

  private static final int PART = 2;

  private Streams() {}

  static String stream(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 4);
    PreparedStatement p = b.prepared(words[0]);
    set(b, p, Integer.parseInt(words[1]), words[2], words[3]);
    return "done";
  }

  @SuppressWarnings("resource") // Those that are left open are the point.
  private static void set(Borrower b, PreparedStatement p, int index, String kind, String content)
      throws Exception {
    Reader reader = new StringReader(content);
    InputStream bytes = bytes(content);
    switch (kind) {
      case "reader" -> p.setCharacterStream(index, reader, content.length());
      case "closed-reader" -> {
        p.setCharacterStream(index, reader, content.length());
        reader.close();
      }
      case "endless-reader" -> p.setCharacterStream(index, reader);
      case "object-reader" -> {
        p.setObject(index, reader);
        reader.close();
      }
      case "part" -> {
        Reader shared = b.shared();
        if (shared == null) {
          shared = new StringReader("abcdefghijklmnopqrstuvwxyz");
          b.shared(shared);
        }
        p.setCharacterStream(index, shared, PART);
      }
      case "ascii" -> p.setAsciiStream(index, bytes, content.length());
      case "closed-ascii" -> {
        p.setAsciiStream(index, bytes, content.length());
        bytes.close();
      }
      case "binary" -> p.setBinaryStream(index, bytes, content.length());
      case "closed-binary" -> {
        p.setBinaryStream(index, bytes, content.length());
        bytes.close();
      }
      case "endless-binary" -> p.setBinaryStream(index, bytes);
      default -> p.setNull(index, Types.VARCHAR);
    }
  }

  private static InputStream bytes(String content) {
    return new BufferedInputStream(
        new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII)));
  }
}
