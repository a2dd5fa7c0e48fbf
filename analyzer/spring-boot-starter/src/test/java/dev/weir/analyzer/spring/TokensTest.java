package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Weir;
import dev.weir.consistency.CallerScope;
import dev.weir.consistency.TokenStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.embedded.RedisServer;

/** Sessions go on in other instances, through the Redis that the application has. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TokensTest {
  private static ShopDatabase database;
  private static RedisServer redis;
  private static int port;

  @BeforeAll
  static void start() throws SQLException, IOException {
    database = new ShopDatabase(1);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
  }

  @AfterAll
  static void stop() throws IOException {
    redis.stop();
    database.close();
  }

  private static ApplicationContextRunner unasked() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                Boot.DATA_SOURCE,
                Boot.REDIS,
                WeirAutoConfiguration.class,
                TokenAutoConfiguration.class))
        .withPropertyValues(
            "weir.analyzer.mode=off",
            "spring.datasource.url=" + database.url(),
            "weir.replicas[0].url=" + database.replicaUrl(0),
            "spring.data.redis.port=" + port);
  }

  private static ApplicationContextRunner spring() {
    return unasked().withPropertyValues("weir.tokens.store=redis");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lettuce", "jedis"})
  void sessionGoesOnInAnotherInstance(String client, CapturedOutput output) {
    ApplicationContextRunner instance =
        spring().withPropertyValues("spring.data.redis.client-type=" + client);
    instance
        .withPropertyValues("spring.data.redis.timeout=1s")
        .run(
            one -> {
              JdbcTemplate jdbc = new JdbcTemplate(one.getBean(DataSource.class));
              try (CallerScope session = Weir.session("ann by " + client)) {
                assertThat(session).isNotNull();
                jdbc.execute("create table purse_" + client + " (id bigint)");
              }
              instance.run(
                  other -> {
                    TokenStore tokens = other.getBean(TokenStore.class);
                    assertThat(tokens).isNotSameAs(one.getBean(TokenStore.class));
                    // A client that is still connecting may miss its timeout: it is told again.
                    Await.until(
                        "what its writer put is there, beside what a young Redis says of everybody",
                        () ->
                            tokens.get("ann by " + client).size()
                                > tokens.get("bob by " + client).size());
                    tokens.put("bob by " + client, "writer", "1/16B3748");
                    assertThat(one.getBean(TokenStore.class).get("bob by " + client))
                        .containsEntry("writer", "1/16B3748");
                  });
            });
    assertThat(output.getOut())
        .as("of the instance that says nothing of a timeout")
        .containsOnlyOnce("a commit may wait for spring.data.redis.timeout");
  }

  @Test
  void commitDoesNotFailWithRedis() throws IOException {
    spring()
        .withPropertyValues("spring.data.redis.port=1", "spring.data.redis.timeout=250ms")
        .run(
            context -> {
              JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
              try (CallerScope session = Weir.session("ann")) {
                assertThat(session).isNotNull();
                assertThat(jdbc.update("update orders set customer_id = 1")).isEqualTo(20);
              }
            });
  }

  @Test
  void nothingIsSharedWhereNobodyAsks() {
    unasked().run(context -> assertThat(context).doesNotHaveBean(TokenStore.class));
  }

  @Test
  void storeOfTheApplicationIsUsed() {
    TokenStore own = RedisTokens.store(unusable(), Duration.ofMinutes(1));
    spring()
        .withBean(TokenStore.class, () -> own)
        .run(context -> assertThat(context.getBean(TokenStore.class)).isSameAs(own));
  }

  private static RedisConnectionFactory unusable() {
    return new LettuceConnectionFactory();
  }

  @Test
  void whatIsMissingIsSaid() {
    spring()
        .withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("needs spring-data-redis on the class path"));
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                Boot.DATA_SOURCE, WeirAutoConfiguration.class, TokenAutoConfiguration.class))
        .withPropertyValues("weir.tokens.store=redis", "spring.datasource.url=" + database.url())
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("needs one RedisConnectionFactory"));
    spring()
        .withPropertyValues("spring.data.redis.cluster.nodes=localhost:1")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("cannot be used with a Redis Cluster"));
  }
}
