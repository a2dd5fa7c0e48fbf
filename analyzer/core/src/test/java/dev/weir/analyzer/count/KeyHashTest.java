package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Parameters;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShapes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  private static final List<KeyColumn> ONE = SqlShapes.parse("select * from t where id = ?").keys();
  private static final List<KeyColumn> TWO =
      SqlShapes.parse("update t set n = ? where a = ? and b = ?").keys();

  @Test
  void equalNumbersHashEqualWhateverTheirType() {
    long hash = hash(5L);
    assertThat(hash(5)).isEqualTo(hash);
    assertThat(hash((short) 5)).isEqualTo(hash);
    assertThat(hash((byte) 5)).isEqualTo(hash);
    assertThat(hash(BigInteger.valueOf(5))).isEqualTo(hash);
    assertThat(hash(new BigDecimal("5.00"))).isEqualTo(hash);
    assertThat(hash(6)).isNotEqualTo(hash);
    assertThat(hash(5.5)).isNotEqualTo(hash(5.25));
  }

  @Test
  void textIsHashedByContent() {
    assertThat(hash("a".repeat(3))).isEqualTo(hash("aaa")).isNotEqualTo(hash("aab"));
    UUID id = new UUID(1, 2);
    assertThat(hash(new UUID(1, 2))).isEqualTo(hash(id)).isNotEqualTo(hash(new UUID(2, 1)));
  }

  @Test
  void equalTimesHashEqualWhateverTheirClass() {
    Timestamp noon = Timestamp.valueOf("2026-06-01 12:00:00.123456");
    long hash = hash(noon);
    assertThat(hash(noon.toLocalDateTime())).isEqualTo(hash);
    assertThat(hash(noon.toInstant())).isEqualTo(hash);
    assertThat(hash(noon.toInstant().atOffset(ZoneOffset.ofHours(5)))).isEqualTo(hash);
    assertThat(hash(noon.toInstant().atZone(ZoneId.of("Asia/Tokyo")))).isEqualTo(hash);
    assertThat(hash(noon.toLocalDateTime().plusNanos(1_000))).isNotEqualTo(hash);
    assertThat(hash(Date.valueOf("2026-06-01"))).isEqualTo(hash(LocalDate.of(2026, 6, 1)));
    assertThat(hash(Time.valueOf("12:30:00"))).isEqualTo(hash(LocalTime.of(12, 30)));
  }

  @Test
  void arraysAreHashedByContent() {
    assertThat(hash(new long[] {1, 2}))
        .isEqualTo(hash(new Integer[] {1, 2}))
        .isEqualTo(hash(List.of(1L, 2L)))
        .isNotEqualTo(hash(new long[] {2, 1}));
  }

  @Test
  void onlyKeyColumnsCountAndTheirOrderDoes() {
    assertThat(KeyHash.of(TWO, row("x", 1, 2)))
        .isEqualTo(KeyHash.of(TWO, row("y", 1, 2)))
        .isNotEqualTo(KeyHash.of(TWO, row("x", 2, 1)));
  }

  @Test
  void nullIsAKeyOfItsOwn() {
    Parameters none = Parameters.of((Object) null);
    assertThat(KeyHash.of(ONE, none)).isNotEqualTo(hash(0)).isNotEqualTo(hash(""));
  }

  @Test
  void literalsAreTheKeyOfATextWithoutParameters() {
    assertThat(literal("select * from t where id = 1"))
        .isEqualTo(literal("select * from t where id = 1 -- again"))
        .isNotEqualTo(literal("select * from t where id = 2"));
  }

  @Test
  void widthIsTheNumberOfKeysNamed() {
    assertThat(KeyHash.width(ONE, row(1))).isEqualTo(1);
    List<KeyColumn> in = SqlShapes.parse("select * from t where id in (?, ?, ?)").keys();
    assertThat(KeyHash.width(in, row(1, 2, 3))).isEqualTo(3);
    List<KeyColumn> any = SqlShapes.parse("select * from t where id = any (?)").keys();
    assertThat(KeyHash.width(any, row((Object) new long[40]))).isEqualTo(40);
  }

  private static long literal(String sql) {
    return KeyHash.of(SqlShapes.parse(sql).keys(), Parameters.NONE);
  }

  private static long hash(Object value) {
    return KeyHash.of(ONE, row(value));
  }

  private static Parameters row(Object... values) {
    return Parameters.of(values);
  }
}
