package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeveralTextsTest {
  @Test
  void textsAreJoinedBySemicolons() {
    assertThat(SeveralTexts.joined(List.of("a", "b"))).isEqualTo("a;\nb");
    assertThat(SeveralTexts.joined(List.of("a"))).isEqualTo("a");
  }

  @Test
  void commentEndsWithItsText() {
    String joined = SeveralTexts.joined(List.of("truncate a -- all", "insert into b values (1)"));
    assertThat(SqlShapes.parse(joined).writes())
        .extracting(TableName::name)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(SqlShapes.parse(joined).parts())
        .containsExactlyInAnyOrder(StatementKind.TRUNCATE, StatementKind.INSERT);
  }
}
