package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

@Tag("proof")
class RedisTokenStoreTest {
  private static final Duration KEPT = Duration.ofSeconds(2);

  @TempDir Path directory;
  private RedisServer redis;
  private int port;
  private RedisTokenStore store;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    redis =
        RedisServer.newRedisServer()
            .port(port)
            .setting("save 3600 1")
            .setting("dir " + directory)
            .build();
    redis.start();
    // With its own timeouts, which a busy machine keeps.
    store = new RedisTokenStore(RedisClient.create("127.0.0.1", port), KEPT);
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    redis.stop();
  }

  /** As if the time had passed that {@link #awaitAge} waits for. */
  private void age() {
    assertThat(store.get("nobody")).containsValue("0/0");
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      client.set("weir:since", client.get("weir:since").replaceFirst(" .*", " 0"));
    }
    assertThat(store.get("nobody")).isEmpty();
  }

  private void awaitAge() {
    long start = System.nanoTime();
    while (!store.get("nobody").isEmpty()) {
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Test
  void tokensAreKeptByWriter() {
    age();
    store.put("a", "one", "1/10");
    store.put("a", "two", "0/0");
    store.put("b", "one", "1/30");
    assertThat(store.get("a")).hasSize(2).containsEntry("one", "1/10").containsEntry("two", "0/0");
    store.put("a", "one", "1/20");
    assertThat(store.get("a")).containsEntry("one", "1/20");
  }

  @Test
  void tokenIsOverAfterItsTimeAlsoIfTheCallerGoesOn() {
    age();
    store.put("a", "gone", "1/10");
    long start = System.nanoTime();
    while (store.get("a").containsKey("gone")) {
      store.put("a", "here", "1/20");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(20).toNanos());
    }
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(KEPT.minusMillis(1).toNanos());
    store.put("a", "here", "1/20");
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      assertThat(client.hkeys("weir:caller:a")).containsExactly("here");
      assertThat(client.pttl("weir:caller:a")).isBetween(1L, KEPT.toMillis());
    }
  }

  @Test
  void redisThatLostItsMemoryMayHaveLostATokenOfAnybody() {
    age();
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      client.flushAll();
    }
    assertThat(store.get("nobody")).containsValue("0/0");
    store.put("a", "one", "1/10");
    assertThat(store.get("a")).containsEntry("one", "1/10").containsValue("0/0");
    awaitAge();
  }

  @Test
  void redisThatIsGoneIsAnErrorAndUsedAgainWhenItIsBack() throws IOException {
    redis.stop();
    assertThatThrownBy(() -> store.put("a", "one", "1/10")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> store.get("a")).isInstanceOf(RuntimeException.class);
    redis.start();
    store.put("a", "one", "1/10");
    assertThat(store.get("a")).containsEntry("one", "1/10");
  }

  /** It has its data on disk, but perhaps not the last of it. */
  @Test
  void redisThatWasStartedAgainMayHaveLostATokenOfAnybody() throws IOException {
    age();
    redis.stop();
    assertThatThrownBy(() -> store.get("nobody")).isInstanceOf(RuntimeException.class);
    redis.start();
    assertThat(store.get("nobody")).containsValue("0/0");
    awaitAge();
  }

  @Test
  void uriLeadsToTheServerAndItsDatabase() {
    try (RedisTokenStore other =
        RedisTokenStore.connect("redis://127.0.0.1:" + port + "/3", Duration.ofMinutes(1))) {
      assertThat(other.timeToLive()).isEqualTo(Duration.ofMinutes(1));
      other.put("a", "one", "1/10");
    }
    try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port + "/3")) {
      assertThat(client.hkeys("weir:caller:a")).containsExactly("one");
    }
  }

  @Test
  void wrongSettingsAreRejected() {
    assertThatThrownBy(() -> RedisTokenStore.connect("redis://127.0.0.1:" + port, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeToLive must be above 0 ms; it is 0 ms");
    assertThatThrownBy(() -> RedisTokenStore.connect("http://somewhere", KEPT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://host:6379");
  }
}
