package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners hear of rows that are changed where they are read. */
class ChangedRowsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** Changes rows. */
  private interface Work {
    void run(ResultSet rows) throws SQLException;
  }

  @BeforeEach
  void create() throws SQLException {
    cluster.run(
        "drop table if exists part, pair",
        "create table part (id serial primary key, shop int not null, \"Name\" text)",
        "insert into part (shop, \"Name\") select 7, 'n' || n from generate_series(1, 5) n",
        "create table pair (a int, b text, n int, primary key (a, b))",
        "insert into pair values (1, 'x', 0), (2, 'y', null)");
  }

  private static Recording heard(ListenerPlace setup, String query, Work work) throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection();
        Statement s =
            c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      c.setAutoCommit(false);
      try (ResultSet rows = s.executeQuery(query)) {
        heard.forget();
        work.run(rows);
      }
      c.commit();
    }
    return heard;
  }

  private static List<String> texts(Recording heard) {
    assertThat(heard.ended).isEqualTo(heard.begun);
    return heard.begun.stream().map(each -> each.sql() + " " + values(each)).toList();
  }

  private static List<Object> values(Execution execution) {
    Parameters row = execution.parameters().get(0);
    List<Object> values = new ArrayList<>();
    IntStream.rangeClosed(1, row.size()).forEach(i -> values.add(row.value(i)));
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void updateIsToldByTheColumnThatCounts(ListenerPlace setup) throws Exception {
    Recording heard =
        heard(
            setup,
            "select * from part order by id",
            rows -> {
              while (rows.next()) {
                if (rows.getInt("id") % 2 == 0) {
                  rows.updateString("name", "new");
                  rows.updateInt(2, 8);
                  rows.updateRow();
                }
              }
            });
    String text = "update \"part\" set \"shop\" = ?, \"Name\" = ? where \"id\" = ?";
    assertThat(texts(heard)).containsExactly(text + " [8, new, 2]", text + " [8, new, 4]");
    assertThat(heard.outcomes).allMatch(outcome -> outcome.rows() == 1);
    assertThat(heard.begun).allMatch(each -> each.transaction() != null);
    assertThat(heard.begun.get(0).shape().keys()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whereNoColumnCountsAllThatStayTellTheRow(ListenerPlace setup) throws Exception {
    Recording heard =
        heard(
            setup,
            "select * from pair order by a",
            rows -> {
              while (rows.next()) {
                rows.updateInt("n", 5);
                rows.updateRow();
              }
            });
    String text =
        "update \"pair\" set \"n\" = ? where \"a\" is not distinct from ? and \"b\" is not"
            + " distinct from ?";
    assertThat(texts(heard)).containsExactly(text + " [5, 1, x]", text + " [5, 2, y]");
  }

  @ParameterizedTest
  @EnumSource
  void deleteAndInsertAreTold(ListenerPlace setup) throws Exception {
    Recording heard =
        heard(
            setup,
            "select a, b, n from pair order by a",
            rows -> {
              rows.next();
              rows.deleteRow();
              rows.moveToInsertRow();
              rows.updateObject("a", 9);
              rows.updateString(2, "z");
              rows.insertRow();
              rows.moveToCurrentRow();
            });
    assertThat(texts(heard))
        .containsExactly(
            "delete from \"pair\" where \"a\" is not distinct from ? and \"b\" is not distinct"
                + " from ? and \"n\" is not distinct from ? [1, x, 0]",
            "insert into \"pair\" (\"a\", \"b\") values (?, ?) [9, z]");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTakenBackOrNeverSentIsNotTold(ListenerPlace setup) throws Exception {
    Recording heard =
        heard(
            setup,
            "select id, shop from part order by id",
            rows -> {
              rows.next();
              rows.updateInt(2, 8);
              rows.cancelRowUpdates();
              rows.updateRow();
              rows.next();
              rows.updateInt(2, 9);
              rows.updateRow();
            });
    assertThat(texts(heard))
        .containsExactly("update \"part\" set \"shop\" = ? where \"id\" = ? [9, 2]");
  }

  @ParameterizedTest
  @EnumSource
  void failureIsTold(ListenerPlace setup) throws Exception {
    Recording heard =
        heard(
            setup,
            "select a, b from pair order by a",
            rows -> {
              rows.moveToInsertRow();
              rows.updateInt("a", 1);
              rows.updateString("b", "x");
              assertThatThrownBy(rows::insertRow).isInstanceOf(SQLException.class);
            });
    assertThat(heard.outcomes.get(0).failure()).isInstanceOf(SQLException.class);
    assertThat(texts(heard))
        .containsExactly("insert into \"pair\" (\"a\", \"b\") values (?, ?) [1, x]");
  }
}
