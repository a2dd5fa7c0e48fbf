package dev.weir.analyzer.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link UnitRecorder} held when its unit ended, if any of it can become a finding. */
record FinishedUnit(
    @Nullable String name,
    Instant at,
    long elapsedNanos,
    long executions,
    List<FinishedTally> tallies,
    List<HotRows.Alarm> alarms) {}
