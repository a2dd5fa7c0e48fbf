package dev.weir.consistency;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Tokens in Redis, for a fleet of processes. Needs {@code redis.clients:jedis} on the class path,
 * and one Redis of version 5 or later (with replicas of its own perhaps; a Redis Cluster spreads
 * the keys, which this does not support) whose {@code maxmemory-policy} throws nothing of it away:
 * that would go unnoticed. A Redis that has been emptied or started again, or has taken the place
 * of another, may have lost what it was told last: for one time to live every caller counts as one
 * that has just written.
 *
 * <p>For each caller that wrote within the time to live there is a hash {@code weir:caller:KEY}
 * with a field for each writer, and there is one string {@code weir:since}. Time is Redis' own;
 * clocks of the processes do not matter. Each call is one round trip. Thread-safe.
 */
public final class RedisTokenStore implements TokenStore, AutoCloseable {
  private static final int TIMEOUT_MILLIS = 250;
  private static final int MOST_CONNECTIONS = 16;
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

  private final UnifiedJedis redis;
  private final String timeToLiveMillis;
  private final Duration timeToLive;

  /**
   * Uses a client that is there.
   *
   * @param redis of one server; its timeouts are what a commit may have to wait: 250 ms is enough.
   *     Closed with this
   * @param timeToLive for how long a token is kept: 10 minutes will do; above zero
   * @throws IllegalArgumentException if it is not
   */
  public RedisTokenStore(UnifiedJedis redis, Duration timeToLive) {
    if (timeToLive.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "timeToLive must be above 0 ms; it is " + timeToLive.toMillis() + " ms");
    }
    this.redis = redis;
    this.timeToLive = timeToLive;
    this.timeToLiveMillis = Long.toString(timeToLive.toMillis());
  }

  /**
   * Makes a client with timeouts of 250 ms and at most 16 connections. Connects when it is first
   * used.
   *
   * @param uri such as {@code redis://user:password@host:6379/0}, or {@code rediss://..} for TLS
   * @param timeToLive for how long a token is kept: 10 minutes will do; above zero
   * @throws IllegalArgumentException if it is not, or the URI is none of Redis
   */
  public static RedisTokenStore connect(String uri, Duration timeToLive) {
    URI parsed = parse(uri);
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(MOST_CONNECTIONS);
    pool.setMaxIdle(MOST_CONNECTIONS);
    pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
    DefaultJedisClientConfig client =
        DefaultJedisClientConfig.builder()
            .timeoutMillis(TIMEOUT_MILLIS)
            .user(JedisURIHelper.getUser(parsed))
            .password(JedisURIHelper.getPassword(parsed))
            .database(JedisURIHelper.getDBIndex(parsed))
            .sslOptions(JedisURIHelper.isRedisSSLScheme(parsed) ? SslOptions.defaults() : null)
            .build();
    return new RedisTokenStore(
        RedisClient.builder()
            .hostAndPort(JedisURIHelper.getHostAndPort(parsed))
            .clientConfig(client)
            .poolConfig(pool)
            .build(),
        timeToLive);
  }

  /** Without the exception that tells why not: it shows the URI, with the password. */
  private static URI parse(String uri) {
    URI parsed = null;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      // Said below.
    }
    if (parsed == null || !JedisURIHelper.isValid(parsed)) {
      throw new IllegalArgumentException(
          "a URI of Redis is redis://host:6379, with a port, and what is special in its password"
              + " encoded (%40 for @)");
    }
    return parsed;
  }

  @Override
  public void put(String key, String writer, String token) {
    ask(PUT, key, List.of(timeToLiveMillis, writer, token));
  }

  @Override
  public Map<String, String> get(String key) {
    List<?> found = (List<?>) ask(GET, key, List.of(timeToLiveMillis));
    Map<String, String> tokens = new HashMap<>();
    for (int i = 0; i < found.size(); i += 2) {
      tokens.put(String.valueOf(found.get(i)), String.valueOf(found.get(i + 1)));
    }
    return tokens;
  }

  private Object ask(String script, String key, List<String> arguments) {
    try {
      return redis.eval(script, List.of(CALLER + key, SINCE), arguments);
    } catch (JedisConnectionException e) {
      if (redis instanceof RedisClient client) {
        client.getPool().clear(); // The idle ones are as broken, and each would fail once.
      }
      throw e;
    }
  }

  @Override
  public Duration timeToLive() {
    return timeToLive;
  }

  /** Closes the client. */
  @Override
  public void close() {
    redis.close();
  }
}
