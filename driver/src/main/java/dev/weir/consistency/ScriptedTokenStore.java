package dev.weir.consistency;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens in Redis, for a fleet of processes, by any client that evaluates scripts. Needs one Redis
 * of version 5 or later (with replicas of its own perhaps; a Redis Cluster spreads the keys, which
 * this does not support) whose {@code maxmemory-policy} throws nothing of it away: that would go
 * unnoticed. A Redis that has been emptied or started again, or has taken the place of another, may
 * have lost what it was told last: for one time to live every caller counts as one that has just
 * written.
 *
 * <p>For each caller that wrote within the time to live there is a hash {@code weir:caller:KEY}
 * with a field for each writer, and there is one string {@code weir:since}. Time is Redis' own;
 * clocks of the processes do not matter. Each call is one round trip. Thread-safe.
 */
public final class ScriptedTokenStore implements TokenStore {
  private static final String CALLER = "weir:caller:";
  private static final String SINCE = "weir:since";

  /**
   * Instants of Redis in ms, and since when its memory is whole: since now, if it does not know, or
   * another run of Redis did.
   */
  private static final String NOW =
      """
      local t = redis.call('TIME')
      local now = t[1] * 1000 + math.floor(t[2] / 1000)
      local ttl = tonumber(ARGV[1])
      local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
      local known, since = string.match(redis.call('GET', KEYS[2]) or '', '^(%w+) (%d+)$')
      if known ~= run then
        since = now
        redis.call('SET', KEYS[2], run .. ' ' .. string.format('%.0f', now))
      end
      """;

  /** A value is a token and when it was put. What is over goes, or the hash would grow for ever. */
  private static final String PUT =
      NOW
          + """
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local put = string.match(all[i + 1], ' (%d+)$')
              if now - put > ttl then redis.call('HDEL', KEYS[1], all[i]) end
            end
            redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], ttl)
            return {}
            """;

  private static final String GET =
      NOW
          + """
            local found = {}
            if now - since <= ttl then
              found = {'', '0/0'}
            end
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local token, put = string.match(all[i + 1], '^(%S+) (%d+)$')
              if now - put <= ttl then
                found[#found + 1] = all[i]
                found[#found + 1] = token
              end
            end
            return found
            """;

  private final Client client;
  private final String timeToLiveMillis;
  private final Duration timeToLive;

  /** A client of Redis. Thread-safe. */
  @FunctionalInterface
  public interface Client {
    /**
     * Evaluates a script: {@code EVAL}.
     *
     * @param script in Lua
     * @param keys that it names
     * @param arguments that it gets
     * @return the texts that it returns, which may be none
     * @throws RuntimeException if Redis cannot be reached, or says no
     */
    List<String> eval(String script, List<String> keys, List<String> arguments);
  }

  /**
   * Uses a client, which is its owner's to close.
   *
   * @param client of one server; its timeouts are what a commit may have to wait: 250 ms is enough
   * @param timeToLive for how long a token is kept: 10 minutes will do; above zero
   * @throws IllegalArgumentException if it is not
   */
  public ScriptedTokenStore(Client client, Duration timeToLive) {
    if (timeToLive.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "timeToLive must be above 0 ms; it is " + timeToLive.toMillis() + " ms");
    }
    this.client = client;
    this.timeToLive = timeToLive;
    this.timeToLiveMillis = Long.toString(timeToLive.toMillis());
  }

  @Override
  public void put(String key, String writer, String token) {
    var unused = ask(PUT, key, List.of(timeToLiveMillis, writer, token));
  }

  @Override
  public Map<String, String> get(String key) {
    List<String> found = ask(GET, key, List.of(timeToLiveMillis));
    Map<String, String> tokens = new HashMap<>();
    for (int i = 0; i < found.size(); i += 2) {
      tokens.put(found.get(i), found.get(i + 1));
    }
    return tokens;
  }

  private List<String> ask(String script, String key, List<String> arguments) {
    return client.eval(script, List.of(CALLER + key, SINCE), arguments);
  }

  @Override
  public Duration timeToLive() {
    return timeToLive;
  }
}
