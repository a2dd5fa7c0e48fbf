package dev.weir.jdbc;

import dev.weir.event.Setter;
import dev.weir.event.Taken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.StreamWrapper;

/** What is sent of the values whose own setter would send something else by then. */
final class Sent {
  private Sent() {}

  /** What another setter sends, which is what the driver makes of the value. */
  record By(Setter setter, @Nullable Object told, Object sent) implements Taken {
    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
      setter.bind(statement, position, sent, null);
    }
  }

  /**
   * A date, time or timestamp in the time zone that was the JVM's when it was set.
   *
   * @param value nobody else's
   */
  record Dated(@Nullable Object told, Date value, TimeZone zone) implements Taken {
    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
      Calendar calendar = TimeZone.getDefault().equals(zone) ? null : new GregorianCalendar(zone);
      if (value instanceof java.sql.Timestamp timestamp) {
        statement.setTimestamp(position, timestamp, calendar);
      } else if (value instanceof java.sql.Time time) {
        statement.setTime(position, time, calendar);
      } else {
        statement.setDate(position, (java.sql.Date) value, calendar);
      }
    }
  }

  /** Bytes, or text in UTF-8, that a stream or reader without a length had. */
  record Spooled(Setter setter, StreamWrapper content) implements Taken {
    @Override
    public Object told() {
      byte[] bytes = content.getBytes();
      if (bytes == null) {
        return content; // It lies in a file, and says how long it is.
      }
      return setter == Setter.BINARY_STREAM ? bytes : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
      byte[] bytes = content.getBytes();
      if (setter == Setter.BINARY_STREAM && bytes != null) {
        statement.setBytes(position, bytes);
        return;
      }
      InputStream stream = stream();
      if (setter == Setter.BINARY_STREAM) {
        statement.setBinaryStream(position, stream, content.getLength());
      } else if (setter == Setter.CHARACTER_STREAM) {
        statement.setCharacterStream(
            position, new InputStreamReader(stream, StandardCharsets.UTF_8));
      } else {
        statement.setObject(position, stream, Types.LONGVARCHAR);
      }
    }

    boolean isFile() {
      return content.getBytes() == null;
    }

    /** Deletes its file; who binds it again is told that it is gone. */
    void close() {
      try {
        content.close();
      } catch (IOException e) {
        // It goes with the object.
      }
    }

    private InputStream stream() throws SQLException {
      try {
        return content.getStream();
      } catch (IOException e) {
        throw new PSQLException(
            GT.tr("An I/O error occurred while sending to the backend."), PSQLState.IO_ERROR, e);
      }
    }
  }

  /**
   * An array whose elements the driver sends as they print: which type that is, the connection's
   * types know.
   *
   * @param texts within arrays, as the elements were
   */
  record Elements(Class<?> leaf, Object texts) implements Taken {
    @Override
    public Object told() {
      return texts;
    }

    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
      BaseConnection connection = statement.getConnection().unwrap(BaseConnection.class);
      TypeInfo types = connection.getTypeInfo();
      int array = types.getJavaArrayType(leaf.getName());
      String base =
          array == Oid.UNSPECIFIED ? null : types.getPGType(types.getPGArrayElement(array));
      if (base == null) {
        statement.setObject(position, texts); // The driver's own exception.
      } else {
        statement.setArray(position, connection.createArrayOf(base, texts));
      }
    }
  }

  /**
   * A NULL that is set without a type has the one that its position had before: the statement would
   * be parsed again otherwise.
   */
  static final class TypedBefore implements Taken {
    private final Setter setter;
    private final @Nullable Object value;
    private final Object @Nullable [] extras;

    /** Takes the call by which the position got its type. */
    TypedBefore(Setter setter, @Nullable Object value, Object @Nullable [] extras) {
      this.setter = setter;
      this.value = value;
      this.extras = extras;
    }

    @Override
    public @Nullable Object told() {
      return null;
    }

    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
      try {
        if (value instanceof Taken taken) {
          taken.bind(statement, position);
        } else {
          setter.bind(statement, position, value, extras);
        }
      } catch (SQLException e) {
        // It had no type then either.
      }
      statement.setNull(position, Types.NULL);
    }
  }
}
