package dev.weir.analyzer;

import dev.weir.analyzer.model.ServerActivity;
import dev.weir.analyzer.model.ServerActivity.Group;
import dev.weir.analyzer.model.ServerActivity.Session;
import dev.weir.analyzer.model.ServerActivity.Wait;
import dev.weir.analyzer.sample.ActivitySample;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.DatabaseSample;
import dev.weir.analyzer.sample.HeldTransaction;
import dev.weir.analyzer.sample.PreparedSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.sample.SlotSample;
import dev.weir.analyzer.sample.StandbySample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Joins what sessions do with the code of this application that opened their transactions. */
final class Activities {
  private Activities() {}

  static ServerActivity of(String name, ActivitySample sample, List<HeldTransaction> held) {
    return new ServerActivity(
        name,
        sample.at(),
        Stream.of(sample.sessions(), sample.connections(), sample.waits())
            .flatMap(Activities::unseen)
            .distinct()
            .toList(),
        horizonAge(sample),
        sample.databases().rows().stream().mapToLong(DatabaseSample::xidAge).max().orElse(-1),
        sample.connections().rows().stream()
            .map(
                each ->
                    new Group(
                        each.database(),
                        each.role(),
                        each.application(),
                        each.state(),
                        each.sessions()))
            .toList(),
        sample.waits().rows().stream()
            .filter(each -> !each.autovacuum())
            .map(each -> new Wait(each.type(), each.event(), each.sessions()))
            .toList(),
        sample.sessions().rows().stream().map(each -> session(each, sample.at(), held)).toList());
  }

  private static long horizonAge(ActivitySample sample) {
    String here = sample.server().database();
    return Stream.of(
            sample.sessions().rows().stream()
                .filter(each -> here.equals(each.database()))
                .map(SessionSample::horizonAge),
            sample.prepared().rows().stream()
                .filter(each -> here.equals(each.database()))
                .map(PreparedSample::xidAge),
            sample.slots().rows().stream().map(SlotSample::xminAge),
            sample.standbys().rows().stream().map(StandbySample::xminAge))
        .flatMap(ages -> ages)
        .mapToLong(Long::longValue)
        .filter(age -> age >= 0)
        .max()
        .orElse(0);
  }

  private static Stream<String> unseen(Answer<?> answer) {
    return Stream.of(answer.unseen(), answer.hidden()).filter(Objects::nonNull);
  }

  private static Session session(SessionSample each, Instant at, List<HeldTransaction> held) {
    HeldTransaction own =
        held.stream().filter(one -> one.process() == each.pid()).findFirst().orElse(null);
    return new Session(
        each.pid(),
        each.role(),
        each.application(),
        each.state(),
        each.waitType() == null ? null : each.waitType() + " " + each.waitEvent(),
        each.vacuums() ? null : since(each.transactionStart(), at), // It may take its time.
        since(each.stateChange(), at),
        each.statement(),
        each.lock() == null
            ? null
            : each.table() == null ? each.lock() : each.lock() + " on " + each.table(),
        each.waitedMillis() < 0 ? null : Duration.ofMillis(each.waitedMillis()),
        each.blockers(),
        own == null ? null : own.thread(),
        own == null ? null : own.begun(),
        own == null ? null : own.now());
  }

  /** What began while the question was answered is told as if it began with it. */
  private static @Nullable Duration since(@Nullable Instant start, Instant at) {
    return start == null ? null : Duration.between(start.isBefore(at) ? start : at, at);
  }
}
