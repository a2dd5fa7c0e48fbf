package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.RowObserver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of rows, and what listeners hear of it. */
class RowObserverTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String THREE = "select i, 'n' || i as name from generate_series(1, 3) i";

  private final Notes notes = new Notes();

  /** Where the listener is. */
  private enum Setup {
    OBSERVED {
      @Override
      WeirDataSource open(ExecutionListener listener) {
        WeirDataSource weir = Weir.observe(cluster.bare());
        weir.addListener(listener);
        return weir;
      }
    },
    ROUTED {
      @Override
      WeirDataSource open(ExecutionListener listener) throws Exception {
        return cluster.open(builder -> builder.listener(listener));
      }
    };

    abstract WeirDataSource open(ExecutionListener listener) throws Exception;
  }

  /** Writes down all that it is told. */
  private static final class Notes implements ExecutionListener {
    final List<String> all = new ArrayList<>();
    boolean values;
    @Nullable RuntimeException thrown;

    @Override
    public @Nullable RowObserver rows(Execution execution) {
      if (!execution.sql().startsWith("select i")) {
        return null;
      }
      return new RowObserver() {
        @Override
        public boolean wantsValues() {
          return values;
        }

        @Override
        public void row() {
          all.add("row");
          if (thrown != null) {
            throw thrown;
          }
        }

        @Override
        public void read(int column) {
          all.add("column " + column);
        }

        @Override
        public void read(int column, @Nullable Object value) {
          all.add(column + "=" + value);
        }

        @Override
        public void closed(long rows, boolean complete, long nanos) {
          all.add("closed after " + rows + (complete ? ", complete" : ""));
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsAndColumnsAreTold(Setup setup) throws Exception {
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      while (rows.next()) {
        assertThat(rows.getString("name")).isEqualTo("n" + rows.getRow());
      }
    }
    assertThat(notes.all)
        .containsExactly(
            "row", "column 2", "row", "column 2", "row", "column 2", "closed after 3, complete");
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreToldToWhoWantsThem(Setup setup) throws Exception {
    notes.values = true;
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement(THREE);
        ResultSet rows = s.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(1);
      assertThat(rows.getObject("name", String.class)).isEqualTo("n1");
      assertThat(rows.getCharacterStream(2)).isNotNull();
    }
    assertThat(notes.all).containsExactly("row", "1=1", "2=n1", "2=null", "closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfExecuteAreToldWhenTheyAreAskedFor(Setup setup) throws Exception {
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.execute(THREE)).isTrue();
      ResultSet rows = s.getResultSet();
      assertThat(rows.next()).isTrue();
      assertThat(s.getResultSet()).isSameAs(rows);
    }
    assertThat(notes.all).containsExactly("row", "closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreClosedByTheNextExecution(Setup setup) throws Exception {
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.executeQuery(THREE).next()).isTrue();
      s.executeUpdate("set application_name = 'rows'");
      assertThat(notes.all).containsExactly("row", "closed after 1");
    }
    assertThat(notes.all).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void moveToARowIsTold(Setup setup) throws Exception {
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s =
            c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.last()).isTrue();
      assertThat(rows.absolute(9)).isFalse();
      assertThat(rows.previous()).isTrue();
    }
    assertThat(notes.all).containsExactly("row", "row", "closed after 2");
  }

  @ParameterizedTest
  @EnumSource
  void observerThatThrowsHearsNoMore(Setup setup) throws Exception {
    notes.thrown = new IllegalStateException("a test");
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
    assertThat(notes.all).containsExactly("row");
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsAreTheDrivers(Setup setup) throws Exception {
    try (WeirDataSource weir = setup.open(notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(() -> rows.getInt("none"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("none");
      assertThatThrownBy(() -> rows.getInt(3)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> rows.getInt(2)).isInstanceOf(SQLException.class);
      assertThat(rows.unwrap(ResultSet.class)).isNotNull();
      assertThat(rows.getStatement()).isSameAs(s);
    }
    assertThat(notes.all).containsExactly("row", "closed after 1");
  }
}
