package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Helper;
import dev.weir.analyzer.model.Finding;
import org.junit.jupiter.api.Test;

/** A loop within a method that is called for one table after the other. */
class OneAfterTheOtherTest {
  @Test
  void isALoopOverEachOfThem() {
    try (ProxiedDatabase db = new ProxiedDatabase()) {
      Helper helper = new Helper(db);
      db.unit(
          () -> {
            helper.readAll("member");
            helper.readAll("account");
          });
      db.end();
      assertThat(db.findings())
          .hasSize(2)
          .allMatch(finding -> finding.code().id().equals("N1"))
          .extracting(Finding::amount)
          .containsOnly(20.0);
    }
  }
}
