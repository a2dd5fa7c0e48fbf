package dev.weir.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Measured on the heap, with texts of the kinds that fill it: those with literals in them. */
@Tag("proof")
class PlanCacheTest {
  private static final long BOUND = 16L << 20;

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("short", text(i -> "select name from t" + i % 50 + " where id = " + i)),
        Arguments.of(
            "of a mapper",
            text(
                i ->
                    "select "
                        + columns("o1_0.column_%d", 12)
                        + " from orders o1_0 join lines l1_0 on o1_0.id = l1_0.order_id where"
                        + " o1_0.id = ? and l1_0.state = 's"
                        + i
                        + "' order by o1_0.id limit 10")),
        Arguments.of(
            "update",
            text(
                i ->
                    "update orders set "
                        + columns("column_%d = ?", 12)
                        + " where id = ? and version = "
                        + i)));
  }

  private static IntFunction<String> text(IntFunction<String> text) {
    return text;
  }

  private static String columns(String form, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> form.formatted(n))
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void plansTakeNoMoreMemoryThanTheyMay(String name, IntFunction<String> text) throws Exception {
    try (CatalogWatch watch = new CatalogWatch("test", Duration.ofHours(1))) {
      PlanCache plans =
          new PlanCache("test", new Marks(), watch, BOUND, () -> {}, System::nanoTime);
      plans.of(text.apply(-1), Naming.AS_IN_POOLS);
      long before = used();
      for (int i = 0; i < 15_000; i++) {
        plans.of(text.apply(i), Naming.AS_IN_POOLS);
      }
      try {
        assertThat(used() - before).isBetween(BOUND / 3, BOUND);
      } finally {
        Reference.reachabilityFence(plans);
      }
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
