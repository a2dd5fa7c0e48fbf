package dev.weir.catalog;

import dev.weir.catalog.Function.Calling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the catalogue of a database, in a few short queries that take no locks. Stateless;
 * thread-safe.
 */
public final class CatalogReader {
  private static final String SEARCH_PATH =
      "-- Weir's catalogue: what an unqualified name means.\n"
          + "select pg_catalog.current_schemas(false)";
  private static final String RELATIONS = resource("relations.sql");
  private static final String EDGES = resource("edges.sql");
  private static final String FUNCTIONS = resource("functions.sql");
  private static final String OPERATORS = resource("operators.sql");

  private static final int TIMEOUT_SECONDS = 10;

  private CatalogReader() {}

  /**
   * Reads it all.
   *
   * @param connection to the primary, in auto-commit mode
   * @throws SQLException if a query fails or takes longer than 10 s
   */
  public static Catalog read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      List<String> searchPath = searchPath(statement);
      List<Relation> relations = relations(statement);
      Map<String, Map<Long, List<Long>>> edges = edges(statement);
      Map<Long, Function> functions = functions(statement);
      return new Catalog(
          searchPath,
          relations,
          functions,
          operators(statement, functions),
          edges.getOrDefault("reads", Map.of()),
          edges.getOrDefault("cascades", Map.of()),
          edges.getOrDefault("calls", Map.of()));
    }
  }

  private static List<String> searchPath(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(SEARCH_PATH)) {
      row.next();
      Array schemas = row.getArray(1);
      return List.of((String[]) schemas.getArray());
    }
  }

  private static List<Relation> relations(Statement statement) throws SQLException {
    List<Relation> relations = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(RELATIONS)) {
      while (row.next()) {
        relations.add(
            new Relation(
                row.getLong("oid"),
                row.getString("schema"),
                row.getString("name"),
                row.getString("kind").charAt(0),
                row.getString("persistence").charAt(0),
                row.getLong("identity"),
                row.getBoolean("unclear")));
      }
    }
    return relations;
  }

  private static Map<String, Map<Long, List<Long>>> edges(Statement statement) throws SQLException {
    Map<String, Map<Long, List<Long>>> edges = new HashMap<>();
    try (ResultSet row = statement.executeQuery(EDGES)) {
      while (row.next()) {
        edges
            .computeIfAbsent(row.getString("edge"), edge -> new HashMap<>())
            .computeIfAbsent(row.getLong("source"), source -> new ArrayList<>())
            .add(row.getLong("target"));
      }
    }
    return edges;
  }

  private static Map<Long, Function> functions(Statement statement) throws SQLException {
    Map<Long, Function> functions = new HashMap<>();
    try (ResultSet row = statement.executeQuery(FUNCTIONS)) {
      while (row.next()) {
        functions.put(
            row.getLong("oid"),
            Function.of(
                row.getString("schema"),
                row.getString("name"),
                row.getBoolean("builtin"),
                row.getString("volatility").charAt(0),
                row.getBoolean("suspicious"),
                row.getBoolean("session")));
      }
    }
    return functions;
  }

  private static Map<String, Calling> operators(Statement statement, Map<Long, Function> functions)
      throws SQLException {
    Map<String, Calling> operators = new HashMap<>();
    try (ResultSet row = statement.executeQuery(OPERATORS)) {
      while (row.next()) {
        Function function = functions.get(row.getLong("function"));
        operators.merge(
            row.getString("name"),
            function == null ? Calling.WRITES : function.calling(),
            Catalog::stronger);
      }
    }
    return operators;
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(CatalogReader.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
