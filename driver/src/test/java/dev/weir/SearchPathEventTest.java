package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.SearchPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners are told where the names of a statement are looked up, however that was set. */
class SearchPathEventTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String DEFAULT = "\"$user\", public";

  static Stream<WeirDataSource> dataSources() {
    return Stream.of(
        Weir.observe("observed", cluster.bare()),
        WeirDataSource.builder().name("routed").primary(cluster.bare()).build());
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void searchPathIsTold(WeirDataSource weir) throws SQLException {
    Recording heard = new Recording();
    weir.addListener(heard);
    List<String> expected = new ArrayList<>();
    try (weir;
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      s.executeQuery("select 1").close();
      expected.add(DEFAULT);

      s.execute("set search_path to tenant_1, public");
      s.executeQuery("select 1").close();
      expected.add(DEFAULT); // Of the statement that sets it.
      expected.add("tenant_1, public");

      c.setSchema("Tenant 2");
      s.executeQuery("select 1").close();
      expected.add("\"Tenant 2\"");

      c.setAutoCommit(false);
      s.execute("set local search_path to tenant_3");
      s.executeQuery("select 1").close();
      c.rollback();
      expected.add("\"Tenant 2\"");
      expected.add("tenant_3");
      c.setAutoCommit(true);
      s.executeQuery("select 1").close();
      expected.add("\"Tenant 2\"");

      s.execute("reset search_path");
      s.executeQuery("select 1").close();
      expected.add("\"Tenant 2\"");
      expected.add(DEFAULT);
    }

    assertThat(heard.begun).extracting(each -> each.searchPath()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("dataSources")
  void closedConnectionMayBeAsked(WeirDataSource weir) throws SQLException {
    try (weir) {
      Connection c = weir.getConnection();
      assertThat(SearchPath.reported(c)).isEqualTo(DEFAULT);
      c.close();
      assertThat(SearchPath.reported(c)).isIn(DEFAULT, null);
    }
  }
}
