package dev.weir.analyzer.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The queries, one resource each. */
enum Query {
  NAMES("names.sql"),
  VITALS("vitals.sql"),
  SIZES("sizes.sql"),
  COLUMNS("columns.sql"),
  INDEXES("indexes.sql"),
  BLINDNESS("blindness.sql");

  private final String sql;

  Query(String resource) {
    sql = text(resource);
  }

  /** The text of a resource. */
  static String text(String resource) {
    try (InputStream in = Query.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource is missing: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with JDBC parameters. */
  String sql() {
    return sql;
  }
}
