package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a pool of ours have before anybody uses them: how one is made so again that
 * somebody has used. Only what a server takes back is: not what was loaded, nor what the
 * application did with the driver's own objects. Immutable.
 */
final class FreshSession {
  /** What has been set since a session began: by the driver, by the pool, by the pool's SQL. */
  private static final String SETTINGS =
      """
      select 'select ' || pg_catalog.string_agg(
               pg_catalog.format('pg_catalog.set_config(%L, %L, false)', s.name, s.setting), ', ')
        from pg_catalog.pg_settings s
       where s.source = 'session'
         and s.name not in ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
      """;

  /**
   * What DISCARD ALL does, and the role. The driver's prepared statements go as well, which it
   * hears: they may have been prepared over a temporary relation.
   */
  private static final String UNDO =
      """
      close all; set session authorization default; reset role; reset all; deallocate all;
      unlisten *; select pg_catalog.pg_advisory_unlock_all(); discard temp; discard sequences\
      """;

  private final @Nullable String settings;
  private final OwnQuestions.Question<Boolean> preparation;

  private FreshSession(@Nullable String settings, OwnQuestions.Question<Boolean> preparation) {
    this.settings = settings;
    this.preparation = preparation;
  }

  /**
   * Looks at one that nobody has used.
   *
   * @param preparation what each gets when it is opened
   */
  static FreshSession like(Connection physical, OwnQuestions.Question<Boolean> preparation)
      throws SQLException {
    return new FreshSession(OwnQuestions.row(physical, SETTINGS, List.of()).get(0), preparation);
  }

  /**
   * Makes one so again.
   *
   * @throws SQLException if it is in a transaction, or does not answer
   */
  void restore(Connection physical) throws SQLException {
    OwnQuestions.row(physical, UNDO, List.of());
    OwnQuestions.ask(physical, preparation);
    if (settings != null) {
      OwnQuestions.row(physical, settings, List.of());
    }
    OwnQuestions.forgetNotifications(physical);
  }
}
