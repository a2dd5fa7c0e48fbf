package dev.weir;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.rowset.serial.SerialBlob;
import javax.sql.rowset.serial.SerialClob;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteStreamWriter;

/** Streams and large objects that a parameter may be set to, and how callers treat them. */
final class StreamSamples {
  private StreamSamples() {}

  /** How a caller treats its stream. */
  enum Use {
    CLOSED_AFTERWARDS,
    SHARED_BACKWARDS,
    FAILING,
    NULL
  }

  /** Sets two parameters to streams. */
  @FunctionalInterface
  interface Streams {
    void set(PreparedStatement statement, Use use) throws SQLException;
  }

  /** Sets one. */
  @FunctionalInterface
  private interface One<S> {
    void set(PreparedStatement statement, int position, @Nullable S stream) throws SQLException;
  }

  private static final class Closing extends FilterReader {
    private boolean closed;

    Closing(Reader reader) {
      super(reader);
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      return super.read(chars, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class ClosingStream extends FilterInputStream {
    private boolean closed;

    ClosingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      return super.read(bytes, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  static Map<String, Streams> streams() {
    Map<String, Streams> all = new LinkedHashMap<>();
    String text = "äbcdef";
    readers(all, "setCharacterStream", PreparedStatement::setCharacterStream, text);
    readers(all, "setCharacterStream, 3", (s, i, r) -> s.setCharacterStream(i, r, 3), text);
    readers(all, "setCharacterStream, 99", (s, i, r) -> s.setCharacterStream(i, r, 99), text);
    readers(all, "setCharacterStream, -1", (s, i, r) -> s.setCharacterStream(i, r, -1), text);
    readers(all, "setCharacterStream, 3L", (s, i, r) -> s.setCharacterStream(i, r, 3L), text);
    readers(all, "large reader", PreparedStatement::setCharacterStream, text.repeat(20_000));
    readers(all, "setNCharacterStream", PreparedStatement::setNCharacterStream, text);
    readers(all, "setObject(Reader)", PreparedStatement::setObject, text);
    readers(all, "setObject(Reader, VARCHAR)", (s, i, r) -> s.setObject(i, r, Types.VARCHAR), text);
    bytes(all, "setAsciiStream", PreparedStatement::setAsciiStream, text);
    bytes(all, "setAsciiStream, 3", (s, i, r) -> s.setAsciiStream(i, r, 3), text);
    bytes(all, "setAsciiStream, -1", (s, i, r) -> s.setAsciiStream(i, r, -1), text);
    bytes(all, "setUnicodeStream, 3", StreamSamples::setUnicode, text);
    bytes(all, "setBinaryStream", PreparedStatement::setBinaryStream, text);
    bytes(all, "large stream", PreparedStatement::setBinaryStream, text.repeat(20_000));
    bytes(all, "setBinaryStream, -1", (s, i, r) -> s.setBinaryStream(i, r, -1), text);
    bytes(all, "setBinaryStream, too long", (s, i, r) -> s.setBinaryStream(i, r, 1L << 31), text);
    bytes(all, "setObject(InputStream)", PreparedStatement::setObject, text);
    bytes(all, "setObject LONGVARCHAR", (s, i, r) -> s.setObject(i, r, Types.LONGVARCHAR), text);
    bytes(
        all, "setObject LONGVARBINARY", (s, i, r) -> s.setObject(i, r, Types.LONGVARBINARY), text);
    all.put("setBinaryStream, 3 each", StreamSamples::byReference);
    all.put("ByteStreamWriter", StreamSamples::writer);
    return all;
  }

  @SuppressWarnings("deprecation") // It may be called.
  private static void setUnicode(PreparedStatement s, int position, @Nullable InputStream stream)
      throws SQLException {
    s.setUnicodeStream(position, stream, 3);
  }

  private static void readers(Map<String, Streams> all, String name, One<Reader> one, String text) {
    all.put(
        name,
        (s, use) -> {
          Closing reader = new Closing(new StringReader(text));
          if (use == Use.FAILING) {
            reader.close();
          }
          one.set(s, 2, use == Use.NULL ? null : reader);
          if (use == Use.SHARED_BACKWARDS) {
            one.set(s, 1, reader);
          } else {
            s.setString(1, "x");
          }
          reader.close();
        });
  }

  private static void bytes(
      Map<String, Streams> all, String name, One<InputStream> one, String text) {
    all.put(
        name,
        (s, use) -> {
          InputStream stream =
              new ClosingStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
          if (use == Use.FAILING) {
            close(stream);
          }
          one.set(s, 2, use == Use.NULL ? null : stream);
          if (use == Use.SHARED_BACKWARDS) {
            one.set(s, 1, stream);
          } else {
            s.setString(1, "x");
          }
          close(stream);
        });
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The driver reads it when it sends it, in the order of the positions. */
  private static void byReference(PreparedStatement s, Use use) throws SQLException {
    InputStream stream = new ByteArrayInputStream("abcdef".getBytes(StandardCharsets.UTF_8));
    s.setBinaryStream(2, stream, 3);
    s.setBinaryStream(1, stream, 3);
  }

  private static void writer(PreparedStatement s, Use use) throws SQLException {
    byte[] bytes = {1, 2, 3};
    s.setString(1, "x");
    s.setObject(2, ByteStreamWriter.of(java.nio.ByteBuffer.wrap(bytes)));
    bytes[0] = 9;
  }

  // ---------------------------------------------------------------- large objects

  static Map<String, ValueSamples.Make> large() {
    Map<String, ValueSamples.Make> all = new LinkedHashMap<>();
    all.put(
        "Blob",
        c -> {
          Blob blob = new SerialBlob(new byte[] {'a', 'b'});
          return new ValueSamples.Mutable(blob, () -> blob.setBytes(1, new byte[] {'z'}));
        });
    all.put(
        "Clob",
        c -> {
          Clob clob = new SerialClob("äb".toCharArray());
          return new ValueSamples.Mutable(clob, () -> clob.setString(1, "z"));
        });
    all.put(
        "InputStream",
        c -> {
          InputStream stream =
              new ClosingStream(new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}));
          return new ValueSamples.Mutable(stream, stream::close);
        });
    all.put("Reader", c -> new ValueSamples.Mutable(new StringReader("ab"), () -> {}));
    all.put("null", c -> new ValueSamples.Mutable(null, () -> {}));
    return all;
  }

  static void setLarge(PreparedStatement s, String setter, @Nullable Object value)
      throws SQLException {
    switch (setter) {
      case "setObject" -> s.setObject(1, value);
      case "setObject BLOB" -> s.setObject(1, value, Types.BLOB);
      case "setObject CLOB" -> s.setObject(1, value, Types.CLOB);
      default -> {
        if (value instanceof Blob blob) {
          s.setBlob(1, blob);
        } else if (value instanceof Clob clob) {
          s.setClob(1, clob);
        } else if (value instanceof InputStream stream) {
          s.setBlob(1, stream, 2);
        } else {
          s.setClob(1, (Reader) value);
        }
      }
    }
  }
}
