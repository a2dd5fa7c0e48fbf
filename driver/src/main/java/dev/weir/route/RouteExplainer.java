package dev.weir.route;

import java.sql.SQLException;

/**
 * What a connection of Weir can be unwrapped to, to ask where it would send a statement: {@code
 * connection.unwrap(RouteExplainer.class)}, also through a pool around it.
 */
public interface RouteExplainer {
  /**
   * Tells where a statement would go if it were executed as a query now. Executes nothing, takes no
   * connection, waits for no replica and changes nothing.
   *
   * @param sql any text
   * @throws SQLException if the connection is closed, or if executing it would fail because of its
   *     hint
   */
  RouteExplanation explain(String sql) throws SQLException;
}
