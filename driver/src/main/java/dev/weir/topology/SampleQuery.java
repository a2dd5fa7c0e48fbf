package dev.weir.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server what it is and how far: one query, one round trip. A server that does not let its
 * user ask for positions is asked for its role only, and for all again after a minute. Thread-safe.
 */
final class SampleQuery {
  private static final String SQL = resource("sample.sql");
  private static final String ROLE_SQL = resource("role.sql");

  /** Insufficient privilege, no such function, not supported: what managed services answer. */
  private static final Set<String> REFUSALS = Set.of("42501", "42883", "0A000");

  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final BooleanSupplier asynchronous;
  private final LongSupplier nanoTime;
  private volatile @Nullable Refused refused;

  /** That the server has refused, and when. */
  private record Refused(String untold, long nanos) {}

  SampleQuery(BooleanSupplier asynchronous, LongSupplier nanoTime) {
    this.asynchronous = asynchronous;
    this.nanoTime = nanoTime;
  }

  /**
   * Asks.
   *
   * @param connection in auto-commit mode: what is refused would end a transaction
   */
  Sample ask(Connection connection) throws SQLException {
    Refused before = refused;
    if (before != null && nanoTime.getAsLong() - before.nanos() < AGAIN_NANOS) {
      return askRole(connection, before.untold());
    }
    try {
      Sample sample = askAll(connection);
      refused = null;
      return sample;
    } catch (SQLException e) {
      if (!REFUSALS.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      String untold = "its WAL position may not be asked for (%s)".formatted(e.getMessage());
      refused = new Refused(untold, nanoTime.getAsLong());
      return askRole(connection, untold);
    }
  }

  private Sample askAll(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SQL)) {
      long asked = nanoTime.getAsLong();
      // After the instant: a commit that is asynchronous from here on is younger than this sample.
      query.setBoolean(1, asynchronous.getAsBoolean());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        boolean inRecovery = row.getBoolean("in_recovery");
        long lsn = row.getLong("lsn");
        String blind = row.getString("blind_user");
        return new Sample(
            asked,
            inRecovery,
            inRecovery ? lsn : Sample.normalise(lsn, row.getLong("segment_bytes")),
            row.getInt("timeline"),
            row.getLong("system_identifier"),
            row.getLong("life"),
            blind == null ? "" : "its timeline may not be seen: GRANT pg_monitor TO " + blind);
      }
    }
  }

  private Sample askRole(Connection connection, String untold) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ROLE_SQL)) {
      long asked = nanoTime.getAsLong();
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Sample(
            asked, row.getBoolean("in_recovery"), 0, 0, 0, row.getLong("life"), untold);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(SampleQuery.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
