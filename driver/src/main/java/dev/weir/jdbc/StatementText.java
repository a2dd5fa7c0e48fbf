package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;
import org.postgresql.util.HStoreConverter;
import org.postgresql.util.PGobject;
import org.postgresql.util.StreamWrapper;

/**
 * The text of a prepared statement with its values, as the driver shows it, where no server has it:
 * by a statement of the driver's on a connection that leads to nobody. Nothing is sent. Made when
 * needed. Thread-safe.
 */
final class StatementText {
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection nobody;

  /**
   * Shows it.
   *
   * @param rows of its batch, or what is set
   * @param batch whether they are of its batch
   * @return the text without values if the driver does not show them
   */
  String of(String sql, List<Parameters> rows, boolean batch) {
    lock.lock();
    try (PreparedStatement shown = connection().prepareStatement(sql)) {
      for (Parameters row : rows) {
        for (int position = 1; position <= row.size(); position++) {
          bind(shown, row, position);
        }
        if (batch) {
          shown.addBatch();
        }
      }
      return shown.toString();
    } catch (SQLException | RuntimeException e) {
      return sql;
    } finally {
      lock.unlock();
    }
  }

  private static void bind(PreparedStatement shown, Parameters row, int position)
      throws SQLException {
    Object value = row.value(position);
    if (value instanceof InputStream || value instanceof Reader) {
      return; // Whoever shows it must not read it.
    }
    if (value instanceof StreamWrapper file) {
      if (row.setter(position) != Setter.BINARY_STREAM) {
        shown.setString(position, file.toString());
      }
      return;
    }
    try {
      row.bind(shown, position);
    } catch (SQLException e) {
      shown.setObject(position, text(value), Types.OTHER);
    }
  }

  /** What is sent of a value whose type only a server knows. */
  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof PGobject object) {
      return object.getValue();
    }
    if (value instanceof Map<?, ?> map) {
      return HStoreConverter.toString(map);
    }
    return value instanceof Array ? value.toString() : null;
  }

  private Connection connection() throws SQLException {
    Connection there = nobody;
    if (there == null || there.isClosed()) {
      Properties settings = new Properties();
      PGProperty.USER.set(settings, "nobody");
      PGProperty.SOCKET_FACTORY.set(settings, NobodySocketFactory.class.getName());
      PGProperty.SSL_MODE.set(settings, "disable");
      PGProperty.GSS_ENC_MODE.set(settings, "disable");
      PGProperty.ASSUME_MIN_SERVER_VERSION.set(settings, "14"); // Nothing need be asked.
      PGProperty.APPLICATION_NAME.set(settings, "");
      there = new Driver().connect("jdbc:postgresql://nobody/nobody", settings);
      if (there == null) {
        throw new SQLException("the driver does not take its own URL");
      }
      TypeInfo types = there.unwrap(BaseConnection.class).getTypeInfo();
      types.addCoreType("interval", Oid.INTERVAL, Types.OTHER, "", Oid.INTERVAL_ARRAY);
      types.addCoreType("box", Oid.BOX, Types.OTHER, "", Oid.BOX_ARRAY);
      nobody = there;
    }
    return there;
  }
}
