package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Severity;
import dev.weir.sql.SqlShapes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Findings as detectors make them, from the text of a statement. */
final class Findings {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Findings() {}

  static Finding of(FindingCode code, String sql) {
    return of(code, sql, null);
  }

  static Finding of(FindingCode code, String sql, @Nullable String source) {
    return new Finding(
        code,
        Severity.ERROR,
        code.code() + "-0123456789abcdef",
        SqlShapes.parse(sql),
        source == null ? null : SqlShapes.parse(source),
        null,
        null,
        evidence(50, 50, Duration.ofMillis(49)));
  }

  static Finding of(Severity severity, Duration cost, long executions) {
    return new Finding(
        FindingCode.N_PLUS_ONE,
        severity,
        "N1-%016x".formatted(executions),
        SqlShapes.parse("SELECT 1"),
        null,
        null,
        null,
        evidence(executions, executions, cost));
  }

  static Evidence evidence(long executions, long keys, Duration cost) {
    return new Evidence(
        executions, 1, executions, keys, executions, 1, 0, executions - 1, cost, NOON, NOON);
  }
}
