package dev.weir.analyzer.spring;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.Finding;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a unit of work of each observation of a piece of work: a request that is served, a
 * scheduled task, a message that is received, a step of a batch. Others, such as of a request that
 * is sent, or of a method, are a part of those. Thread-safe.
 */
final class ObservationUnits implements ObservationHandler<Observation.Context> {
  /** By name, as an application has few of them. */
  private static final Set<String> WORK =
      Set.of(
          "org.springframework.http.server.observation.ServerRequestObservationContext",
          "org.springframework.http.server.reactive.observation.ServerRequestObservationContext",
          "org.springframework.scheduling.support.ScheduledTaskObservationContext",
          "io.micrometer.jakarta9.instrument.jms.JmsProcessObservationContext",
          "org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext",
          "org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext",
          "org.springframework.batch.core.observability.BatchStepContext");

  /** Spring Batch 6 has no context of its own: the name tells. */
  private static final String BATCH_STEP = "spring.batch.step";

  private final ClassValue<Boolean> isWork =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (WORK.contains(each.getName())) {
              return true;
            }
          }
          return false;
        }
      };

  private final Supplier<Analyzer> analyzer;

  /**
   * Watches nothing yet.
   *
   * @param analyzer whose units they are; asked when the first observation starts
   */
  ObservationUnits(Supplier<Analyzer> analyzer) {
    this.analyzer = analyzer;
  }

  /** The unit of an observation, and the threads that are in it, as often as they are. */
  record Work(Unit unit, Map<Thread, Deque<Unit.Entered>> threads) {
    void enter() {
      Unit.Entered entered = unit.enter();
      threads.computeIfAbsent(Thread.currentThread(), t -> new ArrayDeque<>(1)).push(entered);
    }

    void leave() {
      Deque<Unit.Entered> mine = threads.get(Thread.currentThread());
      if (mine != null) {
        mine.pop().close();
        if (mine.isEmpty()) {
          threads.remove(Thread.currentThread());
        }
      }
    }
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return isWork.get(context.getClass()) || BATCH_STEP.equals(context.getName());
  }

  @Override
  public void onStart(Observation.Context context) {
    Unit unit = analyzer.get().unitForThreads(name(context));
    context.put(Work.class, new Work(unit, new ConcurrentHashMap<>()));
  }

  @Override
  public void onScopeOpened(Observation.Context context) {
    Work work = work(context);
    if (work != null) {
      work.enter();
    }
  }

  @Override
  public void onScopeClosed(Observation.Context context) {
    Work work = work(context);
    if (work != null) {
      work.leave();
    }
  }

  @Override
  public void onStop(Observation.Context context) {
    Work work = work(context);
    if (work != null) {
      work.unit().rename(name(context)); // The pattern of a request's path is known only now.
      work.unit().close();
    }
  }

  /** Ends a unit before its observation stops, and tells what is found in it alone. */
  static List<Finding> end(Work work, Observation.Context context) {
    work.unit().rename(name(context));
    return work.unit().end();
  }

  /** Of an observation; null if it is of no piece of work. */
  static @Nullable Work work(Observation.Context context) {
    return context.get(Work.class);
  }

  private static String name(Observation.Context context) {
    String name = context.getContextualName();
    if (name != null) {
      return name;
    }
    KeyValue step = context.getLowCardinalityKeyValue(BATCH_STEP + ".name");
    return step == null ? String.valueOf(context.getName()) : "step " + step.getValue();
  }
}
