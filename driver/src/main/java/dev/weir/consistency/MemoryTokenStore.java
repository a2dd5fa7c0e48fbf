package dev.weir.consistency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens in the memory of this process: for several DataSources over one database, and for tests.
 * Its memory is one small entry for each caller that wrote within the time to live. Thread-safe.
 */
public final class MemoryTokenStore implements TokenStore {
  private final Duration timeToLive;
  private final Cache<String, Map<String, Put>> callers;

  private record Put(String token, long nanos) {}

  /** Keeps tokens for 10 minutes. */
  public MemoryTokenStore() {
    this(Duration.ofMinutes(10));
  }

  /**
   * Creates an empty one.
   *
   * @param timeToLive for how long it keeps a token; above zero
   * @throws IllegalArgumentException if it is not
   */
  public MemoryTokenStore(Duration timeToLive) {
    if (timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException(
          "timeToLive must be above 0 ms; it is " + timeToLive.toMillis() + " ms");
    }
    this.timeToLive = timeToLive;
    this.callers = Caffeine.newBuilder().expireAfterWrite(timeToLive).build();
  }

  @Override
  public void put(String key, String writer, String token) {
    callers
        .asMap()
        .compute(
            key,
            (k, before) -> {
              Map<String, Put> puts = before == null ? new HashMap<>() : new HashMap<>(before);
              puts.values().removeIf(this::isOver);
              puts.put(writer, new Put(token, System.nanoTime()));
              return Map.copyOf(puts);
            });
  }

  @Override
  public Map<String, String> get(String key) {
    Map<String, Put> puts = callers.getIfPresent(key);
    if (puts == null) {
      return Map.of();
    }
    Map<String, String> tokens = new HashMap<>();
    puts.forEach(
        (writer, put) -> {
          if (!isOver(put)) {
            tokens.put(writer, put.token());
          }
        });
    return tokens;
  }

  private boolean isOver(Put put) {
    return System.nanoTime() - put.nanos() > timeToLive.toNanos();
  }

  @Override
  public Duration timeToLive() {
    return timeToLive;
  }
}
