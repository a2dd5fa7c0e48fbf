package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @Test
  void textIsTimelineAndLsn() {
    assertThat(new Position(1, 0x16B3748)).hasToString("1/16B3748");
    assertThat(Position.UNKNOWN).hasToString("0/0");
  }

  @Test
  void textIsReadBack() {
    for (Position position :
        List.of(
            new Position(1, 0),
            new Position(-1, -1),
            new Position(7, 1L << 40),
            Position.UNKNOWN)) {
      assertThat(Position.parse(position.toString())).isEqualTo(position);
    }
    assertThat(Position.parse("1/16b3748")).isEqualTo(new Position(1, 0x16B3748));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "1",
        "1/",
        "/1",
        "-1/2",
        "1/-2",
        "1/2 ",
        " 1/2",
        "1/2/3",
        "1/G",
        "4294967296/0",
        "99999999999/0",
        "1/11111111111111111",
        "1/2\n"
      })
  void whatIsNoPositionIsNone(String text) {
    assertThat(Position.parse(text)).isNull();
  }
}
