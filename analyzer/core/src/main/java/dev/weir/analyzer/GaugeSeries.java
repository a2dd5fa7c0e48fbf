package dev.weir.analyzer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Gauges of one name, of which some come and go. A gauge that stays is left in its registry:
 * Micrometer's {@code MultiGauge} takes each out and puts it in again, and a scrape that comes in
 * between misses it, or fails, because Prometheus is told a name twice. One thread sets them, any
 * may read.
 */
final class GaugeSeries {
  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final String unit;
  private final Tags tags;
  private final Map<Tags, Gauge> registered = new HashMap<>();
  private volatile Map<Tags, Double> values = Map.of();

  /**
   * None yet.
   *
   * @param unit the base unit, or the empty text
   * @param tags of each, beside its own
   */
  GaugeSeries(MeterRegistry registry, String name, String description, String unit, Tags tags) {
    this.registry = registry;
    this.name = name;
    this.description = description;
    this.unit = unit;
    this.tags = tags;
  }

  /** What they are from now on, by their own tags: what is not among them is gone. */
  void set(Map<Tags, Double> now) {
    values = Map.copyOf(now);
    // First the new ones: a name that loses its last gauge is another one when it comes back.
    now.keySet().forEach(each -> registered.computeIfAbsent(each, this::register));
    Iterator<Map.Entry<Tags, Gauge>> known = registered.entrySet().iterator();
    while (known.hasNext()) {
      Map.Entry<Tags, Gauge> each = known.next();
      if (!now.containsKey(each.getKey())) {
        registry.remove(each.getValue());
        known.remove();
      }
    }
  }

  private Gauge register(Tags own) {
    return Gauge.builder(name, this, series -> series.values.getOrDefault(own, Double.NaN))
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(tags.and(own))
        .register(registry);
  }
}
