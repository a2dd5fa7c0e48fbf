package dev.weir.analyzer.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a standby knows of its own replay.
 *
 * @param receiver the state of its receiver; null if there is none, or it is hidden
 * @param paused whether replay is
 * @param unreplayedBytes what it has received and not replayed
 * @param replayed how far it has replayed its sender's WAL
 * @param lastReplay when the last commit that it replayed was made; null if none was
 * @param lastMessage when its primary spoke last; null if hidden
 */
public record ReplaySample(
    @Nullable String receiver,
    boolean paused,
    long unreplayedBytes,
    long replayed,
    @Nullable Instant lastReplay,
    @Nullable Instant lastMessage) {}
