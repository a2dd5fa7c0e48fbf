package dev.weir.analyzer.sample;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who answers, and as whom it was asked.
 *
 * @param version such as 150018
 * @param versionText such as {@code 15.18}
 * @param standby whether it is in recovery
 * @param started when its postmaster was
 * @param database the database that was asked
 * @param role as whom
 * @param seesSessions whether this role sees what other roles' sessions do (pg_monitor,
 *     pg_read_all_stats or superuser)
 * @param counts whether the server counts anything about tables
 * @param managed who runs it, such as {@code Amazon RDS}; null if nothing tells
 * @param extensions the schemas of the extensions in this database, by name
 * @param blockBytes the size of a page
 * @param settings those that matter here, by name, in their base unit; {@code postgresql.auto.conf}
 *     are the names of those that ALTER SYSTEM has set, as far as the role may see that
 */
public record Server(
    int version,
    String versionText,
    boolean standby,
    Instant started,
    String database,
    String role,
    boolean seesSessions,
    boolean counts,
    @Nullable String managed,
    Map<String, String> extensions,
    int blockBytes,
    Map<String, String> settings) {
  /** Copies the maps. */
  public Server {
    extensions = Map.copyOf(extensions);
    settings = Map.copyOf(settings);
  }

  /** A setting as a number; NaN if it is unknown. */
  public double number(String setting) {
    String value = settings.get(setting);
    try {
      return value == null ? Double.NaN : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Whether ALTER SYSTEM has set it, as far as the role may see that. */
  public boolean isAltered(String setting) {
    String altered = settings.getOrDefault("postgresql.auto.conf", "");
    return List.of(altered.split(",")).contains(setting);
  }

  /** Whether it is at least of this major version. */
  public boolean isAtLeast(int major) {
    return version >= major * 10_000;
  }
}
