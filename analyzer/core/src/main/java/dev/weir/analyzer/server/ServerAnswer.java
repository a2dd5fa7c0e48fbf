package dev.weir.analyzer.server;

import dev.weir.analyzer.sample.Server;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who answers, before its settings are known.
 *
 * @param at the server's clock
 * @param server without settings
 */
record ServerAnswer(Instant at, Server server) {
  static ServerAnswer of(Row row) throws SQLException {
    List<String> names = row.texts("extensions");
    List<String> schemas = row.texts("schemas");
    Map<String, String> extensions = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      extensions.put(names.get(i), schemas.get(i));
    }
    return new ServerAnswer(
        Objects.requireNonNull(row.instant("at")),
        new Server(
            row.small("version"),
            row.text("version_text"),
            row.is("standby"),
            Objects.requireNonNull(row.instant("started")),
            row.text("database"),
            row.text("role"),
            row.is("sees_sessions"),
            row.is("counts"),
            row.maybeText("managed"),
            extensions,
            row.small("block_bytes"),
            Map.of()));
  }

  Server with(Map<String, String> settings) {
    return new Server(
        server.version(),
        server.versionText(),
        server.standby(),
        server.started(),
        server.database(),
        server.role(),
        server.seesSessions(),
        server.counts(),
        server.managed(),
        server.extensions(),
        server.blockBytes(),
        settings);
  }
}
