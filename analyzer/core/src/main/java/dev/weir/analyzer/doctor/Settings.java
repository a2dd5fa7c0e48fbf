package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.Server;

/** How a setting of the server is changed, wherever that runs. */
final class Settings {
  private Settings() {}

  /**
   * Adds how to change a setting that needs no restart, and how to take it back.
   *
   * @param why what it is for, a sentence
   */
  static Card change(Card card, Server server, String name, String value, String why) {
    if (server.managed() != null) {
      return card.fix(
          "%s On %s it is set where the service keeps its parameters (%s = %s); ALTER SYSTEM is not allowed there."
              .formatted(why, server.managed(), name, value));
    }
    return card.fix(why)
        .sql("ALTER SYSTEM SET %s = %s".formatted(name, value))
        .sql("SELECT pg_reload_conf()")
        .undo(
            server.isAltered(name)
                ? "ALTER SYSTEM SET %s = %s"
                    .formatted(name, Sql.literal(String.valueOf(server.settings().get(name))))
                : "ALTER SYSTEM RESET " + name)
        .undo("SELECT pg_reload_conf()");
  }
}
