package dev.weir.analyzer;

import dev.weir.analyzer.model.ServerActivity;
import dev.weir.analyzer.model.ServerActivity.Group;
import dev.weir.analyzer.model.ServerActivity.Session;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of each server do, as gauges. Servers are asked on a thread of its own, of
 * which there is one at a time: one that hangs delays nothing else. A server that cannot be asked
 * has none.
 */
final class ServerSeries {
  private static final String STATE = "state";

  private final Callable<Map<String, ServerActivity>> servers;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final GaugeSeries horizon;
  private final GaugeSeries frozen;
  private final GaugeSeries oldest;
  private final GaugeSeries waiting;
  private final GaugeSeries longest;
  private final GaugeSeries sessions;

  /**
   * None yet.
   *
   * @param servers what they do, by the names of DataSources; may wait for them
   * @param tags of each gauge, beside its own
   */
  ServerSeries(Callable<Map<String, ServerActivity>> servers, MeterRegistry registry, Tags tags) {
    this.servers = servers;
    this.horizon =
        new GaugeSeries(
            registry,
            "weir.horizon.age",
            "How many transactions ago the oldest one began that keeps VACUUM from removing rows",
            "transactions",
            tags);
    this.frozen =
        new GaugeSeries(
            registry,
            "weir.frozen.age",
            "How many transactions ago the oldest row may have been written that is not frozen",
            "transactions",
            tags);
    this.oldest =
        new GaugeSeries(
            registry,
            "weir.transaction.oldest",
            "For how long the oldest transaction of a session has been open",
            "seconds",
            tags);
    this.waiting =
        new GaugeSeries(
            registry, "weir.locks.waiting", "Sessions that wait for a lock", "sessions", tags);
    this.longest =
        new GaugeSeries(
            registry,
            "weir.locks.longest",
            "For how long a session has waited for a lock",
            "seconds",
            tags);
    this.sessions =
        new GaugeSeries(registry, "weir.sessions", "Sessions of clients", "sessions", tags);
  }

  /** Asks the servers, unless they are being asked; returns at once. */
  void ask() {
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                set(servers.call());
              } catch (Exception e) {
                set(Map.of()); // Nobody knows.
              } finally {
                asking.set(false);
              }
            },
            "weir-meters");
    thread.setDaemon(true);
    thread.start();
  }

  private void set(Map<String, ServerActivity> all) {
    horizon.set(each(all, ServerActivity::horizonAge));
    frozen.set(each(all, ServerActivity::frozenAge));
    oldest.set(each(all, activity -> longest(activity, Session::open)));
    waiting.set(
        each(
            all,
            activity ->
                activity.sessions().stream().filter(one -> !one.blockers().isEmpty()).count()));
    longest.set(each(all, activity -> longest(activity, Session::waited)));
    Map<Tags, Double> states = new HashMap<>();
    all.forEach(
        (name, activity) -> {
          for (Group group : activity.groups()) {
            String state = Objects.requireNonNullElse(group.state(), "hidden");
            states.merge(tags(name).and(STATE, state), (double) group.sessions(), Double::sum);
          }
        });
    sessions.set(states);
  }

  private static Tags tags(String dataSource) {
    return Tags.of("datasource", dataSource);
  }

  private static Map<Tags, Double> each(
      Map<String, ServerActivity> all, ToDoubleFunction<ServerActivity> value) {
    Map<Tags, Double> values = new HashMap<>();
    all.forEach(
        (name, activity) -> {
          if (activity.isAsked()) {
            values.put(tags(name), value.applyAsDouble(activity));
          }
        });
    return values;
  }

  private static double longest(
      ServerActivity activity, Function<Session, @Nullable Duration> time) {
    return activity.sessions().stream()
            .map(time)
            .filter(Objects::nonNull)
            .mapToLong(Duration::toMillis)
            .max()
            .orElse(0)
        / 1e3;
  }
}
