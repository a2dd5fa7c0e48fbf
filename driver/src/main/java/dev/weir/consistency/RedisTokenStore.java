package dev.weir.consistency;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
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
 * Tokens in Redis, as {@link ScriptedTokenStore} keeps them, by a client that Weir makes or is
 * given. Needs {@code redis.clients:jedis} on the class path. Thread-safe.
 */
public final class RedisTokenStore implements TokenStore, AutoCloseable {
  private static final int TIMEOUT_MILLIS = 250;
  private static final int MOST_CONNECTIONS = 16;

  private final UnifiedJedis redis;
  private final ScriptedTokenStore tokens;

  /**
   * Uses a client that is there.
   *
   * @param redis of one server; its timeouts are what a commit may have to wait: 250 ms is enough.
   *     Closed with this
   * @param timeToLive for how long a token is kept: 10 minutes will do; above zero
   * @throws IllegalArgumentException if it is not
   */
  public RedisTokenStore(UnifiedJedis redis, Duration timeToLive) {
    this.redis = redis;
    this.tokens = new ScriptedTokenStore(this::eval, timeToLive);
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
    tokens.put(key, writer, token);
  }

  @Override
  public Map<String, String> get(String key) {
    return tokens.get(key);
  }

  private List<String> eval(String script, List<String> keys, List<String> arguments) {
    try {
      List<?> answer = (List<?>) redis.eval(script, keys, arguments);
      return answer.stream().map(String::valueOf).toList();
    } catch (JedisConnectionException e) {
      if (redis instanceof RedisClient client) {
        client.getPool().clear(); // The idle ones are as broken, and each would fail once.
      }
      throw e;
    }
  }

  @Override
  public Duration timeToLive() {
    return tokens.timeToLive();
  }

  /** Closes the client. */
  @Override
  public void close() {
    redis.close();
  }
}
