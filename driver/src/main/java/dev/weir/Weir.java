package dev.weir;

import dev.weir.consistency.CallerScope;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import dev.weir.route.RouteExplainer;
import dev.weir.route.RouteExplanation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The simplest ways in. */
public final class Weir {
  private Weir() {}

  /**
   * Observes one DataSource: every statement is seen and told to listeners, and nothing is steered.
   * A connection keeps its physical connection from {@code getConnection()} to {@code close()}, as
   * it does without Weir.
   *
   * @param dataSource any; stays the caller's to close
   * @return a DataSource to use in its place
   */
  public static WeirDataSource observe(DataSource dataSource) {
    return observe(dataSource, options -> {});
  }

  /**
   * Observes one DataSource under a name.
   *
   * @param name what logs and events call it; not blank
   * @param dataSource any; stays the caller's to close
   * @return a DataSource to use in its place
   */
  public static WeirDataSource observe(String name, DataSource dataSource) {
    return observe(dataSource, options -> options.name(name));
  }

  /**
   * Observes one DataSource, with options.
   *
   * <pre>{@code
   * Weir.observe(dataSource, options -> options.name("shop").statementLog(true))
   * }</pre>
   *
   * @param dataSource any; stays the caller's to close
   * @param options sets those that are not to be as they are by default
   * @return a DataSource to use in its place
   * @throws IllegalArgumentException if an option cannot work
   */
  public static WeirDataSource observe(DataSource dataSource, Consumer<ObserveOptions> options) {
    ObserveOptions observing = new ObserveOptions();
    options.accept(observing);
    return new WeirDataSource.Builder(observing).observe(dataSource);
  }

  /**
   * Tells where a connection would send a statement if it executed that as a query now, and why:
   * its transaction, its pins and what it holds included. Executes nothing.
   *
   * @param connection one of a {@link WeirDataSource}, also through a pool around it
   * @param sql any text, with its hint if it has one
   * @throws SQLException if it is no connection of Weir's, or is closed, or if executing the
   *     statement would fail because of its hint
   */
  public static RouteExplanation explain(Connection connection, String sql) throws SQLException {
    return connection.unwrap(RouteExplainer.class).explain(sql);
  }

  /**
   * Sets how fresh the reads of this thread must be, on any DataSource, until the scope is closed.
   * It does not apply to what can only run on the primary; {@link Freshness} has the rules.
   *
   * <pre>{@code
   * try (var scope = Weir.freshness(Freshness.bounded(Duration.ofMillis(250)))) {
   *   ..
   * }
   * }</pre>
   *
   * @param freshness of its reads
   * @return to be closed on this thread, after all scopes that are opened within it
   */
  public static FreshnessScope freshness(Freshness freshness) {
    return FreshnessScope.open(freshness);
  }

  /**
   * Says who executes what this thread executes, on any DataSource, until the scope is closed: only
   * what this caller wrote counts for its reads, and they never go back in time. {@link
   * CallerScope} has the rules, and hands work to other threads.
   *
   * <pre>{@code
   * try (var session = Weir.session("user 42")) {
   *   ..
   * }
   * }</pre>
   *
   * @param key names the caller, for as long as somebody may come back as it: of 1 to 256
   *     characters, not blank
   * @return to be closed on this thread, after all scopes that are opened within it
   * @throws IllegalArgumentException if the key is blank or too long
   */
  public static CallerScope session(String key) {
    return CallerScope.open(key);
  }
}
