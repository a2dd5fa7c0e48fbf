package dev.weir.bench;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A driver that answers at once, so that what is measured is all above it. It is PostgreSQL as far
 * as Weir asks: a primary at {@value #PRIMARY}, replicas at {@value #REPLICA}{@code ..} that have
 * replayed all, and a catalogue of one table, {@code item}.
 */
public final class InstantDriver implements Driver {
  static final String PRIMARY = "jdbc:instant:primary";
  static final String REPLICA = "jdbc:instant:replica";

  private static final InstantDriver INSTANCE = new InstantDriver();

  private InstantDriver() {}

  /** Lets pools and Weir find it by URL; doing so again changes nothing. */
  static void register() {
    try {
      DriverManager.registerDriver(INSTANCE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(PRIMARY) || url.startsWith(REPLICA);
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) {
    return acceptsURL(url) ? InstantConnection.open(url.startsWith(PRIMARY)) : null;
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
