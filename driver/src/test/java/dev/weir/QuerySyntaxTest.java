package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogReader;
import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.StatementKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever form a query has that a real server accepts, it is understood, and is a read. */
class QuerySyntaxTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create schema forms",
        "set search_path = forms",
        "create table t (id int primary key, name text, v int, j jsonb, arr int[], d date,"
            + " ts timestamptz, b bytea, r int4range, x xml)",
        "create table u (id int, t_id int, v int)",
        "create type comp as (a int, b text)",
        "create type aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg as enum ('a')",
        "create table k (c comp, e text collate \"C\")",
        "create view v_over as select (d, d) overlaps (d, d) as o from t");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop schema forms cascade");
  }

  private static List<String> queries() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(QuerySyntaxTest.class.getResourceAsStream("valid-queries.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--"))
          .toList();
    }
  }

  @Test
  void everyFormOfAQueryIsARead() throws Exception {
    List<String> misunderstood = new ArrayList<>();
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.execute(c, "set search_path = forms, public");
      Catalog catalog = CatalogReader.read(c);
      c.setAutoCommit(false);
      for (String query : queries()) {
        Cluster.execute(c, query.replaceFirst("^explain analyze", "explain"));
        c.rollback();
        SqlShape shape = SqlShapes.parse(query);
        Closure closure = catalog.close(shape);
        if (shape.kind() != StatementKind.READ || closure.effect() != Effect.PURE) {
          misunderstood.add(shape.kind() + " " + closure.cause() + ": " + query);
        }
      }
    }
    assertThat(misunderstood).isEmpty();
  }

  /** The same as a part of something else, which must end where the query does. */
  @Test
  void everyFormOfAQueryIsUnderstoodAsAPart() throws Exception {
    List<String> misunderstood = new ArrayList<>();
    for (String query : queries()) {
      if (query.startsWith("explain")) {
        continue;
      }
      check(misunderstood, StatementKind.READ, "select 1 from (" + query + ") q where q is null");
      check(misunderstood, StatementKind.READ, "select exists (" + query + "), 1");
      check(misunderstood, StatementKind.READ, "with q as (" + query + ") select * from q");
      check(misunderstood, StatementKind.DDL, "create view q as " + query);
      check(misunderstood, StatementKind.CURSOR, "declare c cursor for " + query);
      check(misunderstood, StatementKind.INSERT, "insert into q select 1 from (" + query + ") q");
    }
    assertThat(misunderstood).isEmpty();
  }

  private static void check(List<String> misunderstood, StatementKind kind, String sql) {
    if (SqlShapes.parse(sql).kind() != kind) {
      misunderstood.add(sql);
    }
  }
}
