package dev.weir.analyzer.spring;

import dev.weir.consistency.ScriptedTokenStore;
import dev.weir.consistency.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

/** Tokens in the application's Redis, by whichever client it has. */
final class RedisTokens {
  private RedisTokens() {}

  static TokenStore store(RedisConnectionFactory factory, Duration timeToLive) {
    return new ScriptedTokenStore(
        (script, keys, arguments) -> eval(factory, script, keys, arguments), timeToLive);
  }

  private static List<String> eval(
      RedisConnectionFactory factory, String script, List<String> keys, List<String> arguments) {
    byte[][] all =
        Stream.concat(keys.stream(), arguments.stream())
            .map(RedisTokens::bytes)
            .toArray(byte[][]::new);
    // Never the one that a transaction of the application has: that would answer when it commits.
    try (RedisConnection connection = factory.getConnection()) {
      List<?> answer =
          connection.scriptingCommands().eval(bytes(script), ReturnType.MULTI, keys.size(), all);
      return answer == null ? List.of() : answer.stream().map(RedisTokens::text).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Clients tell texts as they please. */
  private static String text(Object answer) {
    return answer instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(answer);
  }
}
