package dev.weir.analyzer.spring;

import dev.weir.analyzer.model.Finding;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts the codes of what is found in a unit of work on its observation, and so on the span of its
 * trace. Filters run before all handlers that send it. The unit is judged here, on the thread of
 * the application that ends it. Thread-safe.
 */
final class ObservationFindings implements ObservationFilter {
  /** No meter has it, which would be one more for each of its values. */
  private static final String KEY = "weir.findings";

  @Override
  public Observation.Context map(Observation.Context context) {
    ObservationUnits.Work work = ObservationUnits.work(context);
    List<Finding> found = work == null ? List.of() : ObservationUnits.end(work, context);
    if (!found.isEmpty()) {
      context.addHighCardinalityKeyValue(KeyValue.of(KEY, codes(found)));
    }
    return context;
  }

  /** Each once, the worst first. */
  private static String codes(List<Finding> found) {
    return found.stream()
        .map(finding -> finding.code().id())
        .distinct()
        .collect(Collectors.joining(","));
  }
}
