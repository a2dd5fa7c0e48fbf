package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlShapes;
import org.junit.jupiter.api.Test;

/** What is known of a search path that no server reports. */
class SearchPathTest {
  private final SearchPath path = new SearchPath();

  @Test
  void whatWasSetLastIsBelieved() {
    assertThat(path.known(null)).isNull();
    sent("set search_path to tenant_1, public");
    assertThat(path.known(null)).isEqualTo("tenant_1, public");
    sent("select set_config('search_path', 'tenant_2', false)");
    assertThat(path.known(null)).isEqualTo("tenant_2");
    path.schema("tenant_3");
    assertThat(path.known(null)).isEqualTo("tenant_3");
    sent("reset search_path");
    assertThat(path.known(null)).isNull();
  }

  @Test
  void whatIsSetLocallyEndsWithItsTransaction() {
    sent("set search_path to tenant_1");
    sent("set local search_path to tenant_2");
    assertThat(path.known(null)).isEqualTo("tenant_2");
    path.transactionOver();
    assertThat(path.known(null)).isEqualTo("tenant_1");
    sent("set local search_path to tenant_2");
    sent("rollback");
    assertThat(path.known(null)).isEqualTo("tenant_1");
  }

  @Test
  void discardingAllForgetsIt() {
    sent("set search_path to tenant_1");
    sent("discard all");
    assertThat(path.known(null)).isNull();
  }

  @Test
  void whatTheServerReportsCounts() {
    sent("set search_path to tenant_1");
    assertThat(path.known("public")).isEqualTo("public");
  }

  private void sent(String sql) {
    path.sent(SqlShapes.parse(sql));
  }
}
