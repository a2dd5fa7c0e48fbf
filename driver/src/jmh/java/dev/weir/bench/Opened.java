package dev.weir.bench;

import java.util.List;
import javax.sql.DataSource;

/**
 * A {@link Subject} that is open.
 *
 * @param dataSource for the work
 * @param closeables in the order in which they are to be closed
 */
public record Opened(DataSource dataSource, List<AutoCloseable> closeables)
    implements AutoCloseable {
  Opened(DataSource dataSource, AutoCloseable... closeables) {
    this(dataSource, List.of(closeables));
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : closeables) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
