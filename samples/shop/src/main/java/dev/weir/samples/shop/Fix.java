package dev.weir.samples.shop;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * A statement that the report printed, run as it stands there.
 *
 * @param statement from the report
 */
record Fix(FixStatement statement) {

  /** All of an advice, in the printed order. */
  static List<Fix> all(Advice advice) {
    return advice.statements().stream().map(Fix::new).toList();
  }

  /** Runs it as a write of its own; returns the rows affected. */
  int update(DataSource shop, Object... values) throws SQLException {
    try (Connection connection = shop.getConnection();
        PreparedStatement prepared = prepare(connection, values)) {
      return prepared.executeUpdate();
    }
  }

  /**
   * Prepares it.
   *
   * @param values one for each parameter in the printed order; a list where that takes an array
   * @throws IllegalArgumentException if they are not as many as the report says
   */
  PreparedStatement prepare(Connection connection, Object... values) throws SQLException {
    List<FixParameter> parameters = statement.parameters();
    if (values.length != parameters.size()) {
      throw new IllegalArgumentException(
          "the fix takes %s, not %d values: %s"
              .formatted(parameters, values.length, statement.sql()));
    }
    PreparedStatement prepared = connection.prepareStatement(statement.sql());
    for (int i = 0; i < values.length; i++) {
      String type = parameters.get(i).type();
      if (values[i] instanceof List<?> list) {
        String element = type.substring(0, type.length() - "[]".length());
        prepared.setArray(i + 1, connection.createArrayOf(element, list.toArray()));
      } else {
        prepared.setObject(i + 1, values[i]);
      }
    }
    return prepared;
  }
}
