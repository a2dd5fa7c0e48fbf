package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GaugeSeriesTest {
  private static final Tags FIRST = Tags.of("table", "first");
  private static final Tags SECOND = Tags.of("table", "second");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final GaugeSeries series =
      new GaugeSeries(registry, "size", "How large", "bytes", Tags.of("application", "shop"));

  @Test
  void gaugeHasItsNewestValueAndAllTags() {
    series.set(Map.of(FIRST, 1.0));
    series.set(Map.of(FIRST, 2.0));

    Gauge gauge = registry.get("size").tags("application", "shop", "table", "first").gauge();
    assertThat(gauge.value()).isEqualTo(2);
    assertThat(gauge.getId().getBaseUnit()).isEqualTo("bytes");
    assertThat(gauge.getId().getDescription()).isEqualTo("How large");
  }

  @Test
  void whatIsGoneIsRemovedAndMayComeBack() {
    series.set(Map.of(FIRST, 1.0, SECOND, 2.0));
    series.set(Map.of(SECOND, 3.0));
    assertThat(registry.find("size").gauges()).hasSize(1);

    series.set(Map.of(FIRST, 4.0));
    assertThat(registry.get("size").gauge().value()).isEqualTo(4);
    assertThat(registry.get("size").gauge().getId().getTag("table")).isEqualTo("first");
  }

  @Test
  void whatStaysIsThereAtEachScrape() throws Exception {
    series.set(Map.of(FIRST, 0.0));
    ExecutorService updates = Executors.newSingleThreadExecutor();
    try {
      Future<?> all =
          updates.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  series.set(
                      i % 2 == 0 ? Map.of(FIRST, 1.0 * i) : Map.of(FIRST, 1.0 * i, SECOND, 0.0));
                }
              });
      while (!all.isDone()) {
        assertThat(registry.find("size").tag("table", "first").gauge()).isNotNull();
      }
      all.get();
    } finally {
      updates.shutdownNow();
    }
  }
}
