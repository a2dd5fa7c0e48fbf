package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.NumberCases;
import org.junit.jupiter.api.Test;

class ExpectNumbersTest {
  @Test
  void numbersAreCompared() {
    assertThat(Engine.failed(Engine.run(NumberCases.class)))
        .containsExactly(
            "executesMore", "executesNothing", "executesOne", "waitsForTheCommit", "writes");
  }

  @Test
  void failuresOfATestAreToldTogetherWithWhatWasExecutedWhere() {
    assertThat(Engine.message(Engine.run(NumberCases.Twice.class)))
        .contains("Expected no findings in Twice.loops()")
        .contains("Expected at most 2 statements in Twice.loops(), but there were 20")
        .contains("20 x select name from item where order_id = ?")
        .containsPattern("at com\\.shop\\.Orders\\.item\\(Orders\\.java:\\d+\\)");
  }

  @Test
  void boundsThatSayNothingAreRefused() {
    assertThat(Engine.message(Engine.run(NumberCases.Wrong.class)))
        .contains("@ExpectStatements needs exactly, or max, min or both");
  }
}
