package dev.weir.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTest {
  @Test
  void theOneThatWasNotUsedForLongestMakesRoom() {
    Recent<String, Integer> recent = new Recent<>(2);
    recent.put("one", 1);
    recent.put("two", 2);
    assertThat(recent.get("one")).isEqualTo(1);
    recent.put("three", 3);
    assertThat(recent.has("two")).isFalse();
    assertThat(recent.has("one")).isTrue();
  }

  @Test
  void threadsMayUseItAtOnce() {
    Recent<Integer, Integer> recent = new Recent<>(100);
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 20_000; i++) {
                            recent.put(i % 300, thread);
                            recent.get((i * 7) % 300);
                          }
                        }))
            .toList();
    threads.forEach(CompletableFuture::join);
    assertThat(IntStream.range(0, 300).filter(recent::has).count()).isEqualTo(100);
  }
}
