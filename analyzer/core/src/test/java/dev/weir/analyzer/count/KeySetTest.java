package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
  private final KeySet keys = new KeySet();

  @Test
  void countsExactlyUpToSixtyFourKeys() {
    for (int i = 0; i < 640; i++) {
      keys.add(i % 64);
    }
    assertThat(keys.distinct()).isEqualTo(64);
    assertThat(keys.mostPerKey()).isEqualTo(10);
  }

  @Test
  void oneKeyIsCountedToo() {
    for (int i = 0; i < 7; i++) {
      keys.add(0);
    }
    assertThat(keys.distinct()).isEqualTo(1);
    assertThat(keys.mostPerKey()).isEqualTo(7);
    keys.add(1);
    assertThat(keys.distinct()).isEqualTo(2);
    assertThat(keys.mostPerKey()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 100, 200, 500, 1_000, 10_000, 1_000_000})
  void estimatesMore(int count) {
    Random random = new Random(42);
    for (int i = 0; i < count; i++) {
      keys.add(random.nextLong());
    }
    assertThat((double) keys.distinct()).isCloseTo(count, within(0.2 * count)); // three sigma
  }

  @Test
  void clearedIsAsNew() {
    for (int i = 0; i < 1_000; i++) {
      keys.add(i);
    }
    keys.clear();
    assertThat(keys.distinct()).isZero();
    assertThat(keys.mostPerKey()).isZero();
    for (int i = 0; i < 300; i++) {
      keys.add(i % 3);
    }
    assertThat(keys.distinct()).isEqualTo(3);
    assertThat(keys.mostPerKey()).isEqualTo(100);
  }
}
