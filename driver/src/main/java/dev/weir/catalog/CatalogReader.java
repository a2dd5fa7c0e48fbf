package dev.weir.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads the catalogue of a database: first one number that tells whether anything has changed, then
 * all of it in one query. Locks no table of the application. Stateless; thread-safe.
 */
public final class CatalogReader {
  private static final String FINGERPRINT = resource("fingerprint.sql");
  private static final String CATALOG = resource("catalog.sql");

  private static final int TIMEOUT_SECONDS = 10;

  /**
   * One long query over small tables: PostgreSQL's compiler would need seconds for its hundreds of
   * expressions, and the query itself needs a fraction of one.
   */
  private static final String NOT_COMPILED = "set local jit = off";

  private CatalogReader() {}

  /**
   * Reads it all.
   *
   * @param connection to the primary, in auto-commit mode; after an exception it is to be closed
   * @throws SQLException if a query fails or takes longer than 10 s
   */
  public static Catalog read(Connection connection) throws SQLException {
    return read(connection, Catalog.UNREAD);
  }

  /**
   * Reads it again.
   *
   * @param connection to the primary, in auto-commit mode; after an exception it is to be closed
   * @param last what was read the last time
   * @return {@code last} itself if nothing has changed since
   * @throws SQLException if a query fails or takes longer than 10 s
   */
  public static Catalog read(Connection connection, Catalog last) throws SQLException {
    connection.setAutoCommit(false);
    Catalog read;
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      statement.execute(NOT_COMPILED);
      // Taken before the rest: what changes in between changes it too, and is found the next time.
      String fingerprint = fingerprint(statement);
      read = fingerprint.equals(last.fingerprint()) ? last : read(statement, fingerprint, last);
    }
    connection.commit();
    connection.setAutoCommit(true);
    return read;
  }

  private static String fingerprint(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(FINGERPRINT)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Catalog read(Statement statement, String fingerprint, Catalog last)
      throws SQLException {
    String path = "";
    List<String> schemas = new ArrayList<>();
    List<Relation> relations = new ArrayList<>();
    List<Function> functions = new ArrayList<>();
    Map<String, List<Long>> operators = new HashMap<>();
    Map<String, List<Long>> types = new HashMap<>();
    Set<String> typeNames = new HashSet<>();
    Set<String> columns = new HashSet<>();
    Set<String> settings = new HashSet<>();
    List<Edge> edges = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(CATALOG)) {
      while (row.next()) {
        String what = row.getString("what");
        switch (what) {
          case "path" -> path = row.getString("path");
          case "schema" -> schemas.add(row.getString("name"));
          case "relation" -> relations.add(relation(row));
          case "function" -> functions.add(function(row));
          case "operator" -> add(operators, row);
          case "type" -> {
            add(types, row);
            typeNames.add(row.getString("schema") + "." + row.getString("name"));
          }
          case "column" -> columns.add(row.getString("name"));
          case "setting" -> settings.add(row.getString("name"));
          default -> edges.add(edge(Edge.Kind.valueOf(what.toUpperCase(Locale.ROOT)), row));
        }
      }
    }
    Names names = new Names(relations, functions, operators, types, typeNames, columns, settings);
    // Sessions that were open when a role's or database's search path was altered keep theirs.
    boolean same = last.isUnread() || path.equals(last.path());
    return new Catalog(
        fingerprint,
        same ? path : null,
        same ? Scope.path(schemas) : Scope.ANYWHERE,
        names,
        relations,
        functions,
        edges);
  }

  /** Adds what a name leads to, if it leads anywhere. */
  private static void add(Map<String, List<Long>> named, ResultSet row) throws SQLException {
    List<Long> targets = named.computeIfAbsent(row.getString("name"), name -> new ArrayList<>(1));
    if (row.getLong("target") != 0) {
      targets.add(row.getLong("target"));
    }
  }

  private static Relation relation(ResultSet row) throws SQLException {
    String code = row.getString("code");
    return new Relation(
        row.getLong("id"),
        row.getString("schema"),
        row.getString("name"),
        code.charAt(0),
        code.charAt(1),
        row.getLong("target"));
  }

  private static Function function(ResultSet row) throws SQLException {
    return new Function(
        row.getLong("id"),
        row.getString("schema"),
        row.getString("name"),
        row.getString("code"),
        row.getString("language"),
        row.getString("body"),
        row.getString("path"),
        row.getLong("target"));
  }

  private static Edge edge(Edge.Kind kind, ResultSet row) throws SQLException {
    return new Edge(
        kind,
        row.getLong("id"),
        row.getLong("target"),
        row.getInt("on_events"),
        row.getInt("to_events"));
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
