package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateVacuumTest {
  @Test
  void settingsFollowFromAnHourOfWrites() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder().setting("autovacuum_naptime", "1h").start();
        Ward ward = Ward.open(cluster.primary(), "settings")) {
      ward.run(
          "CREATE TABLE orders (id int PRIMARY KEY, n int)",
          "CREATE INDEX orders_n ON orders (n)",
          "CREATE TABLE quiet (id int)",
          "INSERT INTO orders SELECT i, 0 FROM generate_series(1, 150000) i");
      ward.run("VACUUM ANALYZE orders");
      ServerSample before = ward.observe().now();
      ward.run("UPDATE orders SET n = 1 WHERE id <= 20000");
      Observation now = ward.observe();

      Checkup young = Doctor.examine(now);
      assertThat(Ward.verdict(young, Area.SETTINGS).state()).isEqualTo(State.NOT_JUDGED);
      assertThat(Ward.verdict(young, Area.SETTINGS).why())
          .as("nobody is told of an option that they do not have")
          .startsWith("needs rates over an hour, these are over ")
          .doesNotContain(";");
      assertThat(Ward.verdict(Doctor.examine(now, "wait"), Area.SETTINGS).why()).endsWith("; wait");
      assertThat(Ward.all(young, "VT", "")).isEmpty();

      Checkup old =
          Doctor.examine(now.since(List.of(before.asOf(before.at().minus(Duration.ofHours(2))))));
      Report.Entry entry = Ward.the(old, "VT", "orders");
      assertThat(entry.finding().number("deadPerMinute")).isBetween(160.0, 170.0);
      assertThat(entry.finding().number("trigger")).isEqualTo(30_050);
      assertThat(entry.advice().statements().get(0).sql())
          .isEqualTo(
              "ALTER TABLE public.orders SET (autovacuum_vacuum_scale_factor = 0.01,"
                  + " autovacuum_vacuum_threshold = 1000)");
      ward.heal(entry);
      Checkup healed =
          Doctor.examine(
              ward.observe().since(List.of(before.asOf(before.at().minus(Duration.ofHours(2))))));
      assertThat(Ward.all(healed, "VT", "")).isEmpty();
      assertThat(Ward.verdict(healed, Area.SETTINGS).why()).startsWith("keep them: 1 busy table");
      ward.relapse(entry);
      assertThat(
              ward.number(
                  "SELECT count(*) FROM pg_class WHERE relname = 'orders' AND reloptions IS NULL"))
          .isEqualTo(1);
    }
  }
}
