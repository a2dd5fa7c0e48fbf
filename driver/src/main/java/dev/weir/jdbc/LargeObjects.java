package dev.weir.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.Charset;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Writes values as large objects, as the driver does when it gets them. */
final class LargeObjects {
  private LargeObjects() {}

  /**
   * Writes one.
   *
   * @param on where the transaction is
   * @return its number
   */
  static long write(Connection on, Values.Large value) throws SQLException {
    BaseConnection driver = on.unwrap(BaseConnection.class);
    if (value.value() instanceof Blob blob) {
      try (InputStream content = blob.getBinaryStream()) {
        return write(driver, content, known(blob.length()));
      } catch (IOException e) {
        throw new PSQLException(
            GT.tr("Unexpected error when closing Blob binary stream"),
            PSQLState.UNEXPECTED_ERROR,
            e);
      }
    }
    return value.value() instanceof Clob clob
        ? write(driver, clob.getCharacterStream(), known(clob.length()))
        : write(driver, (InputStream) value.value(), value.length());
  }

  /** Some do not know their length, and say so by a negative one. */
  private static long known(long length) {
    return length < 0 ? Long.MAX_VALUE : length;
  }

  private static long write(BaseConnection driver, InputStream content, long length)
      throws SQLException {
    LargeObjectManager objects = driver.getLargeObjectAPI();
    long number = objects.createLO();
    try (LargeObject object = objects.open(number);
        OutputStream to = object.getOutputStream()) {
      byte[] buffer = new byte[(int) Math.min(length, 8192)];
      long left = length;
      while (left > 0) {
        int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        to.write(buffer, 0, read);
        left -= read;
      }
    } catch (IOException e) {
      throw notWritten(e);
    }
    return number;
  }

  private static long write(BaseConnection driver, Reader content, long length)
      throws SQLException {
    LargeObjectManager objects = driver.getLargeObjectAPI();
    long number = objects.createLO();
    Charset charset = Charset.forName(driver.getEncoding().name());
    try (Writer to = new OutputStreamWriter(objects.open(number).getOutputStream(), charset)) {
      int c = content.read();
      for (long written = 0; c >= 0 && written < length; written++) {
        to.write(c);
        c = content.read();
      }
    } catch (IOException e) {
      throw notWritten(e);
    }
    return number;
  }

  private static SQLException notWritten(IOException cause) {
    return new PSQLException(
        GT.tr("Unexpected error writing large object to database."),
        PSQLState.UNEXPECTED_ERROR,
        cause);
  }
}
