package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a replica and what the primary answer to one question, through one DataSource. */
record Answers(WeirDataSource weir, Recording heard) {
  /** Asks until a replica answers: it may lack a write, or the catalogue be read again. */
  @Nullable String onReplica(Connection c, String sql) throws Exception {
    String[] answer = new String[1];
    Cluster.await(
        "a replica answers: " + sql,
        () -> {
          answer[0] = Cluster.query(c, sql);
          assertThat(heard.reason()).as(sql).isNotEqualTo(RouteReason.PINNED);
          return heard.reason() == RouteReason.READ;
        });
    return answer[0];
  }

  static @Nullable String onPrimary(Connection c, String sql) throws SQLException {
    return Cluster.query(c, "select (" + sql + ") from pg_catalog.pg_class limit 1");
  }

  /** Ten connections to each node have nothing of what was set. */
  void assertNobodyHas(String sql, String value) throws Exception {
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        Connection c = weir.getConnection();
        all.add(c);
        assertThat(onReplica(c, sql)).isNotEqualTo(value);
        assertThat(onPrimary(c, sql)).isNotEqualTo(value);
        c.setAutoCommit(false);
        assertThat(Cluster.query(c, sql)).isNotEqualTo(value);
      }
    } finally {
      for (Connection c : all) {
        c.close();
      }
    }
  }

  /** A read on another connection sees what was written, which no replica has yet. */
  void assertMarked(String sql, String expected) throws SQLException {
    assertThat(Cluster.query(weir, sql)).isEqualTo(expected);
    assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
  }
}
